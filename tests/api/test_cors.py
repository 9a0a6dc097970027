"""Calls from other sites' pages: one origin may, no other learns anything."""

from collections.abc import Iterator

import httpx
import pytest

from tests.backends import Service

OURS = "http://localhost:3000"
READABLE = {"etag", "link", "location", "retry-after"}


@pytest.fixture
def ada(embedded: Service) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


def cors_headers(response: httpx.Response) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k.startswith("access-control-")}


def answers(client: httpx.Client, origin: str) -> Iterator[tuple[int, httpx.Response]]:
    """Yield an answer of each kind to a page of an origin, with the status that it has."""
    told = {"Origin": origin}
    made = client.post("/api/tasks", json={"title": "x"}, headers=told)
    yield 201, made
    yield 200, client.get(made.headers["location"], headers=told)
    yield 404, client.get("/api/nope", headers=told)
    yield 405, client.put("/api/tasks", headers=told)
    yield 400, client.post("/api/tasks", json={}, headers=told)
    yield 401, client.get("/api/tasks", headers={**told, "Authorization": "Bearer x"})
    yield 413, client.post("/api/tasks", content=b" " * 1_100_000, headers=told)
    yield 415, client.post("/api/tasks", content=b"x", headers=told)
    yield 412, client.delete(made.headers["location"], headers={**told, "If-Match": '"x"'})
    yield 304, client.get("/api/tasks", headers={**told, "If-None-Match": "*"})
    yield 204, client.delete(made.headers["location"], headers=told)


def test_our_origin_may_read_every_answer(ada: httpx.Client) -> None:
    for status, answer in answers(ada, OURS):
        assert answer.status_code == status
        told = cors_headers(answer)
        assert told["access-control-allow-origin"] == OURS
        assert told["access-control-allow-credentials"] == "true"
        readable = told["access-control-expose-headers"].lower().replace(" ", "")
        assert set(readable.split(",")) == READABLE
        assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost:30000",
        "http://localhost:3000.evil.example",
        "http://localhost:3000/",
    ],
)
def test_other_origins_get_no_header(ada: httpx.Client, origin: str) -> None:
    for status, answer in answers(ada, origin):
        assert answer.status_code == status
        assert cors_headers(answer) == {}
        assert answer.headers["vary"] == "Origin"


def test_without_an_origin_there_are_no_headers_either(ada: httpx.Client) -> None:
    assert cors_headers(ada.get("/api/tasks")) == {}


def preflight(client: httpx.Client, origin: str, method: str = "PUT") -> httpx.Response:
    return client.options(
        "/api/tasks/x",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_preflight_of_our_origin_is_granted_without_a_token(
    embedded: Service, method: str
) -> None:
    with embedded.stranger() as page:
        answer = preflight(page, OURS, method)
        told = {name: value.lower() for name, value in cors_headers(answer).items()}
        assert answer.status_code == 200
        assert told["access-control-allow-origin"] == OURS
        assert told["access-control-allow-credentials"] == "true"
        methods = told["access-control-allow-methods"].upper().split(", ")
        assert method in methods
        headers = set(told["access-control-allow-headers"].split(", "))
        assert headers == {
            "authorization",
            "content-type",
            "if-match",
            "if-none-match",
            "idempotency-key",
        }


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_preflight_of_another_origin_is_refused(embedded: Service, origin: str) -> None:
    with embedded.stranger() as page:
        answer = preflight(page, origin)
        assert answer.status_code == 403
        assert cors_headers(answer) == {}
