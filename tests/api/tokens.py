"""Tokens of a shared secret, and what they get."""

import time
from collections.abc import Mapping
from uuid import uuid4

import httpx

from tests.api.people import bearer
from tests.api.problems import problem
from tests.backends import SHARED_SECRET, Service
from tests.identity import forge


def claims(**changed: object) -> dict[str, object]:
    """Return the claims of a good token of a new user, with these instead; `...` leaves one out."""
    now = int(time.time())
    return forge.claims(**{"sub": f"user-{uuid4()}", "iat": now, "exp": now + 600, **changed})


def hs256(header: Mapping[str, object] | None = None, /, **changed: object) -> str:
    """Sign such claims with the shared secret."""
    return forge.hs256(claims(**changed), SHARED_SECRET, header=header)


def ask(service: Service, token: str) -> httpx.Response:
    """Ask for the account with a token."""
    with bearer(service, token) as client:
        return client.get("/api/account")


def refused(answer: httpx.Response, detail: str = "Invalid token") -> None:
    """Assert a 401 with this detail, which says how to authenticate."""
    assert problem(answer, 401)["detail"] == detail
    assert answer.headers["www-authenticate"] == "Bearer"
