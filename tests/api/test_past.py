"""The trash, undo and history over REST."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.circle import circle
from tests.api.people import Person
from tests.backends import Service


@pytest.fixture
def ada(embedded: Service) -> Iterator[httpx.Client]:
    person = Person(embedded)
    assert person.sign_up(name="Ada").status_code == 202
    with person.client() as client:
        yield client


def made(client: httpx.Client, plural: str, **draft: Any) -> Any:
    answer = client.post(f"/api/{plural}", json=draft)
    assert answer.status_code == 201, answer.text
    return answer.json()


def everything(client: httpx.Client, address: str) -> list[Any]:
    """Return a list by its pages of two, which `Link` leads through."""
    found: list[Any] = []
    following: str | None = f"{address}?limit=2"
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        found += answer.json()
        following = answer.links.get("next", {}).get("url")
    return found


def test_what_was_deleted_is_listed_and_restored_or_deleted_for_good(ada: httpx.Client) -> None:
    tasks = [made(ada, "tasks", title=f"Task {n}") for n in range(5)]
    inner = made(ada, "tasks", title="Inner", parent_id=tasks[0]["id"])
    for task in tasks:
        assert ada.delete(f"/api/tasks/{task['id']}").status_code == 204
    listed = everything(ada, "/api/trash")
    assert [each["id"] for each in listed] == [task["id"] for task in tasks[::-1]]
    assert listed[-1]["tasks_along"] == 1
    assert listed[-1]["title"] == "Task 0"
    address = f"/api/trash/task/{tasks[0]['id']}"
    back = ada.post(f"{address}/restore")
    assert back.json() == {
        "noun": "task", "id": tasks[0]["id"], "records": 2, "is_loose": False,
    }  # fmt: skip
    assert ada.get(f"/api/tasks/{inner['id']}").status_code == 200
    assert ada.post(f"{address}/restore").json()["records"] == 0
    assert ada.delete(address).status_code == 404
    address = f"/api/trash/task/{tasks[1]['id']}"
    assert ada.delete(address).status_code == 204
    assert ada.post(f"{address}/restore").status_code == 404
    assert ada.delete("/api/trash").json() == {"records": 3}
    assert ada.get("/api/trash").json() == []
    for wrong in ("/api/trash/member", "/api/trash/task"):
        assert ada.post(f"{wrong}/{uuid4()}/restore").status_code == 404
    for wrong in ("limit=0", "limit=101", "cursor=x", "cursor=MjAyMA", "project_id=x"):
        assert ada.get(f"/api/trash?{wrong}").status_code == 400


def test_the_latest_things_are_undone_one_by_one_and_done_again(ada: httpx.Client) -> None:
    task = made(ada, "tasks", title="Milk")
    address = f"/api/tasks/{task['id']}"
    assert ada.put(address, json={"title": "Oat milk"}).status_code == 200
    assert ada.patch(f"{address}/complete").status_code == 200
    shown = everything(ada, "/api/undo")
    assert [each["changes"][0]["field"] for each in shown] == ["status", "title", "*"]
    assert {each["surface"] for each in shown} == {"rest"}
    first = ada.post("/api/undo")
    assert (first.status_code, first.json()["changed"]) == (200, 1)
    assert not ada.get(address).json()["completed"]
    assert ada.post("/api/undo", json={}).json()["undoes"] == shown[1]["batch_id"]
    assert ada.get(address).json()["title"] == "Milk"
    again = ada.post("/api/undo", json={"batch_id": first.json()["batch_id"]})
    assert again.json()["undoes"] == first.json()["batch_id"]
    assert ada.get(address).json()["completed"]
    twice = ada.post("/api/undo", json={"batch_id": shown[1]["batch_id"]})
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:tasklark:problem:undo.already")
    unknown = ada.post("/api/undo", json={"batch_id": str(uuid4())})
    assert (unknown.status_code, unknown.json()["type"]) == (
        404,
        "urn:tasklark:problem:undo.not_found",
    )
    assert ada.get("/api/undo?cursor=x").status_code == 400


def test_an_undo_under_a_key_is_done_once(ada: httpx.Client) -> None:
    task = made(ada, "tasks", title="Milk")
    ada.put(f"/api/tasks/{task['id']}", json={"title": "Oat milk"})
    key = {"Idempotency-Key": uuid4().hex}
    answers = [ada.post("/api/undo", headers=key).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert ada.get(f"/api/tasks/{task['id']}").json()["title"] == "Milk"


def test_a_history_tells_who_changed_what_and_when(ada: httpx.Client) -> None:
    project = made(ada, "projects", name="Home")
    task = made(ada, "tasks", title="Milk", project_id=project["id"])
    address = f"/api/tasks/{task['id']}"
    ada.put(address, json={"title": "Oat milk", "labels": ["errand"]})
    ada.patch(f"{address}/complete")
    told = everything(ada, f"{address}/history")
    assert [[c["field"] for c in entry["changes"]] for entry in told] == [
        ["status"], ["labels/errand", "title"], ["*"],
    ]  # fmt: skip
    title = told[1]["changes"][1]
    assert title == {"field": "title", "before": "Milk", "after": "Oat milk", "lost": False}
    assert {entry["name"] for entry in told} == {"Ada"}
    assert {entry["project_id"] for entry in told} == {project["id"]}
    inside = everything(ada, f"/api/projects/{project['id']}/history")
    assert [each for each in inside if each["noun"] == "task"] == told
    assert ada.get(f"/api/tasks/{uuid4()}/history").status_code == 404
    assert ada.get(f"/api/projects/{uuid4()}/history").status_code == 404
    assert ada.get(f"{address}/history?cursor=x").status_code == 400


def test_the_history_of_all_projects_is_that_of_each_in_one_order(ada: httpx.Client) -> None:
    projects = [made(ada, "projects", name=f"Place {n}")["id"] for n in range(3)]
    for n in range(7):
        made(ada, "tasks", title=f"Task {n}", project_id=projects[n % 3])
    told = everything(ada, "/api/history")
    inbox = ada.get("/api/account").json()["inbox_id"]
    for project in (*projects, inbox):
        apart = everything(ada, f"/api/projects/{project}/history")
        assert [each for each in told if each["project_id"] == project] == apart
    moments = [each["changed_at"] for each in told]
    assert moments == sorted(moments, reverse=True)
    keys = [(each["project_id"], each["number"]) for each in told]
    assert len(keys) == len(set(keys))
    assert {each["project_id"] for each in told} <= {*projects, inbox}
    one = told[0]["project_id"]
    bad = [b64(f"{told[0]['changed_at']} {key}") for key in ("x", f"x/{one}", "1/x", f"/{one}")]
    for cursor in ("x", *bad):
        assert ada.get(f"/api/history?cursor={cursor}").status_code == 400


def test_the_history_of_all_projects_tells_nothing_of_those_one_is_not_in(
    embedded: Service,
) -> None:
    with circle(embedded, "viewer") as people:
        people.task(title="Rake the leaves")
        titles = {
            role: [c["after"] for entry in people[role].get("/api/history").json()
                   for c in entry["changes"] if entry["noun"] == "task"]
            for role in ("owner", "viewer", "stranger")
        }  # fmt: skip
    assert titles["stranger"] == []
    assert titles["viewer"] == titles["owner"] != []


def b64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_project_is_shown_as_it_was(ada: httpx.Client) -> None:
    project = made(ada, "projects", name="Home")
    task = made(ada, "tasks", title="Milk", project_id=project["id"], labels=["errand"])
    moment = ada.get(f"/api/tasks/{task['id']}").json()["updated_at"]
    ada.put(f"/api/tasks/{task['id']}", json={"title": "Oat milk", "labels": []})
    made(ada, "tasks", title="Later", project_id=project["id"])
    ada.delete(f"/api/tasks/{task['id']}")
    address = f"/api/projects/{project['id']}/at"
    then = ada.get(address, params={"moment": moment})
    assert then.status_code == 200, then.text
    (found,) = then.json()["tasks"]
    assert (found["title"], found["labels"]) == ("Milk", ["errand"])
    assert then.json()["project"]["name"] == "Home"
    early = ada.get(address, params={"moment": "2020-01-01T00:00:00Z"})
    assert (early.status_code, early.json()["type"]) == (
        404,
        "urn:tasklark:problem:project.not_yet",
    )
    before_time = {"moment": "0001-01-01T00:00:00+14:00"}
    for wrong in ({}, {"moment": "2999-01-01T00:00:00Z"}, {"moment": "2026-01-01"}, before_time):
        assert ada.get(address, params=wrong).status_code == 400
