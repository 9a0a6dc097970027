"""Batches: many verbs in one request, all of them or each by itself."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.people import as_superuser, on_new_database
from tests.api.problems import problem
from tests.api.sync import new_id
from tests.backends import Cluster, Service


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with on_new_database(cluster, tmp_path_factory.mktemp("batch")) as running:
        yield running


@pytest.fixture
def ada(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def verb(name: str, record_id: str | None = None, **said: Any) -> dict[str, Any]:
    told = {"noun": "task", "verb": name, **said}
    return told if record_id is None else {**told, "id": record_id}


def batch(client: httpx.Client, *verbs: Any, **more: Any) -> httpx.Response:
    return client.post("/api/batch", json={"verbs": verbs, **more})


def titles(client: httpx.Client) -> list[str]:
    return sorted(task["title"] for task in client.get("/api/tasks").json())


def test_all_verbs_are_done_together(ada: httpx.Client) -> None:
    first = new_id()
    answer = batch(
        ada,
        verb("create", first, set={"title": "parent"}),
        verb("create", set={"title": "child", "parent_id": first}),
        verb("complete", first),
        verb("change", first, set={"labels/errand": True}),
    )
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [result["status"] for result in results] == ["applied"] * 4
    assert results[1]["row"]["parent_id"] == first
    assert (results[3]["row"]["status"], results[3]["row"]["labels"]) == ("done", ["errand"])
    assert titles(ada) == ["child", "parent"]


def test_when_one_is_refused_nothing_is_done_and_it_is_named(ada: httpx.Client) -> None:
    answer = batch(
        ada,
        verb("create", set={"title": "a"}),
        verb("change", new_id(), set={"title": "b"}),
        verb("create", set={"title": "c"}),
    )
    assert problem(answer, 404)["index"] == 1
    assert titles(ada) == []


def test_one_by_one_each_is_done_that_can_be(ada: httpx.Client) -> None:
    answer = batch(
        ada,
        verb("create", set={"title": "a"}),
        verb("change", new_id(), set={"title": "b"}),
        verb("create", set={"title": ""}),
        verb("create", set={"title": "c"}),
        mode="one_by_one",
    )
    results = answer.json()["results"]
    assert [r["status"] for r in results] == ["applied", "refused", "refused", "applied"]
    assert results[1]["problem"]["code"] == "task.not_found"
    assert results[2]["problem"]["errors"][0]["field"] == "title"
    assert titles(ada) == ["a", "c"]


@pytest.mark.parametrize("mode", ["together", "one_by_one"])
def test_a_batch_is_undone_as_one(ada: httpx.Client, service: Service, mode: str) -> None:
    made = [new_id(), new_id()]
    batch(ada, *(verb("create", each, set={"title": "x"}) for each in made), mode=mode)
    query = "SELECT DISTINCT batch_id FROM tasklark.changes WHERE record_id = ANY (%s::uuid[])"
    assert len(as_superuser(service, query, made)) == 1


@pytest.mark.parametrize("quoted", [False, True])
def test_a_verb_can_ask_for_a_version(ada: httpx.Client, quoted: bool) -> None:
    task = ada.post("/api/tasks", json={"title": "x"}).json()
    tag = f'"{task["updated_at"]}"' if quoted else task["updated_at"]
    told = verb("change", task["id"], set={"title": "y"}, if_match=tag)
    assert batch(ada, told).status_code == 200
    assert problem(batch(ada, told), 412)["index"] == 0


def test_a_batch_with_a_key_is_done_once(ada: httpx.Client) -> None:
    headers, body = (
        {"Idempotency-Key": str(uuid4())},
        {"verbs": [verb("create", set={"title": "x"})]},
    )
    first, second = (ada.post("/api/batch", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, first.json()) == (200, second.json())
    assert titles(ada) == ["x"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verbs": []},
        {"verbs": [{}]},
        {"verbs": [verb("create", set={"title": "x"})] * 101},
        {"verbs": [verb("create", set={"title": "x"})], "mode": "at_once"},
    ],
)
def test_what_is_no_batch_is_refused(ada: httpx.Client, body: Any) -> None:
    assert ada.post("/api/batch", json=body).status_code == 400


def test_a_hundred_verbs_are_one_request(ada: httpx.Client) -> None:
    made = batch(ada, *(verb("create", set={"title": f"{n:03}"}) for n in range(100)))
    assert [result["row"]["title"] for result in made.json()["results"]] == titles(ada)
