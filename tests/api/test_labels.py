"""Labels are names on tasks: a new name is theirs as well, and a deleted one goes."""

from typing import Any

import httpx

from tests.api.problems import problem
from tests.backends import Service


def made(client: httpx.Client, plural: str, **draft: Any) -> dict[str, Any]:
    answer = client.post(f"/api/{plural}", json=draft)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def labels(client: httpx.Client) -> dict[str, list[str]]:
    return {task["title"]: task["labels"] for task in client.get("/api/tasks").json()}


def test_a_new_name_is_put_on_all_tasks_that_bear_the_label(everywhere: Service) -> None:
    with everywhere.client() as ada:
        label = made(ada, "labels", name="Errand")
        first = made(ada, "tasks", title="a", labels=["home", "ERRAND", "x"])
        made(ada, "tasks", title="b", labels=["errand", "Shopping"])
        made(ada, "tasks", title="c", labels=["errands"])
        changed = ada.patch(f"/api/labels/{label['id']}", json={"name": "shopping"})
        assert changed.json()["name"] == "shopping"
        assert labels(ada) == {"a": ["home", "shopping", "x"], "b": ["Shopping"], "c": ["errands"]}
        after = ada.get(f"/api/tasks/{first['id']}")
        assert after.json()["updated_at"] > first["updated_at"]
        assert after.headers["etag"] == f'"{after.json()["updated_at"]}"'


def test_another_spelling_is_a_new_name_too(embedded: Service) -> None:
    with embedded.client() as ada:
        label = made(ada, "labels", name="errand")
        made(ada, "tasks", title="a", labels=["errand"])
        assert ada.patch(f"/api/labels/{label['id']}", json={"name": "Errand"}).status_code == 200
        assert labels(ada) == {"a": ["Errand"]}


def test_a_deleted_label_is_taken_off_all_tasks(everywhere: Service) -> None:
    with everywhere.client() as ada:
        label = made(ada, "labels", name="errand")
        made(ada, "tasks", title="a", labels=["x", "Errand"])
        made(ada, "tasks", title="b", labels=["y"])
        assert ada.delete(f"/api/labels/{label['id']}").status_code == 204
        assert labels(ada) == {"a": ["x"], "b": ["y"]}


def test_what_lies_in_the_trash_comes_back_with_the_new_name(embedded: Service) -> None:
    with embedded.client() as ada:
        label = made(ada, "labels", name="errand")
        task = made(ada, "tasks", title="a", labels=["errand"])
        assert ada.delete(f"/api/tasks/{task['id']}").status_code == 204
        ada.patch(f"/api/labels/{label['id']}", json={"name": "later"}).raise_for_status()
        ada.post(f"/api/trash/task/{task['id']}/restore").raise_for_status()
        assert labels(ada) == {"a": ["later"]}


def test_a_color_alone_moves_no_task(embedded: Service) -> None:
    with embedded.client() as ada:
        label = made(ada, "labels", name="errand")
        task = made(ada, "tasks", title="a", labels=["errand"])
        ada.patch(f"/api/labels/{label['id']}", json={"color": "red"}).raise_for_status()
        assert ada.get(f"/api/tasks/{task['id']}").json() == task


def test_two_labels_of_one_name_are_refused(embedded: Service) -> None:
    with embedded.client() as ada, embedded.client() as bob:
        made(ada, "labels", name="errand")
        other = made(ada, "labels", name="other")
        refused = ada.post("/api/labels", json={"name": "ERRAND"})
        assert problem(refused, 409)["type"].endswith(":label.name_taken")
        refused = ada.patch(f"/api/labels/{other['id']}", json={"name": "Errand"})
        assert problem(refused, 409)["type"].endswith(":label.name_taken")
        made(bob, "labels", name="errand")


def test_nobody_elses_tasks_follow(embedded: Service) -> None:
    with embedded.client() as ada, embedded.client() as bob:
        label = made(ada, "labels", name="errand")
        made(bob, "tasks", title="b", labels=["errand"])
        ada.patch(f"/api/labels/{label['id']}", json={"name": "x"}).raise_for_status()
        ada.delete(f"/api/labels/{label['id']}").raise_for_status()
        assert labels(bob) == {"b": ["errand"]}
