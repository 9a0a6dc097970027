"""todoman's way to complete: the object is finished, and another one carries the series on."""

from itertools import permutations
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.people import Person
from tests.caldav.davs import Dav, todo


@pytest.fixture
def api(person: Person) -> Any:
    """Give the person's way in by REST."""
    with person.client() as client:
        yield client


class Garden:
    """A list with one task that repeats, as todoman and the web have it before them."""

    def __init__(self, api: httpx.Client, dav: Dav, **values: Any) -> None:
        self.api, self.dav = api, dav
        made = api.post("/api/projects", json={"name": "Garden"}).raise_for_status().json()
        self.project = made["id"]
        self.path = f"{dav.home}{self.project}/"
        task = {
            "title": "Water",
            "project_id": self.project,
            "due_date": "2030-02-11",
            "repeat": {"rule": "FREQ=WEEKLY"},
            **values,
        }
        told = api.post("/api/tasks", json=task).raise_for_status().json()
        self.id = told["id"]
        self.name = f"{self.path}{self.id}.ics"
        self.next = f"{self.path}{uuid4()}.ics"
        self.uid = str(uuid4())

    def finish(self, *lines: str, **headers: str) -> httpx.Response:
        """Put what todoman makes of the object that it has completed."""
        due = lines or ("DUE;VALUE=DATE:20300211",)
        done = ("STATUS:COMPLETED", "COMPLETED:20300211T100000Z", "PERCENT-COMPLETE:100")
        return self.dav.put(self.name, todo(self.id, *due, *done, summary="Water"), **headers)

    def carry_on(self, *lines: str, summary: str = "Water", **headers: str) -> httpx.Response:
        """Put the object that todoman makes for the next occurrence."""
        told = lines or ("DUE;VALUE=DATE:20300218", "RRULE:FREQ=WEEKLY")
        return self.dav.put(self.next, todo(self.uid, *told, summary=summary), **headers)

    def tasks(self) -> list[dict[str, Any]]:
        """Return what the web shows of the list."""
        told = self.api.get("/api/tasks", params={"project_id": self.project})
        return [
            each for each in told.raise_for_status().json() if each["project_id"] == self.project
        ]

    def fates(self) -> dict[str, str]:
        """Return what became of the task's occurrences."""
        told = self.api.get(f"/api/tasks/{self.id}/occurrences").raise_for_status().json()
        return {each["slot"]: each["fate"] for each in told}

    def names(self) -> dict[str, str]:
        """Return what a program is told of the collection: ETags by address."""
        told = self.dav.properties(self.path, "D:getetag", depth="1")
        return {
            href: each.text("{DAV:}getetag") for href, each in told.items() if href != self.path
        }

    def require_one(self, slot: str = "2030-02-18", **fates: str) -> dict[str, Any]:
        """Require that there is one task, open at a slot, and two objects; return the task."""
        (task,) = self.tasks()
        assert (task["id"], task["status"], task["due_date"]) == (self.id, "todo", slot)
        assert task["repeat"]["occurrence"] == slot
        assert self.fates() == ({"2030-02-11": "done"} | fates)
        assert set(self.names()) == {self.name, self.next}
        return task


@pytest.fixture
def garden(api: httpx.Client, dav: Dav) -> Garden:
    """Give a list with one task that repeats every week."""
    return Garden(api, dav)


def test_the_finished_object_comes_first(garden: Garden) -> None:
    etag = garden.names()[garden.name]
    assert garden.finish(If_Match=etag).status_code == 204
    (task,) = garden.tasks()
    assert (task["id"], task["status"], task["repeat"]) == (garden.id, "done", None)
    assert garden.fates() == {"2030-02-11": "done"}
    new = garden.carry_on(If_None_Match="*")
    assert new.status_code == 201
    garden.require_one()
    assert new.headers["etag"] == garden.names()[garden.next]


def test_the_object_that_carries_on_comes_first(garden: Garden) -> None:
    etag = garden.names()[garden.name]
    assert garden.carry_on(If_None_Match="*").status_code == 201
    assert [each["status"] for each in garden.tasks()] == ["todo", "todo"]
    done = garden.finish(If_Match=etag)
    assert done.status_code == 204
    garden.require_one()
    assert done.headers["etag"] == garden.names()[garden.name]


ORDERS = [*permutations(["finish", "carry_on"])]


@pytest.mark.parametrize("order", ORDERS)
def test_what_was_sent_is_what_is_served(garden: Garden, order: tuple[str, ...]) -> None:
    sent = {getattr(garden, each)().request.url.path: each for each in order}
    for path in sent:
        told = garden.dav.ask("GET", path)
        assert told.headers["etag"] == garden.names()[path]
    done = garden.dav.ask("GET", garden.name).text
    assert ("RRULE" in done, "STATUS:COMPLETED" in done) == (False, True)
    assert f"UID:{garden.id}" in done
    opened = garden.dav.ask("GET", garden.next).text
    assert f"UID:{garden.uid}" in opened
    assert "DUE;VALUE=DATE:20300218" in opened
    assert "RRULE:FREQ=WEEKLY" in opened


@pytest.mark.parametrize("order", ORDERS)
def test_both_may_be_sent_again(garden: Garden, order: tuple[str, ...]) -> None:
    for each in (*order, *order, *order[::-1]):
        assert getattr(garden, each)().status_code in {201, 204}
    garden.require_one()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("when", [0, 1, 2])
def test_sync_tells_of_it(garden: Garden, order: tuple[str, ...], when: int) -> None:
    known: dict[str, str] = {}
    token = ""
    for number, each in enumerate([*order, ""]):
        if number == when:
            told = garden.dav.sync(garden.path)
            token, known = told.token or "", garden.names()
        if each:
            getattr(garden, each)()
    told = garden.dav.sync(garden.path, token)
    for href, found in told.items():
        if found.status == 404:
            known.pop(href, None)
        else:
            known[href] = found.text("{DAV:}getetag")
    assert known == garden.names()
    garden.require_one()


@pytest.mark.parametrize("order", ORDERS)
def test_what_todoman_does_not_know_stays(garden: Garden, order: tuple[str, ...]) -> None:
    parent = garden.api.post("/api/tasks", json={"title": "All", "project_id": garden.project})
    known = {
        "parent_id": parent.json()["id"],
        "links": [{"url": "https://example.org/", "title": None}],
        "duration_minutes": 20,
        "priority": "high",
        "labels": ["outside"],
    }
    garden.api.put(f"/api/tasks/{garden.id}", json=known).raise_for_status()
    reminder = {"task_id": garden.id, "minutes_before": 30}
    garden.api.post("/api/reminders", json=reminder).raise_for_status()
    text = garden.dav.ask("GET", garden.name).text
    kept = text.replace("RRULE:FREQ=WEEKLY\r\n", "").replace("NEEDS-ACTION", "COMPLETED")
    for each in order:
        if each == "finish":
            assert garden.dav.put(garden.name, kept).status_code == 204
        else:
            garden.carry_on()
    task = next(each for each in garden.tasks() if each["id"] == garden.id)
    assert task["due_date"] == "2030-02-18"
    assert {name: task[name] for name in known} == known
    told = garden.api.get("/api/reminders", params={"task_id": garden.id}).json()
    assert [each["minutes_before"] for each in told] == [30]
    served = garden.dav.ask("GET", garden.next).text
    assert "URL:https://example.org/" in served
    assert "BEGIN:VALARM" in served


@pytest.mark.parametrize("order", ORDERS)
def test_times_in_a_zone_and_a_count(api: httpx.Client, dav: Dav, order: tuple[str, ...]) -> None:
    garden = Garden(
        api,
        dav,
        due_date="2030-02-11T08:00:00Z",
        time_zone="Europe/Berlin",
        repeat={"rule": "FREQ=WEEKLY;COUNT=5"},
    )
    for each in order:
        if each == "finish":
            garden.finish("DUE:20300211T080000Z")
        else:
            garden.carry_on("DUE:20300218T080000Z", "RRULE:FREQ=WEEKLY;COUNT=5")
    (task,) = garden.tasks()
    assert (task["id"], task["due_date"]) == (garden.id, "2030-02-18T08:00:00Z")
    assert (task["status"], task["time_zone"]) == ("todo", "Europe/Berlin")
    assert garden.fates() == {"2030-02-11T08:00:00Z": "done"}
    assert "COUNT=4" in dav.ask("GET", garden.next).text


@pytest.mark.parametrize("order", ORDERS)
def test_a_later_slot_passes_over_those_between(garden: Garden, order: tuple[str, ...]) -> None:
    for each in order:
        if each == "finish":
            garden.finish()
        else:
            garden.carry_on("DUE;VALUE=DATE:20300304", "RRULE:FREQ=WEEKLY")
    garden.require_one("2030-03-04", **{"2030-02-18": "missed", "2030-02-25": "missed"})


@pytest.mark.parametrize("order", ORDERS)
def test_the_next_round_goes_the_same_way(garden: Garden, order: tuple[str, ...]) -> None:
    for each in order:
        getattr(garden, each)()
    first, garden.name = garden.name, garden.next
    done_id, garden.id = garden.id, garden.uid
    garden.next, garden.uid = f"{garden.path}{uuid4()}.ics", str(uuid4())
    for each in order:
        if each == "finish":
            garden.finish("DUE;VALUE=DATE:20300218")
        else:
            garden.carry_on("DUE;VALUE=DATE:20300225", "RRULE:FREQ=WEEKLY")
    garden.id = done_id
    (task,) = garden.tasks()
    assert (task["id"], task["due_date"]) == (done_id, "2030-02-25")
    assert garden.fates() == {"2030-02-11": "done", "2030-02-18": "done"}
    assert set(garden.names()) == {first, garden.name, garden.next}


@pytest.mark.parametrize("order", ORDERS)
def test_it_was_done_on_the_web_as_well(garden: Garden, order: tuple[str, ...]) -> None:
    text = garden.dav.ask("GET", garden.name).text
    assert garden.dav.put(garden.name, text).status_code == 204
    for number, each in enumerate(order):
        if number == 1:
            done = f"/api/tasks/{garden.id}/occurrences/2030-02-11/complete"
            garden.api.patch(done).raise_for_status()
        getattr(garden, each)()
    garden.require_one()


@pytest.mark.parametrize(
    "lines",
    [
        ("DUE;VALUE=DATE:20300219", "RRULE:FREQ=WEEKLY"),
        ("DUE;VALUE=DATE:20300218", "RRULE:FREQ=DAILY"),
        ("DUE;VALUE=DATE:20300218",),
        ("DUE;VALUE=DATE:20300211", "RRULE:FREQ=WEEKLY"),
        ("DUE;VALUE=DATE:20300218", "RRULE:FREQ=WEEKLY", "STATUS:COMPLETED"),
    ],
)
@pytest.mark.parametrize("order", ORDERS)
def test_other_objects_are_other_tasks(
    garden: Garden, order: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    for each in order:
        garden.finish() if each == "finish" else garden.carry_on(*lines)
    found = {each["id"]: each for each in garden.tasks()}
    own = found.pop(garden.id)
    assert (own["status"], own["repeat"]) == ("done", None)
    assert [each["title"] for each in found.values()] == ["Water"]


@pytest.mark.parametrize("order", ORDERS)
def test_another_title_is_another_task(garden: Garden, order: tuple[str, ...]) -> None:
    for each in order:
        garden.finish() if each == "finish" else garden.carry_on(summary="Feed")
    assert sorted((each["title"], each["status"]) for each in garden.tasks()) == [
        ("Feed", "todo"),
        ("Water", "done"),
    ]


def test_a_task_with_something_that_hangs_on_it_stays(garden: Garden) -> None:
    garden.carry_on()
    (new,) = [each for each in garden.tasks() if each["id"] != garden.id]
    comment = {"task_id": new["id"], "body": "With the can"}
    garden.api.post("/api/comments", json=comment).raise_for_status()
    garden.finish()
    found = {each["id"]: each["status"] for each in garden.tasks()}
    assert found == {garden.id: "done", new["id"]: "todo"}


def test_what_somebody_reopened_is_not_carried_on(garden: Garden) -> None:
    garden.finish()
    garden.api.put(f"/api/tasks/{garden.id}", json={"title": "Water"}).raise_for_status()
    garden.api.put(f"/api/tasks/{garden.id}", json={"status": "todo"}).raise_for_status()
    garden.carry_on()
    assert len(garden.tasks()) == 2
