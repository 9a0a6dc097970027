"""Turning a task's completion round, by many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.backends import Service


def test_completion_is_turned_round_and_back(everywhere: Service) -> None:
    with everywhere.client() as ada:
        task = ada.post("/api/tasks", json={"title": "x"}).json()
        path = f"/api/tasks/{task['id']}/complete"
        done = ada.patch(path)
        assert done.status_code == 200
        told = done.json()
        moved = {"completed": True, "status": "done", "updated_at": told["updated_at"]}
        assert told == {**task, **moved, "completed_at": told["completed_at"]}
        assert told["completed_at"] > task["created_at"]
        again = ada.patch(path).json()
        assert again == {**task, "updated_at": again["updated_at"]}


@pytest.mark.parametrize("toggles", [99, 100])
def test_toggles_at_once_all_count(everywhere: Service, toggles: int) -> None:
    with everywhere.client() as ada, ThreadPoolExecutor(10) as threads:
        task = ada.post("/api/tasks", json={"title": "x"}).json()
        path = f"/api/tasks/{task['id']}/complete"
        answers = list(threads.map(lambda _: ada.patch(path), range(toggles)))
        assert {a.status_code for a in answers} == {200}
        assert sum(a.json()["completed"] for a in answers) == (toggles + 1) // 2
        assert len({a.json()["updated_at"] for a in answers}) == toggles
        assert ada.get(f"/api/tasks/{task['id']}").json()["completed"] is bool(toggles % 2)
