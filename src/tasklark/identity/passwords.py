"""Passwords: which are good enough, and how they are kept (NIST SP 800-63B-4, 3.1.1; RFC 9106).

Hashing takes some 20 ms and 19 MiB by design. It runs on two threads of its own, so that sign-ins
neither stop the event loop nor take the machine, and past a short queue further ones are told to
come back.
"""

import asyncio
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tasklark.domain.errors import FieldError, Invalid, Unavailable
from tasklark.domain.text import require_storable
from tasklark.identity import blocklist

MIN_CHARACTERS = 15
MIN_CHARACTERS_WITH_SECOND_FACTOR = 8
MAX_CHARACTERS = 256

_THREADS = 2
_MAX_WAITING = 64
# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16)
_Result = TypeVar("_Result")


def _unmatchable() -> str:
    """Write a hash of the present cost to which no password is known."""
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    salt, tag = (b64encode(bytes(n)).rstrip(b"=").decode() for n in (16, 32))
    return f"$argon2id$v=19${cost}${salt}${tag}"


_UNMATCHABLE = _unmatchable()


class _Bench:
    """The two threads that hash, and a count of those who wait for them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    async def run(self, work: Callable[..., _Result], *args: object) -> _Result:
        if self._waiting >= _MAX_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        finally:
            self._waiting -= 1


_bench = _Bench()


async def hash_password(password: str) -> str:
    """Hash a password that `check_password` let pass; the answer carries salt and cost.

    Raises Unavailable when too many wait already.
    """
    return await _bench.run(_hash, password)


async def verify_password(hashed: str | None, password: str) -> bool:
    """Tell whether `password` is the one that was hashed.

    Without a hash (no such account) it is False after the same work, so that time tells nothing.
    A stored hash that cannot be read is False as well. Raises Unavailable when too many wait.
    """
    fits = len(password) <= MAX_CHARACTERS
    known = hashed if hashed is not None and fits else _UNMATCHABLE
    return await _bench.run(_matches, known, password if fits else "")


def needs_rehash(hashed: str) -> bool:
    """Tell whether a hash was made at another cost than today's: hash again at the next sign-in."""
    try:
        return _hasher.check_needs_rehash(hashed)
    except InvalidHashError:
        return True


def check_password(
    password: str, *, second_factor: bool = False, context: Collection[str] = ()
) -> None:
    """Refuse a password that is too short, too long, unreadable or easily guessed.

    `second_factor`: another factor stands beside it, so 8 characters will do in place of 15.
    `context` holds what an attacker would try first: e-mail address and name of the account.
    Any characters may be in it and none must. Raises Invalid, naming the field `password`.
    """
    minimum = MIN_CHARACTERS_WITH_SECOND_FACTOR if second_factor else MIN_CHARACTERS
    require_storable("password", password)
    problem = _misfit(password, minimum)
    if problem is None:
        problem = blocklist.objection(_normalised(password), context, shortest=minimum)
    if problem is not None:
        raise Invalid(FieldError("password", problem))


def _misfit(password: str, minimum: int) -> str | None:
    if len(password) > MAX_CHARACTERS:
        return f"must have at most {MAX_CHARACTERS} characters (this has {len(password)})"
    # One typed character may normalise to many, or many to one; the smaller count is the honest.
    count = min(len(password), len(_normalised(password)))
    if count < minimum:
        return (
            f"must have at least {minimum} characters (this has {count}); "
            "four or five words that don't belong together are easy to remember"
        )
    return None


def _hash(password: str) -> str:
    return _hasher.hash(_octets(password))


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, _octets(password))
    except (VerificationError, InvalidHashError):
        return False


def _octets(password: str) -> bytes:
    return _normalised(password).encode("utf-8", "surrogatepass")


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
