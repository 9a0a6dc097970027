"""The contract's six endpoints, on every database."""

from tests.backends import Service


def test_a_task_is_made_and_read_back(everywhere: Service) -> None:
    with everywhere.client("ada") as ada:
        made = ada.post("/api/tasks", json={"title": "Water the plants"})
        assert made.status_code == 201
        assert ada.get(made.headers["location"]).json() == made.json()
