"""Who is let in: the 401s of the contract, and what they say."""

import time

import jwt
import pytest

from tests.api.problems import problem
from tests.backends import SHARED_SECRET, Service

MISSING, INVALID, EXPIRED = "Missing authentication token", "Invalid token", "Token has expired"


def signed(key: str = SHARED_SECRET, **claims: object) -> str:
    told = {"sub": "ada", "exp": int(time.time()) + 60, **claims}
    return jwt.encode({k: v for k, v in told.items() if v is not None}, key, "HS256")


def refused_headers() -> dict[str, tuple[list[tuple[str, str]], str]]:
    """Return, by name, headers that let nobody in, and the detail of the answer."""
    good, now = signed(), int(time.time())
    told = {
        "nothing": ("", MISSING),
        "basic": ("Basic YTpi", MISSING),
        "no token": ("Bearer", MISSING),
        "garbage": ("Bearer garbage", INVALID),
        "two words": (f"Bearer {good} {good}", INVALID),
        "forged": (f"Bearer {signed('x' * 40)}", INVALID),
        "cut": (f"Bearer {good[:-2]}", INVALID),
        "none": (f"Bearer {jwt.encode({'sub': 'ada', 'exp': now + 60}, '', 'none')}", INVALID),
        "expired": (f"Bearer {signed(exp=now - 3600)}", EXPIRED),
        "early": (f"Bearer {signed(nbf=now + 3600)}", INVALID),
        "no sub": (f"Bearer {signed(sub=None)}", INVALID),
        "empty sub": (f"Bearer {signed(sub='')}", INVALID),
        "no exp": (f"Bearer {signed(exp=None)}", INVALID),
    }
    single = {name: ([("Authorization", h)] if h else [], d) for name, (h, d) in told.items()}
    twice = [("Authorization", f"Bearer {good}")] * 2
    return {**single, "twice": (twice, INVALID)}


REFUSED = list(refused_headers())


@pytest.mark.parametrize("name", REFUSED)
def test_whoever_is_not_known_gets_a_401(embedded: Service, name: str) -> None:
    headers, detail = refused_headers()[name]
    with embedded.stranger() as stranger:
        for verb, address in (("GET", "/api/tasks"), ("PATCH", "/api/tasks/x/complete")):
            told = stranger.request(verb, address, headers=headers)
            assert problem(told, 401)["detail"] == detail
            assert told.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(embedded: Service, scheme: str) -> None:
    with embedded.stranger() as stranger:
        headers = {"Authorization": f"{scheme} {signed()}"}
        assert stranger.get("/api/tasks", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "subject", ["x", "x" * 255, "ada@example.org", "é€😀 with spaces", "1/../2"]
)
def test_any_subject_is_a_user_of_its_own(embedded: Service, subject: str) -> None:
    with embedded.client(subject) as client:
        made = client.post("/api/tasks", json={"title": "x"})
        assert made.json()["user_id"] == subject


@pytest.mark.parametrize(
    "address", ["/health", "/health/ready", "/docs", "/redoc", "/openapi.json"]
)
def test_some_addresses_need_no_token(embedded: Service, address: str) -> None:
    with embedded.stranger() as stranger:
        assert stranger.get(address).status_code == 200


def test_health_says_healthy(embedded: Service) -> None:
    with embedded.stranger() as stranger:
        assert stranger.get("/health").json() == {"status": "healthy"}
