"""A line that a person types becomes a task, with the names that they know."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.api.neighbours import new_project, share
from tests.api.problems import broken_fields, problem
from tests.backends import Service

WORK, HERS = str(uuid4()), str(uuid4())


@pytest.fixture(scope="module")
def ada(guarded: Service) -> Iterator[httpx.Client]:
    """Give somebody who shares a project, and has another to herself."""
    with guarded.client() as ada, guarded.client() as bob:
        new_project(guarded, ada, "Work", WORK)
        new_project(guarded, ada, "House and Home", HERS)
        share(guarded, WORK, bob, name="Bob Builder")
        for name in ("Later", "Roof"):
            ada.post("/api/sections", json={"project_id": HERS, "name": name}).raise_for_status()
        yield ada


def read(client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/tasks/quick/parse", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def add(client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/tasks/quick", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    assert client.get(answer.headers["location"]).json() == told["task"]
    assert answer.headers["etag"] == f'"{told["task"]["updated_at"]}"'
    return told


def test_a_line_becomes_a_task(ada: httpx.Client) -> None:
    text = "Call mom 2030-02-10 9am #Work +Bob Builder @phone p1 !10 min before // about the *roof*"
    made = add(ada, text)
    task = made["task"]
    assert task["title"] == "Call mom"
    assert task["due_date"] == "2030-02-10T09:00:00"
    assert task["project_id"] == WORK
    assert (task["labels"], task["priority"]) == (["phone"], "high")
    assert task["description"] == "about the *roof*"
    (reminder,) = made["reminders"]
    assert (reminder["task_id"], reminder["minutes_before"]) == (task["id"], 10)
    assert ada.get(f"/api/reminders/{reminder['id']}").json() == reminder
    words = [text[span["start"] : span["end"]] for span in made["spans"]]
    assert words[:5] == ["2030-02-10", "9am", "#Work", "+Bob Builder", "@phone"]


def test_a_member_is_found_by_name_and_nobody_else(ada: httpx.Client) -> None:
    assert len(read(ada, "Paint #Work +Bob Builder")["task"]["assignee_ids"]) == 1
    alone = read(ada, "Paint +Bob Builder")
    assert "assignee_ids" not in alone["task"]
    assert alone["task"]["title"] == "Paint +Bob Builder"
    assert alone["unknown"] == [{"kind": "assignee", "name": "Bob Builder"}]


def test_a_section_tells_its_project(ada: httpx.Client) -> None:
    task = add(ada, "Mend it #House and Home /Roof")["task"]
    assert task["project_id"] == HERS
    assert add(ada, "Mend it /Roof")["task"]["section_id"] == task["section_id"]
    elsewhere = read(ada, "Mend it #Work /Roof")
    assert (elsewhere["task"]["title"], elsewhere["task"]["project_id"]) == ("Mend it /Roof", WORK)


def test_a_project_that_is_not_there_stays_text(ada: httpx.Client) -> None:
    made = add(ada, "Buy paint #Garage tomorrow @new")
    assert made["task"]["title"] == "Buy paint #Garage"
    assert made["task"]["labels"] == ["new"]
    assert made["unknown"] == [{"kind": "project", "name": "Garage"}]
    assert [span["kind"] for span in made["spans"]] == ["date", "label"]


def test_many_projects_that_are_not_there_are_told_of_ten(ada: httpx.Client) -> None:
    text = " ".join(f"#{first}{second}" for first in "abcdef" for second in "abcdefghij")
    told = read(ada, f"{text} tomorrow")
    assert told["task"]["title"] == text
    assert [name["name"] for name in told["unknown"]] == [f"a{letter}" for letter in "abcdefghij"]
    assert [span["kind"] for span in told["spans"]] == ["date"]


def test_what_is_refused_stays_text(ada: httpx.Client) -> None:
    text = "Call mom tomorrow p1"
    (date, _) = read(ada, text)["spans"]
    assert (date["kind"], text[date["start"] : date["end"]]) == ("date", "tomorrow")
    span = {"start": date["start"], "end": date["end"]}
    assert read(ada, text, refused=[span])["task"] == {
        "title": "Call mom tomorrow",
        "priority": "high",
    }
    assert read(ada, text, refused=["priority", span])["task"] == {"title": text}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_days_are_those_of_the_zone(ada: httpx.Client, zone: str) -> None:
    before = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    due = read(ada, "x tomorrow", time_zone=zone)["task"]["due_date"]
    assert due in {str(before + timedelta(days=days)) for days in (1, 2)}


def test_the_language_says_what_comes_first(ada: httpx.Client) -> None:
    assert read(ada, "x 5/6/2030", language="en")["task"]["due_date"] == "2030-05-06"
    assert read(ada, "x 5/6/2030", language="de")["task"]["due_date"] == "2030-06-05"


def test_to_read_a_line_stores_nothing(ada: httpx.Client) -> None:
    before = ada.get("/api/tasks").headers["etag"]
    read(ada, "Call mom tomorrow @x")
    assert ada.get("/api/tasks").headers["etag"] == before


def test_a_line_that_comes_twice_under_one_key_is_added_once(ada: httpx.Client) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first, second = (
        ada.post("/api/tasks/quick", json={"text": "Once !9am tomorrow"}, headers=headers)
        for _ in range(2)
    )
    assert (first.status_code, first.content) == (second.status_code, second.content)


def test_a_line_with_an_id_is_added_once(ada: httpx.Client) -> None:
    line = {"text": "Once 2030-02-10 !1h before", "id": str(uuid4())}
    first = ada.post("/api/tasks/quick", json=line)
    second = ada.post("/api/tasks/quick", json=line)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["task"] == second.json()["task"]
    task_id = {"task_id": line["id"]}
    assert len(ada.get("/api/reminders", params=task_id).json()) == 1


@pytest.mark.parametrize("path", ["/api/tasks/quick", "/api/tasks/quick/parse"])
@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": 7}, "text"),
        ({"text": "x", "time_zone": "Nowhere"}, "time_zone"),
        ({"text": "x", "language": "tlh"}, "language"),
        ({"text": "x", "refused": [{"start": -1, "end": 2}]}, "refused.0"),
        ({"text": "x", "refused": ["label", {"start": 1}]}, "refused.1"),
        ({"text": "x", "refused": ["nothing"]}, "refused.0"),
        ({"text": "x", "refused": ["label"] * 101}, "refused"),
    ],
)
def test_an_unfit_line_is_refused(
    ada: httpx.Client, path: str, line: dict[str, Any], field: str
) -> None:
    assert broken_fields(ada.post(path, json=line)) == {field}


def test_a_line_of_signs_alone_has_no_title(ada: httpx.Client) -> None:
    assert read(ada, "tomorrow")["task"]["title"] == ""
    refused = ada.post("/api/tasks/quick", json={"text": "tomorrow"})
    assert problem(refused, 400)["errors"][0]["field"] == "title"


def test_labels_that_a_task_has_no_room_for_stay_text(ada: httpx.Client) -> None:
    text = f"Pack {' '.join(f'@thing{n}' for n in range(103))} @thing7"
    told = read(ada, text)
    assert told["task"]["labels"] == [f"thing{n}" for n in range(100)]
    assert told["task"]["title"] == "Pack @thing100 @thing101 @thing102"
    made = add(ada, text)["task"]
    assert (made["title"], len(made["labels"])) == (told["task"]["title"], 100)
