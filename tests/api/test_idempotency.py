"""The same request twice under one key: done once, answered the same."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.api.problems import problem
from tests.backends import NO_TLS, Service, tasklark

Send = Callable[[dict[str, str]], httpx.Response]


@pytest.fixture
def ada(everywhere: Service) -> Iterator[httpx.Client]:
    with everywhere.client() as client:
        yield client


def requests(client: httpx.Client) -> dict[str, Send]:
    """Return one request of each kind, each on a task of its own."""

    def path() -> str:
        return str(client.post("/api/tasks", json={"title": "x"}).headers["location"])

    put, patch, delete = path(), path(), path()
    return {
        "POST": lambda headers: client.post("/api/tasks", json={"title": "new"}, headers=headers),
        "PUT": lambda headers: client.put(put, json={"title": "y"}, headers=headers),
        "PATCH": lambda headers: client.patch(f"{patch}/complete", headers=headers),
        "DELETE": lambda headers: client.delete(delete, headers=headers),
    }


def seen(answer: httpx.Response) -> tuple[object, ...]:
    names = ("etag", "location", "content-type")
    return answer.status_code, answer.content, [answer.headers.get(name) for name in names]


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@pytest.mark.parametrize(
    ("verb", "status"), [("POST", 201), ("PUT", 200), ("PATCH", 200), ("DELETE", 204)]
)
def test_a_repeated_request_gets_the_first_answer_and_does_nothing(
    ada: httpx.Client, verb: str, status: int
) -> None:
    send, key = requests(ada)[verb], new_key()
    first = send(key)
    after = ada.get("/api/tasks")
    assert first.status_code == status
    for _ in range(3):
        assert seen(send(key)) == seen(first)
    unchanged = ada.get("/api/tasks")
    assert unchanged.content == after.content
    assert unchanged.headers["etag"] == after.headers["etag"]


@pytest.mark.parametrize("verb", ["POST", "PATCH", "DELETE"])
def test_two_dozen_at_once_are_one(ada: httpx.Client, verb: str) -> None:
    send, key = requests(ada)[verb], new_key()
    before = ada.get("/api/tasks").json()
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: seen(send(key)), range(24)))
    assert len({str(answer) for answer in answers}) == 1
    after = ada.get("/api/tasks").json()
    assert len(after) - len(before) == {"POST": 1, "PATCH": 0, "DELETE": -1}[verb]
    assert sum(task["completed"] for task in after) == (verb == "PATCH")


def test_the_same_json_written_differently_is_the_same_request(ada: httpx.Client) -> None:
    key = {**new_key(), "Content-Type": "application/json"}
    one = ada.post("/api/tasks", content=b'{"title":"x","priority":"low"}', headers=key)
    two = ada.post("/api/tasks", content=b'{ "priority": "low",\n"title": "\\u0078"}', headers=key)
    assert seen(one) == seen(two)


def test_a_key_with_another_request_is_refused(ada: httpx.Client) -> None:
    key = new_key()
    made = ada.post("/api/tasks", json={"title": "x"}, headers=key)
    path = made.headers["location"]
    for other in (
        ada.post("/api/tasks", json={"title": "y"}, headers=key),
        ada.post("/api/tasks?x=1", json={"title": "x"}, headers=key),
        ada.put(path, json={"title": "x"}, headers=key),
        ada.patch(f"{path}/complete", headers=key),
        ada.delete(path, headers=key),
    ):
        problem(other, 422)
    assert ada.get("/api/tasks").json() == [made.json()]


def test_a_key_is_its_users_own(everywhere: Service) -> None:
    key = new_key()
    with everywhere.client() as ada, everywhere.client() as bob:
        hers = ada.post("/api/tasks", json={"title": "hers"}, headers=key)
        his = bob.post("/api/tasks", json={"title": "his"}, headers=key)
        assert (hers.status_code, his.status_code) == (201, 201)
        assert bob.get("/api/tasks").json() == [his.json()]


@pytest.mark.parametrize("key", ["x", "x" * 255, 'a b,c;d="e"', "'; DROP TABLE tasks; --"])
def test_any_printable_key_does(ada: httpx.Client, key: str) -> None:
    sent = [ada.post("/api/tasks", json={"title": "x"}, headers={"Idempotency-Key": key})] * 2
    assert sent[0].status_code == 201
    assert seen(sent[0]) == seen(sent[1])


def test_refusals_are_answers_that_stay(everywhere: Service) -> None:
    task_id = str(uuid4())
    with everywhere.client() as ada, everywhere.client() as bob:
        missing, taken = new_key(), new_key()

        def put() -> httpx.Response:
            return bob.put(f"/api/tasks/{task_id}", json={"title": "y"}, headers=missing)

        def post() -> httpx.Response:
            return bob.post("/api/tasks", json={"title": "x", "id": task_id}, headers=taken)

        problem(put(), 404)
        ada.post("/api/tasks", json={"title": "hers", "id": task_id})
        first = post()
        problem(first, 409)
        ada.delete(f"/api/tasks/{task_id}")
        assert seen(post()) == seen(first)
        bob.post("/api/tasks", json={"title": "x", "id": task_id})
        problem(put(), 404)


def test_a_missing_scope_is_refused_anew_each_time(ada: httpx.Client) -> None:
    send, key = requests(ada)["PUT"], new_key()
    wide = ada.headers["Authorization"]
    ada.headers["Authorization"] = narrow = f"Bearer {reader(ada)}"
    problem(send(key), 403)
    ada.headers["Authorization"] = wide
    assert send(key).status_code == 200
    ada.headers["Authorization"] = narrow
    problem(send(key), 403)


def reader(client: httpx.Client) -> str:
    """Return a token of the client's user that may only read."""
    asked = {"name": "reader", "scopes": ["tasks:read"]}
    return str(client.post("/api/tokens", json=asked).json()["token"])


def test_what_changes_nothing_is_answered_again_and_leaves_no_trace(ada: httpx.Client) -> None:
    made, key = ada.post("/api/tasks", json={"title": "x"}), new_key()
    before = ada.get("/api/tasks").headers["etag"]

    def put(title: str, headers: dict[str, str]) -> httpx.Response:
        return ada.put(made.headers["location"], json={"title": title}, headers=headers)

    first = put("x", key)
    assert first.json() == made.json()
    assert ada.get("/api/tasks").headers["etag"] == before
    assert put("y", {}).headers["etag"] != first.headers["etag"]
    assert seen(put("x", key)) == seen(first)


def test_bad_input_does_not_use_the_key_up(ada: httpx.Client) -> None:
    key = new_key()
    problem(ada.post("/api/tasks", json={"title": ""}, headers=key), 400)
    assert ada.post("/api/tasks", json={"title": "x"}, headers=key).status_code == 201


def test_a_changed_precondition_is_another_request(ada: httpx.Client) -> None:
    made, key = ada.post("/api/tasks", json={"title": "x"}), new_key()
    path = made.headers["location"]
    stale = ada.put(path, json={"title": "y"}, headers={**key, "If-Match": '"stale"'})
    problem(stale, 412)
    fresh = {**key, "If-Match": made.headers["etag"]}
    problem(ada.put(path, json={"title": "y"}, headers=fresh), 422)


def test_two_processes_do_it_once(everywhere: Service, tmp_path: Path) -> None:
    user = f"user-{uuid4()}"
    with ExitStack() as stack:
        second = everywhere.url  # an embedded database serves one process
        if everywhere.cluster is not None:
            second = stack.enter_context(tasklark(everywhere.environment, tmp_path))
        threads = stack.enter_context(ThreadPoolExecutor(12))
        here = stack.enter_context(everywhere.client(user))
        headers = {**here.headers, **new_key()}
        sent = [
            threads.submit(
                httpx.post, f"{url}/api/tasks", json={"title": "x"}, headers=headers, verify=NO_TLS
            )
            for url in [everywhere.url, second] * 12
        ]
        assert len({str(seen(answer.result())) for answer in sent}) == 1
        assert len(here.get("/api/tasks").json()) == 1
