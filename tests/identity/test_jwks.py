"""Keys from another server: fetched seldom, by one at a time, and kept when it is away."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tasklark.domain.errors import TokenInvalid
from tasklark.identity import jwks
from tasklark.identity.tokens import TokenSettings, Verifier
from tests.identity import forge

MINUTE = 60
PAGES = {
    "/keys": forge.jwks(),
    "/big": b"x" * (jwks.MAX_BYTES + 1),
    "/empty": b"",
    "/endless": b"{",
}


class Issuer:
    """A key server that counts who asks, and a clock that stands still between steps."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.fetches = 0
        self.now = 0.0
        self.failure: Exception | None = None
        self.gate: threading.Event | None = None
        self.source = jwks.KeySource("http://x", read=self._read, clock=lambda: self.now)

    def _read(self, address: str) -> bytes:
        assert address == "http://x"
        self.fetches += 1
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.failure is not None:
            raise self.failure
        return forge.jwks(*(forge.jwk("EdDSA", kid=kid) for kid in self.kids))

    async def knows(self, kid: str) -> bool:
        return await self.source.find(kid, "EdDSA") is not None

    async def settle(self) -> None:
        """Wait until nothing is being fetched in the background."""
        if self.source._fetching is not None:
            await self.source._fetching


def run(story: Callable[[Issuer], Coroutine[None, None, None]], *kids: str) -> None:
    async def tell() -> None:
        issuer = Issuer(*kids)
        await story(issuer)
        await issuer.source.close()

    asyncio.run(tell())


def test_keys_are_fetched_once_for_ten_minutes() -> None:
    async def story(issuer: Issuer) -> None:
        for second in (0, 1, 7 * MINUTE):
            issuer.now = second
            assert await issuer.knows("a")
        assert issuer.fetches == 1

    run(story, "a")


def test_keys_are_renewed_in_the_background_before_they_are_too_old() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.kids = ("b",)
        issuer.now = 9 * MINUTE
        assert await issuer.knows("a")
        await issuer.settle()
        assert await issuer.knows("b")
        assert issuer.fetches == 2

    run(story, "a")


def test_a_withdrawn_key_is_good_for_ten_minutes_at_most() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.kids = ("b",)
        issuer.now = 10 * MINUTE
        assert not await issuer.knows("a")

    run(story, "a")


def test_many_requests_at_once_cause_one_fetch() -> None:
    async def story(issuer: Issuer) -> None:
        issuer.gate = threading.Event()
        asked = [asyncio.ensure_future(issuer.knows("a")) for _ in range(20)]
        await asyncio.sleep(0)
        issuer.gate.set()
        assert all(await asyncio.gather(*asked))
        assert issuer.fetches == 1

    run(story, "a")


def test_one_who_gives_up_waiting_does_not_spoil_it_for_the_others() -> None:
    async def story(issuer: Issuer) -> None:
        issuer.gate = threading.Event()
        one, other = (asyncio.ensure_future(issuer.knows("a")) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        issuer.gate.set()
        assert await other
        assert one.cancelled()

    run(story, "a")


def test_a_new_key_is_found_at_once_and_unknown_ones_cost_a_fetch_a_minute() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.now, issuer.kids = 1, ("a", "b")
        assert await issuer.knows("b")
        assert issuer.fetches == 2
        for number in range(100):
            assert not await issuer.knows(f"forged {number}")
        assert issuer.fetches == 2
        issuer.now = 61
        assert not await issuer.knows("forged")
        assert issuer.fetches == 3

    run(story, "a")


def test_an_unknown_key_right_after_a_fetch_asks_no_second_time() -> None:
    async def story(issuer: Issuer) -> None:
        assert not await issuer.knows("forged")
        assert issuer.fetches == 1

    run(story, "a")


def test_two_who_ask_for_a_new_key_at_once_both_get_it() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.now, issuer.kids, issuer.gate = 1, ("b",), threading.Event()
        asked = [asyncio.ensure_future(issuer.knows("b")) for _ in range(3)]
        await asyncio.sleep(0)
        issuer.gate.set()
        assert await asyncio.gather(*asked) == [True, True, True]
        assert issuer.fetches == 2

    run(story, "a")


def test_a_known_key_for_another_algorithm_asks_nobody() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.now = 1
        assert await issuer.source.find("a", "RS256") is None
        assert issuer.fetches == 1

    run(story, "a")


@pytest.mark.parametrize("failure", [OSError(), TimeoutError(), HTTPException(), ValueError()])
def test_keys_go_on_for_a_day_when_the_server_is_away(failure: Exception) -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.failure = failure
        for hour in range(1, 24):
            issuer.now = hour * 60 * MINUTE
            assert await issuer.knows("a")
            await issuer.settle()
        issuer.now = 24 * 60 * MINUTE
        assert not await issuer.knows("a")

    run(story, "a")


def test_a_server_that_is_away_is_asked_every_half_minute_and_found_when_back() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.failure = OSError()
        issuer.now = 11 * MINUTE
        for _ in range(5):
            assert await issuer.knows("a")
        assert issuer.fetches == 2
        issuer.failure, issuer.kids = None, ("b",)
        issuer.now += 30
        assert await issuer.knows("a")
        await issuer.settle()
        assert await issuer.knows("b")
        assert issuer.fetches == 3

    run(story, "a")


def test_without_any_keys_the_server_is_asked_every_five_seconds() -> None:
    async def story(issuer: Issuer) -> None:
        issuer.failure = OSError()
        for second in (0, 1, 2, 4.9):
            issuer.now = second
            assert not await issuer.knows("a")
        assert issuer.fetches == 2
        issuer.failure, issuer.now = None, 10
        assert await issuer.knows("a")

    run(story, "a")


def test_a_failed_fetch_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def story(issuer: Issuer) -> None:
        issuer.failure = OSError("nobody there")
        assert not await issuer.knows("a")

    run(story)
    assert "http://x" in caplog.text
    assert "nobody there" in caplog.text


def test_a_background_fetch_ends_with_its_verifier() -> None:
    async def story(issuer: Issuer) -> None:
        assert await issuer.knows("a")
        issuer.gate, issuer.now = threading.Event(), 9 * MINUTE
        assert await issuer.knows("a")
        await asyncio.sleep(0)
        await issuer.source.close()
        issuer.gate.set()

    run(story, "a")


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response({"/moved": 302}.get(self.path, 404) if body is None else 200)
        self.send_header("Location", "/keys")
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body or b"")
            while self.path == "/endless":
                self.wfile.write(b"x" * 1024)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test runner's output is for tests."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_keys_are_read_over_http(server: str) -> None:
    async def check() -> str:
        verifier = Verifier(TokenSettings(jwks_url=f"{server}/keys"), clock=lambda: forge.NOW)
        return (await verifier.verify(forge.signed("ES256", forge.claims()))).subject

    assert asyncio.run(check()) == "alice"


@pytest.mark.parametrize("path", ["/big", "/moved", "/missing", "/empty"])
def test_other_answers_give_no_keys(server: str, path: str) -> None:
    async def check() -> None:
        verifier = Verifier(TokenSettings(jwks_url=server + path), clock=lambda: forge.NOW)
        with pytest.raises(TokenInvalid):
            await verifier.verify(forge.signed("ES256", forge.claims()))

    asyncio.run(check())


def test_a_redirect_is_an_error_that_says_so(server: str) -> None:
    with pytest.raises(OSError, match="302"):
        jwks.fetch(f"{server}/moved")


def test_a_server_that_is_not_there_is_an_os_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        jwks.fetch(f"http://127.0.0.1:{port}/keys")


def test_an_answer_that_never_ends_is_left(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(jwks, "MAX_BYTES", 2**40)
    with pytest.raises(TimeoutError):
        jwks.fetch(f"{server}/endless")


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(TimeoutError):
            jwks.fetch(f"http://127.0.0.1:{port}/keys")
