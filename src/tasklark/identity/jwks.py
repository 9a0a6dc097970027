"""The public keys of another server, read from its JWK Set address and kept at hand.

Keys are used for ten minutes. In the last two of them a request has them fetched again behind its
back, so that nobody waits; one fetch runs at a time, whoever asks. When the server cannot be
reached its last keys go on for a day. A `kid` that is not known asks for one more fetch, at most
one a minute, so that forged tokens cannot make us hammer the server.
"""

import asyncio
import http.client
import json
import logging
import time
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit

from tasklark.domain.errors import Misconfigured
from tasklark.identity.keys import Key, public_keys

RENEW_SECONDS = 8 * 60
LIFETIME_SECONDS = 10 * 60
STALE_SECONDS = 24 * 60 * 60
UNKNOWN_KID_SECONDS = 60
RETRY_SECONDS = 30
FIRST_RETRY_SECONDS = 5
TIMEOUT_SECONDS = 5
MAX_BYTES = 256 * 1024

_log = logging.getLogger(__name__)


def fetch(address: str) -> bytes:
    """Read at most MAX_BYTES from an http(s) address within about TIMEOUT_SECONDS. Blocks.

    Follows no redirect. Raises OSError, http.client.HTTPException or ValueError.
    """
    request = urllib.request.Request(  # noqa: S310 -- the verifier requires http(s)
        address, headers={"Accept": "application/json", "User-Agent": "tasklark"}
    )
    opener = urllib.request.build_opener(_NoRedirects)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    body = b""
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            while part := answer.read1(64 * 1024):
                body += part
                if len(body) > MAX_BYTES:
                    raise ValueError(f"the answer is larger than {MAX_BYTES} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer took too long")
    except HTTPError as error:
        error.close()
        raise
    return body


def require_http(address: str) -> None:
    """Raise Misconfigured unless `address` is of http or https, with a host, without a password."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or "@" in parts.netloc or not address.isascii() or not address.isprintable():
        raise Misconfigured(
            f"{address!r} is no address for keys; write it like https://auth.example.com, "
            "without user name or password"
        )


class KeySource:
    """The keys behind one http(s) address of a JWK Set, for one event loop.

    `read` and `clock` (seconds, never going back) are there for tests.
    """

    def __init__(
        self,
        address: str,
        *,
        read: Callable[[str], bytes] = fetch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address
        self._read = read
        self._clock = clock
        self._keys: Mapping[tuple[str, str], Key] = {}
        self._kids: frozenset[str] = frozenset()
        self._fetched_at = self._tried_at = self._asked_at = float("-inf")
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str, algorithm: str) -> Key | None:
        """Find the key of this id if it is for this algorithm; None when there is no such key."""
        began_at = self._clock()
        await self._keep_fresh()
        if kid not in self._kids:
            await self._ask_again(began_at)
        return self._keys.get((kid, algorithm))

    async def close(self) -> None:
        """Give up a fetch that is still running."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _keep_fresh(self) -> None:
        age = self._clock() - self._fetched_at
        if age < RENEW_SECONDS:
            return
        if age >= STALE_SECONDS:
            self._take({})
        pause = RETRY_SECONDS if self._keys else FIRST_RETRY_SECONDS
        may_try = not self._failed or self._clock() - self._tried_at >= pause
        fetching = self._start() if may_try else self._running()
        must_wait = age >= LIFETIME_SECONDS and not (self._failed and self._keys)
        if fetching is not None and must_wait:
            await asyncio.shield(fetching)

    async def _ask_again(self, began_at: float) -> None:
        fetching = self._running()
        may_ask = began_at - self._asked_at >= UNKNOWN_KID_SECONDS
        if fetching is None and may_ask and self._tried_at < began_at:
            self._asked_at = began_at
            fetching = self._start()
        if fetching is not None:
            await asyncio.shield(fetching)

    def _running(self) -> asyncio.Task[None] | None:
        return None if self._fetching is None or self._fetching.done() else self._fetching

    def _start(self) -> asyncio.Task[None]:
        fetching = self._running()
        if fetching is None:
            fetching = self._fetching = asyncio.create_task(self._refresh(), name="tasklark-jwks")
        return fetching

    async def _refresh(self) -> None:
        self._tried_at = self._clock()
        try:
            body = await asyncio.wait_for(
                asyncio.to_thread(self._read, self.address), 2 * TIMEOUT_SECONDS
            )
            self._take(public_keys(json.loads(body)))
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            self._failed = True
            _log.warning("The keys at %s could not be read: %s", self.address, error)
        else:
            self._failed = False
            self._fetched_at = self._clock()

    def _take(self, keys: Mapping[tuple[str, str], Key]) -> None:
        self._keys = keys
        self._kids = frozenset(kid for kid, _ in keys)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Nobody but the operator says where keys come from, so a 3xx is a failure."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Refuse: `urllib` then raises HTTPError with the status."""
