"""HTTP itself: sizes, media types, methods, headers, faults."""

import asyncio
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tasklark.surfaces.rest.application import surrounded
from tests.api.problems import broken_fields, problem
from tests.backends import Service

CANARY = "kn4r1envogel"
MEBIBYTE = 1 << 20
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def ada(embedded: Service) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


def body_of(length: int) -> bytes:
    start, end = b'{"title": "x", "ignored": "', b'"}'
    return start + b"x" * (length - len(start) - len(end)) + end


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_of_1_mib_is_taken_and_a_byte_more_is_not(ada: httpx.Client, chunked: bool) -> None:
    for length, status in ((MEBIBYTE, 201), (MEBIBYTE + 1, 413)):
        body = body_of(length)
        pieces = iter([body[:100_000], body[100_000:]])
        told = ada.post("/api/tasks", content=pieces if chunked else body, headers=JSON)
        assert told.status_code == status
    problem(told, 413)
    assert len(ada.get("/api/tasks").json()) == 1


def test_a_body_declared_too_large_is_refused_before_it_is_sent(embedded: Service) -> None:
    address = urlsplit(embedded.url)
    connection = HTTPConnection(str(address.hostname), address.port or 80, timeout=10)
    connection.putrequest("POST", "/api/tasks")
    for name, value in (("Content-Length", str(10**12)), *JSON.items()):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/plain",
        "text/json",
        "json",
        "application/jsonx",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ],
)
@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH"])
def test_what_is_not_json_is_a_415(ada: httpx.Client, verb: str, media_type: str) -> None:
    path = "/api/tasks" if verb == "POST" else f"/api/tasks/{uuid4()}"
    headers = {"Content-Type": media_type} if media_type else {}
    problem(ada.request(verb, path, content=b'{"title": "x"}', headers=headers), 415)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/merge-patch+json",
    ],
)
def test_json_by_any_of_its_names_is_taken(ada: httpx.Client, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    answer = ada.post("/api/tasks", content=b'{"title": "x"}', headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize("address", ["/api/tasks", "/health", "/docs", "/openapi.json", "/nope"])
def test_head_answers_as_get_does_without_the_body(ada: httpx.Client, address: str) -> None:
    got, asked = ada.get(address), ada.head(address)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    for name in ("content-type", "content-length", "etag"):
        assert asked.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("address", ["/api/tasks", "/api/nope", "/health", "/docs", "/redoc"])
def test_every_answer_is_fenced_and_has_an_id_of_its_own(ada: httpx.Client, address: str) -> None:
    answers = [ada.get(address), ada.get(address), ada.post(address, content=b"x")]
    assert len({UUID(answer.headers["x-request-id"]) for answer in answers}) == 3
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        if address.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store"


def test_no_refusal_repeats_what_was_sent(ada: httpx.Client) -> None:
    fields = ("title", "description", "completed", "priority", "due_date", "id", CANARY)
    sent = [
        *(ada.post("/api/tasks", json={field: {CANARY: CANARY}}) for field in fields),
        *(ada.post("/api/tasks", json={"title": "", field: CANARY}) for field in fields[2:6]),
        ada.post("/api/tasks", content=f"{{{CANARY}".encode(), headers=JSON),
        ada.post("/api/tasks", content=CANARY.encode(), headers={"Content-Type": CANARY}),
        ada.post("/api/tasks", json={"title": "x"}, headers={"Idempotency-Key": CANARY * 50}),
        *(
            ada.get("/api/tasks", params={name: CANARY})
            for name in ("status", "sort", "order", "limit", "cursor")
        ),
        ada.get(f"/api/tasks/{CANARY}"),
        ada.get(f"/{CANARY}.txt"),
        ada.request("OPTIONS", f"/api/tasks/{CANARY}"),
        ada.get("/api/tasks", headers={"Authorization": f"Bearer {CANARY}"}),
        ada.put(f"/api/tasks/{uuid4()}", json={}, headers={"If-Match": CANARY}),
        ada.post("/api/auth/token", json={"email": CANARY, "password": CANARY}),
        ada.post("/api/tokens", json={"name": CANARY, "scopes": [CANARY], "days": CANARY}),
    ]
    for told in sent:
        problem(told, told.status_code)
        assert told.status_code >= 400
        assert CANARY not in told.text + str(dict(told.headers))


@pytest.mark.parametrize("key", ["", "x" * 256, "ä", "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused(ada: httpx.Client, key: str) -> None:
    headers = httpx.Headers([(b"Idempotency-Key", key.encode())])
    told = ada.post("/api/tasks", json={"title": "x"}, headers=headers)
    assert broken_fields(told) == {"Idempotency-Key"}


def call(raising: Exception, *, late: bool) -> list[Message]:
    """Return what the layers send when the application inside them raises, at once or late."""
    sent: list[Message] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if late:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise raising

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"origin", b"http://localhost:3000")]
    scope = {"type": "http", "method": "GET", "path": "/api/tasks", "headers": headers}

    async def ask() -> None:
        await surrounded(application, ["http://localhost:3000"])(scope, receive, send)

    asyncio.run(ask())
    return sent


@pytest.mark.parametrize("fault", [RuntimeError, ValueError, KeyError, RecursionError, MemoryError])
def test_whatever_is_unforeseen_is_a_500_that_tells_nothing(fault: type[Exception]) -> None:
    start, body = call(fault(CANARY), late=False)
    headers: dict[bytes, Any] = dict(start["headers"])
    assert start["status"] == 500
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"access-control-allow-origin"] == b"http://localhost:3000"
    assert UUID(headers[b"x-request-id"].decode())
    assert CANARY not in str(start) + str(body)
    assert b"Traceback" not in body["body"]


def test_a_fault_in_the_middle_of_an_answer_adds_nothing_to_it() -> None:
    assert [message["type"] for message in call(RuntimeError(), late=True)] == [
        "http.response.start"
    ]
