"""What a bearer token was found to mean, kept for as long as the token lives and no longer.

A signature check costs tens of microseconds and an account look-up a round trip; a hit here costs
about one microsecond. Tokens themselves are not kept: the key is their SHA-256 digest, so a memory
dump gives nobody a credential and a 16 kB token takes no more room than a short one.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class TokenCache(Generic[Meaning]):
    """At most `limit` verified tokens of this process; the oldest goes first. Not for threads.

    Only verified tokens are put here, so a stranger cannot push others out with forged ones.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._known: dict[bytes, tuple[float, Meaning]] = {}
        self.generation = 0

    def __len__(self) -> int:
        return len(self._known)

    def get(self, token: str, now: float) -> Meaning | None:
        """What `token` means, or None when it is not known or `now` (epoch seconds) is too late."""
        found = self._known.get(_digest(token))
        if found is None or found[0] <= now:
            return None
        return found[1]

    def put(self, token: str, meaning: Meaning, until: float, *, generation: int) -> None:
        """Keep what `token` means until the epoch second `until`.

        `generation` is the cache's own, read before the look-up of `meaning` began: when something
        was forgotten in between, that look-up may be stale and is not kept.
        """
        if generation != self.generation:
            return
        digest = _digest(token)
        self._known.pop(digest, None)
        if len(self._known) >= self._limit:
            del self._known[next(iter(self._known))]
        self._known[digest] = (until, meaning)

    def forget(self, matches: Callable[[Meaning], bool]) -> int:
        """Drop every token whose meaning `matches`, after a revocation; how many there were."""
        self.generation += 1
        gone = [digest for digest, (_, meaning) in self._known.items() if matches(meaning)]
        for digest in gone:
            del self._known[digest]
        return len(gone)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
