"""The contract's task and its endpoints, on every database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.problems import problem
from tests.backends import Service

FIELDS = [
    "id",
    "user_id",
    "title",
    "description",
    "completed",
    "priority",
    "due_date",
    "created_at",
    "updated_at",
]
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")


@pytest.fixture
def ada(everywhere: Service) -> Iterator[httpx.Client]:
    with everywhere.client() as client:
        yield client


def made(client: httpx.Client, **fields: object) -> dict[str, object]:
    response = client.post("/api/tasks", json={"title": "Water the plants", **fields})
    assert response.status_code == 201, response.text
    task: dict[str, object] = response.json()
    return task


def test_a_task_is_made_with_its_defaults_and_read_back(everywhere: Service) -> None:
    user = f"user-{uuid4()}"
    with everywhere.client(user) as ada:
        response = ada.post("/api/tasks", json={"title": "Water the plants"})
        task = response.json()
        assert response.status_code == 201
        assert list(task)[: len(FIELDS)] == FIELDS
        assert task["user_id"] == user
        assert task["completed"] is False
        assert [task[f] for f in ("description", "priority", "due_date")] == [None] * 3
        assert response.headers["location"] == f"/api/tasks/{task['id']}"
        again = ada.get(response.headers["location"])
        assert again.content == response.content
        assert again.headers["etag"] == response.headers["etag"]


def test_ids_are_uuids_of_version_7_in_lower_case(ada: httpx.Client) -> None:
    found = str(made(ada)["id"])
    assert UUID(found).version == 7
    assert found == found.lower()


def test_moments_are_utc_with_microseconds_and_near_the_request(ada: httpx.Client) -> None:
    task = made(ada)
    assert task["created_at"] == task["updated_at"]
    assert MOMENT.fullmatch(str(task["created_at"]))
    moment = datetime.fromisoformat(str(task["created_at"]))
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "title", ["ü" * 1000, "👩‍🚀" * 333, "e\u0301" * 500, "x", "\ufeff", "a\nb"]
)
def test_titles_keep_every_character_up_to_1000(ada: httpx.Client, title: str) -> None:
    assert made(ada, title=title)["title"] == title


@pytest.mark.parametrize("space", [" ", "\t\r\n", "\u00a0\u2003", "\u3000\u0085\x1f"])
def test_titles_are_trimmed_before_they_are_measured(ada: httpx.Client, space: str) -> None:
    assert made(ada, title=space + "x" * 1000 + space)["title"] == "x" * 1000


@pytest.mark.parametrize(
    "text",
    ["", "  spaces  \r\n\r\n\ttab \n", "# Markdown <b>&amp;</b>", "💡" * 65_536, "\u2028\x7f"],
)
def test_descriptions_are_kept_as_typed(ada: httpx.Client, text: str) -> None:
    task = made(ada, description=text)
    assert task["description"] == text
    assert ada.get(f"/api/tasks/{task['id']}").json() == task
    assert ada.get("/api/tasks").json() == [task]


@pytest.mark.parametrize("priority", ["low", "medium", "high", None])
def test_priorities_are_three_or_none(ada: httpx.Client, priority: str | None) -> None:
    assert made(ada, priority=priority)["priority"] == priority


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2030-02-10", "2030-02-10"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("2030-02-10T09:30", "2030-02-10T09:30:00"),
        ("2030-02-10T09:30:00.25", "2030-02-10T09:30:00.250000"),
        ("2030-02-10T09:30:00Z", "2030-02-10T09:30:00Z"),
        ("2030-02-10t09:30:00.123456z", "2030-02-10T09:30:00.123456Z"),
        (None, None),
    ],
)
def test_due_dates_come_back_as_the_kind_they_went_in_as(
    ada: httpx.Client, given: str | None, kept: str | None
) -> None:
    task = made(ada, due_date=given)
    assert task["due_date"] == kept
    assert ada.put(f"/api/tasks/{task['id']}", json={"due_date": kept}).json() == task


@pytest.mark.parametrize("hours", [-12, -9.5, 0, 5.75, 14])
def test_instants_are_kept_from_every_offset(ada: httpx.Client, hours: float) -> None:
    instant = datetime(2030, 2, 10, 9, 30, 0, 123456, timezone(timedelta(hours=hours)))
    kept = str(made(ada, due_date=instant.isoformat())["due_date"])
    assert kept.endswith("Z")
    assert datetime.fromisoformat(kept) == instant


def test_everything_can_be_said_when_a_task_is_made(ada: httpx.Client) -> None:
    fields = {
        "title": "Ring Grete",
        "description": "about *Sunday*",
        "priority": "high",
        "due_date": "2030-02-10",
        "completed": True,
    }
    task = made(ada, **fields)
    assert {field: task[field] for field in fields} == fields


def test_read_only_and_unknown_fields_are_ignored(everywhere: Service) -> None:
    user = f"user-{uuid4()}"
    told = {"user_id": "mallory", "created_at": "1999-01-01T00:00:00Z", "updated_at": 5, "zzz": {}}
    with everywhere.client(user) as ada:
        task = made(ada, **told)
        assert task["user_id"] == user
        assert str(task["created_at"]) > "2020"
        assert ada.put(f"/api/tasks/{task['id']}", json={**told, "id": str(uuid4())}).json() == task


def test_nothing_in_a_request_changes_who_is_asking(everywhere: Service) -> None:
    with everywhere.client() as ada, everywhere.client("mallory") as mallory:
        task = made(ada)
        for name in ("user_id", "sub"):
            assert mallory.get("/api/tasks", params={name: str(task["user_id"])}).json() == []


def test_a_change_leaves_absent_fields_and_null_clears(ada: httpx.Client) -> None:
    task = made(ada, description="d", priority="low", due_date="2030-02-10", completed=True)
    path = f"/api/tasks/{task['id']}"
    renamed = ada.put(path, json={"title": " Another "}).json()
    assert renamed == {**task, "title": "Another", "updated_at": renamed["updated_at"]}
    cleared = ada.put(path, json={"description": None, "priority": None, "due_date": None}).json()
    blank = {"description": None, "priority": None, "due_date": None}
    assert cleared == {**renamed, **blank, "updated_at": cleared["updated_at"]}
    assert ada.put(path, json={"completed": False}).json()["completed"] is False
    assert ada.get(path).json()["title"] == "Another"


def test_updated_at_grows_with_every_change_and_stands_still_without_one(ada: httpx.Client) -> None:
    task = made(ada)
    path = f"/api/tasks/{task['id']}"
    seen = [task["updated_at"]]
    for i in range(20):
        seen.append(ada.put(path, json={"title": f"t{i}"}).json()["updated_at"])
        seen.append(ada.patch(f"{path}/complete").json()["updated_at"])
    assert seen == sorted(set(map(str, seen)))
    before = ada.get(path)
    for same in ({}, {"title": " t19 "}, before.json(), {"completed": before.json()["completed"]}):
        after = ada.put(path, json=same)
        assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert ada.get(path).content == before.content


def test_a_deleted_task_is_gone_everywhere(ada: httpx.Client) -> None:
    path = f"/api/tasks/{made(ada)['id']}"
    answer = ada.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert ada.get("/api/tasks").json() == []
    for response in (
        ada.get(path),
        ada.put(path, json={"title": "x"}),
        ada.delete(path),
        ada.patch(f"{path}/complete"),
    ):
        assert problem(response, 404)["type"] == "urn:tasklark:problem:task.not_found"


def test_ids_are_read_in_either_case(ada: httpx.Client) -> None:
    task = made(ada)
    assert ada.get(f"/api/tasks/{str(task['id']).upper()}").json() == task
