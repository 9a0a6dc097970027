"""What is refused, with which status, and that a refusal tells nothing it should not."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.problems import broken_fields, problem
from tests.backends import Service

CANARY = "kn4r1envogel"
BAD_TITLES: list[Any] = ["", "   ", "\t\n\u00a0", "x" * 1001, "a\0b", None, 5, True, [], {"a": 1}]
BAD_DUES: list[Any] = [
    "",
    "tomorrow",
    "2030-02-30",
    "2030-13-01",
    "0000-01-01",
    "10000-01-01",
    "2030-02-10T24:00:00Z",
    "2030-02-10T09:00Z",
    "2030-02-10T23:59:60Z",
    "2030-02-10T09:00:00+24:00",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "2030-02-10T09:00:00 Z",
    " 2030-02-10",
    "20300210",
    "\uff12030-02-10",
    1_900_000_000,
    {},
]
BAD_FIELDS: list[tuple[str, Any]] = [
    *(("title", title) for title in BAD_TITLES),
    ("description", "x" * 65_537),
    ("description", "a\0b"),
    ("description", 5),
    ("completed", None),
    ("completed", "true"),
    ("completed", 1),
    ("priority", "urgent"),
    ("priority", "HIGH"),
    ("priority", ""),
    ("priority", 1),
    *(("due_date", due) for due in BAD_DUES),
]
NAMES = [f"{field}={json.dumps(value)[:30]}" for field, value in BAD_FIELDS]
BAD_BODIES = {
    "nothing": b"",
    "array": b'[{"title": "x"}]',
    "string": b'"title"',
    "number": b"1",
    "null": b"null",
    "broken": b'{"title": "x"',
    "trailing": b'{"title": "x"} x',
    "latin-1": '{"title": "ä"}'.encode("latin-1"),
    "utf-16": '{"title": "x"}'.encode("utf-16"),
    "nan": b'{"title": "x", "n": NaN}',
    "infinity": b'{"title": "x", "n": -Infinity}',
    "digits": b'{"title": "x", "n": ' + b"9" * 5_000 + b"}",
    "nested arrays": b"[" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "high half": rb'{"title": "\ud800"}',
    "low half": rb'{"title": "x", "description": "\udc00 y"}',
    "escaped nul": rb'{"title": "\u0000x"}',
    "raw nul": b'{"title": "a\0b"}',
    "raw line feed": b'{"title": "a\nb"}',
}


@pytest.fixture(scope="module")
def ada(everywhere: Service) -> Iterator[httpx.Client]:
    with everywhere.client() as client:
        yield client


@pytest.fixture(scope="module")
def path(ada: httpx.Client) -> str:
    return str(ada.post("/api/tasks", json={"title": "x"}).headers["location"])


@pytest.mark.parametrize(("field", "value"), BAD_FIELDS, ids=NAMES)
def test_a_broken_rule_is_a_400_that_names_its_field(
    ada: httpx.Client, path: str, field: str, value: Any
) -> None:
    before = ada.get("/api/tasks").content
    assert broken_fields(ada.post("/api/tasks", json={"title": "x", field: value})) == {field}
    assert broken_fields(ada.put(path, json={field: value})) == {field}
    assert ada.get("/api/tasks").content == before


def test_a_missing_title_is_a_400(ada: httpx.Client) -> None:
    assert broken_fields(ada.post("/api/tasks", json={})) == {"title"}


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": None}, {}])
def test_everything_that_is_wrong_is_named_at_once(ada: httpx.Client, wrong: object) -> None:
    also = {"completed": None, "priority": "x", "due_date": "x", "description": 5, "id": "x"}
    assert isinstance(wrong, dict)
    assert broken_fields(ada.post("/api/tasks", json={**wrong, **also})) == {"title", *also}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_body_that_is_no_json_object_is_a_400(ada: httpx.Client, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for key in ({}, {"Idempotency-Key": str(uuid4())}):
        for told in (
            ada.post("/api/tasks", content=body, headers={**headers, **key}),
            ada.put(path, content=body, headers={**headers, **key}),
        ):
            assert broken_fields(told) <= {"body", "title", "description"}


def test_a_body_that_a_toggle_does_not_need_is_not_read(ada: httpx.Client, path: str) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    answer = ada.patch(f"{path}/complete", content=b"[" * 100_000, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("status=done", "status=", "sort=priority", "order=up"),
        *("limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=null"),
        f"limit={'9' * 5000}",
    ],
)
def test_a_query_that_breaks_a_rule_is_a_400(ada: httpx.Client, query: str) -> None:
    told = ada.get(f"/api/tasks?{query}")
    assert broken_fields(told) == {query.partition("=")[0]}


def test_parameters_that_are_not_known_are_ignored(ada: httpx.Client) -> None:
    assert ada.get("/api/tasks?page=2&_=1&status=all").status_code == 200


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE", "PATCH"])
def test_someone_elses_task_is_forbidden_and_stays_as_it_is(everywhere: Service, verb: str) -> None:
    with everywhere.client() as ada, everywhere.client() as bob:
        made = ada.post("/api/tasks", json={"title": CANARY})
        path = made.headers["location"] + ("/complete" if verb == "PATCH" else "")
        told = bob.request(verb, path, json={"title": "y"} if verb == "PUT" else None)
        problem(told, 403)
        assert CANARY not in told.text
        assert made.json()["user_id"] not in told.text
        assert ada.get(made.headers["location"]).content == made.content


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "task_id", ["", "0", "nope", "%00", "%ff", "..", "a" * 5000, "{hex}", "{uuid}", "{uuid}%0a"]
)
def test_a_task_that_is_not_there_is_a_404(ada: httpx.Client, verb: str, task_id: str) -> None:
    unknown = uuid4()
    task_id = task_id.replace("{uuid}", str(unknown)).replace("{hex}", unknown.hex)
    path = f"/api/tasks/{task_id}" + ("/complete" if verb == "PATCH" else "")
    told = ada.request(verb, path, json={"title": "y"} if verb == "PUT" else None)
    if task_id == "..":
        assert told.status_code in {404, 405}
    else:
        problem(told, 404)


@pytest.mark.parametrize(
    "address", ["/api", "/api/tasks/", "/api/nope", "//api/tasks", "/a/%2e%2e"]
)
def test_an_unknown_address_is_a_404(ada: httpx.Client, address: str) -> None:
    problem(ada.get(httpx.URL(ada.base_url).join("/").copy_with(raw_path=address.encode())), 404)


@pytest.mark.parametrize(
    ("verb", "address", "allowed"),
    [
        ("PATCH", "/api/tasks", "GET, HEAD, POST"),
        ("DELETE", "/api/tasks", "GET, HEAD, POST"),
        ("OPTIONS", "/api/tasks", "GET, HEAD, POST"),
        ("POST", "/api/tasks/x", "DELETE, GET, HEAD, PUT"),
        ("GET", "/api/tasks/x/complete", "PATCH"),
        ("POST", "/health", "GET, HEAD"),
        ("TRACE", "/health", "GET, HEAD"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_wrong_method_is_a_405_that_names_all_right_ones(
    ada: httpx.Client, verb: str, address: str, allowed: str
) -> None:
    told = ada.request(verb, address)
    problem(told, 405)
    assert told.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/tasks", r'{"title": "x", "\ud800": 1}'),
        ("/api/batch", r'{"verbs": [{"noun": "task", "verb": "create", "set": {"\udfff": 1}}]}'),
        ("/api/sync/pull", r'{"scopes": {"\ud800": null}}'),
        ("/api/settings", r'{"extras": {"a": [{"\uDBFF": 1}]}}'),
    ],
)
def test_a_name_that_no_text_can_hold_is_refused_wherever_it_stands(
    everywhere: Service, path: str, body: str
) -> None:
    method = "PATCH" if path == "/api/settings" else "POST"
    with everywhere.client() as ada:
        headers = {"content-type": "application/json"}
        assert broken_fields(ada.request(method, path, content=body, headers=headers)) == {"body"}
