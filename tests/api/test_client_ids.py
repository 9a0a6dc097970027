"""Tasks whose ids their clients made: the call that is safe to repeat."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.api.problems import broken_fields, problem
from tests.backends import Service


def test_the_same_id_with_the_same_content_is_one_task(everywhere: Service) -> None:
    draft = {"title": "x", "id": str(uuid4()), "due_date": "2030-02-10T09:00:00Z"}
    alike = {**draft, "title": " x ", "due_date": "2030-02-10T10:00:00+01:00", "priority": None}
    with everywhere.client() as ada:
        first = ada.post("/api/tasks", json=draft)
        assert (first.status_code, first.json()["id"]) == (201, draft["id"])
        again = ada.post("/api/tasks", json=alike)
        assert (again.status_code, again.content) == (200, first.content)
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["etag"] == first.headers["etag"]
        assert len(ada.get("/api/tasks").json()) == 1


@pytest.mark.parametrize(
    "other", [{"title": "y"}, {"priority": "low"}, {"completed": True}, {"due_date": "2030-02-10"}]
)
def test_the_same_id_with_other_content_is_refused(
    everywhere: Service, other: dict[str, object]
) -> None:
    draft: dict[str, object] = {"title": "x", "id": str(uuid4())}
    with everywhere.client() as ada:
        ada.post("/api/tasks", json=draft)
        problem(ada.post("/api/tasks", json={**draft, **other}), 409)
        assert ada.get(f"/api/tasks/{draft['id']}").json()["title"] == "x"


def test_an_id_taken_by_someone_else_is_refused_without_telling_more(everywhere: Service) -> None:
    draft = {"title": "Ada's own words", "id": str(uuid4())}
    with everywhere.client() as ada, everywhere.client() as bob:
        mine = ada.post("/api/tasks", json=draft)
        refused = bob.post("/api/tasks", json=draft)
        problem(refused, 409)
        assert mine.json()["user_id"] not in refused.text
        assert bob.get("/api/tasks").json() == []


def test_an_id_is_written_back_in_lower_case(everywhere: Service) -> None:
    chosen = str(uuid4())
    with everywhere.client() as ada:
        made = ada.post("/api/tasks", json={"title": "x", "id": chosen.upper()})
        assert made.json()["id"] == chosen


BARE = "01943c5e7d1a7c3e9a512f6b1c0d9e84"


@pytest.mark.parametrize("wrong", ["", "x", 5, f"{{{BARE}}}", BARE, f"urn:uuid:{BARE}", []])
def test_an_id_that_is_no_uuid_is_refused(everywhere: Service, wrong: object) -> None:
    with everywhere.client() as ada:
        assert broken_fields(ada.post("/api/tasks", json={"title": "x", "id": wrong})) == {"id"}


def test_a_null_id_is_none(everywhere: Service) -> None:
    with everywhere.client() as ada:
        assert ada.post("/api/tasks", json={"title": "x", "id": None}).status_code == 201


def test_the_same_draft_sent_at_once_makes_one_task(everywhere: Service) -> None:
    draft = {"title": "x", "id": str(uuid4())}
    with everywhere.client() as ada, ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: ada.post("/api/tasks", json=draft), range(24)))
        assert sorted(a.status_code for a in answers) == [200] * 23 + [201]
        assert len({a.content for a in answers}) == 1


def test_the_id_of_a_task_in_the_trash_is_taken_and_the_refusal_says_so(
    everywhere: Service,
) -> None:
    draft = {"title": "x", "id": str(uuid4())}
    with everywhere.client() as ada, everywhere.client() as bob:
        ada.post("/api/tasks", json=draft)
        ada.delete(f"/api/tasks/{draft['id']}")
        assert "trash" in problem(ada.post("/api/tasks", json=draft), 409)["detail"]
        assert "trash" not in problem(bob.post("/api/tasks", json=draft), 409)["detail"]
