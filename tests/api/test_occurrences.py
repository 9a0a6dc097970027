"""Repeating tasks over REST: each occurrence is completed or skipped once, whoever asks."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.people import at_once
from tests.api.problems import problem
from tests.api.sync import Tab
from tests.backends import Service

DAILY = {"rule": "FREQ=DAILY"}
FIRST, SECOND, THIRD, FOURTH = (f"2090-01-0{n}" for n in (1, 2, 3, 4))


@pytest.fixture
def ada(embedded: Service) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


def made(client: httpx.Client, due_date: str = FIRST, **fields: Any) -> dict[str, Any]:
    draft = {"title": "Water the plants", "due_date": due_date, "repeat": DAILY, **fields}
    response = client.post("/api/tasks", json=draft)
    assert response.status_code == 201, response.text
    task: dict[str, Any] = response.json()
    return task


def occurrence(
    client: httpx.Client, task: dict[str, Any], slot: str, verb: str, **headers: str
) -> httpx.Response:
    path = f"/api/tasks/{task['id']}/occurrences/{slot}/{verb}"
    return client.patch(path, headers=headers)


def fates(client: httpx.Client, task: dict[str, Any], **query: Any) -> list[tuple[str, str]]:
    found = client.get(f"/api/tasks/{task['id']}/occurrences", params=query)
    assert found.status_code == 200, found.text
    return [(each["slot"], each["fate"]) for each in found.json()]


def test_a_repeating_task_is_made_and_told_whole(ada: httpx.Client) -> None:
    task = made(ada, repeat={"rule": "freq=daily;count=5", "resets_subtasks": True})
    assert task["repeat"] == {
        "rule": "FREQ=DAILY;COUNT=5",
        "basis": "schedule",
        "start": FIRST,
        "occurrence": FIRST,
        "rdates": [],
        "exdates": [],
        "resets_subtasks": True,
    }
    assert ada.get(f"/api/tasks/{task['id']}").json() == task
    again = ada.post("/api/tasks", json={**task, "repeat": {"rule": "FREQ=DAILY"}})
    assert again.status_code == 409


def test_a_draft_that_comes_twice_is_one_task(ada: httpx.Client) -> None:
    draft = {"id": str(uuid4()), "title": "x", "repeat": {"rule": "freq=daily", "start": FIRST}}
    first, second = (ada.post("/api/tasks", json=draft) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["due_date"] == FIRST


def test_the_contract_s_complete_goes_on_to_the_next_date(ada: httpx.Client) -> None:
    task = made(ada)
    done = ada.patch(f"/api/tasks/{task['id']}/complete")
    assert done.status_code == 200
    assert (done.json()["completed"], done.json()["due_date"]) == (False, SECOND)
    put = ada.put(f"/api/tasks/{task['id']}", json={"completed": True, "title": "again"}).json()
    assert (put["completed"], put["due_date"], put["title"]) == (False, THIRD, "again")
    assert ada.get(f"/api/tasks/{task['id']}").json() == put
    assert fates(ada, task) == [(SECOND, "done"), (FIRST, "done")]


def test_an_occurrence_that_is_completed_again_stays_as_it_is(ada: httpx.Client) -> None:
    task = made(ada)
    answers = [occurrence(ada, task, FIRST, "complete") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert answers[0].json()["due_date"] == SECOND
    skipped = occurrence(ada, task, SECOND, "skip")
    assert skipped.json()["due_date"] == THIRD
    assert fates(ada, task) == [(SECOND, "skipped"), (FIRST, "done")]


def test_two_devices_at_once_complete_one_occurrence_once(embedded: Service) -> None:
    user = f"user-{uuid4()}"
    with embedded.client(user) as phone, embedded.client(user) as laptop:
        for _ in range(8):
            task = made(phone)
            answers = at_once(
                lambda task=task: occurrence(phone, task, FIRST, "complete"),  # type: ignore[misc] # a default binds it
                lambda task=task: occurrence(laptop, task, FIRST, "complete"),  # type: ignore[misc] # a default binds it
            )
            assert [answer.status_code for answer in answers] == [200, 200]
            assert {answer.json()["due_date"] for answer in answers} == {SECOND}
            assert fates(phone, task) == [(FIRST, "done")]


def test_two_tabs_that_push_the_same_completion_complete_it_once(ada: httpx.Client) -> None:
    phone, laptop = Tab(ada), Tab(ada)
    task = made(ada)
    for tab in (phone, laptop):
        (outcome,) = tab.push(tab.mutation("complete", task["id"], set={"occurrence": FIRST}))
        assert outcome["status"] == "applied"
        assert outcome["row"]["due_date"] == SECOND
    (outcome,) = laptop.push(laptop.mutation("skip", task["id"], set={"occurrence": SECOND}))
    assert outcome["row"]["due_date"] == THIRD
    rows = phone.all().of("occurrence")
    assert {(row["slot"], row["fate"]) for row in rows} == {(FIRST, "done"), (SECOND, "skipped")}
    for verb, said in (("skip", {}), ("complete", {"date": FIRST}), ("skip", {"occurrence": 7})):
        (outcome,) = phone.push(phone.mutation(verb, task["id"], set=said))
        assert outcome["status"] == "refused"


def test_a_batch_completes_and_skips_too(ada: httpx.Client) -> None:
    task = made(ada)
    verbs = [
        {"noun": "task", "verb": verb, "id": task["id"], "set": {"occurrence": slot}}
        for verb, slot in (("complete", FIRST), ("skip", SECOND), ("complete", FIRST))
    ]
    answer = ada.post("/api/batch", json={"verbs": verbs, "mode": "together"})
    assert answer.status_code == 200, answer.text
    assert fates(ada, task) == [(SECOND, "skipped"), (FIRST, "done")]


def test_what_can_t_be_completed_is_refused_in_words(ada: httpx.Client) -> None:
    task = made(ada, repeat={"rule": "FREQ=DAILY;INTERVAL=2"})
    to_come = occurrence(ada, task, THIRD, "complete")
    assert problem(to_come, 409)["type"].endswith("occurrence.not_open")
    never = occurrence(ada, task, SECOND, "skip")
    assert problem(never, 409)["type"].endswith("occurrence.not_found")
    assert problem(occurrence(ada, task, "soon", "skip"), 400)["errors"][0]["field"] == "occurrence"
    stale = occurrence(ada, task, FIRST, "complete", **{"If-Match": '"2020"'})
    problem(stale, 412)
    other = occurrence(ada, {"id": uuid4()}, FIRST, "complete")
    problem(other, 404)


def test_a_key_has_the_same_answer_given_again(ada: httpx.Client) -> None:
    task = made(ada)
    key = {"Idempotency-Key": str(uuid4())}
    answers = [occurrence(ada, task, FIRST, "complete", **key) for _ in range(2)]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("repeat", "field"),
    [({"rule": "FREQ=MINUTELY"}, "repeat.rule"), ({}, "repeat.rule"), ("daily", "repeat")],
)
def test_a_repetition_that_can_t_be_is_refused(ada: httpx.Client, repeat: Any, field: str) -> None:
    draft = {"title": "x", "due_date": FIRST, "repeat": repeat}
    told = problem(ada.post("/api/tasks", json=draft), 400)
    assert [error["field"] for error in told["errors"]] == [field]


def test_fates_come_in_pages_the_latest_first(ada: httpx.Client) -> None:
    task = made(ada)
    for slot in (FIRST, SECOND, THIRD):
        occurrence(ada, task, slot, "complete")
    first = ada.get(f"/api/tasks/{task['id']}/occurrences", params={"limit": 2})
    assert [each["slot"] for each in first.json()] == [THIRD, SECOND]
    rest = ada.get(first.links["next"]["url"])
    assert [each["slot"] for each in rest.json()] == [FIRST]
    assert "link" not in rest.headers
    assert fates(ada, task, cursor=SECOND) == [(FIRST, "done")]
    wrong = ada.get(f"/api/tasks/{task['id']}/occurrences", params={"cursor": "x"})
    problem(wrong, 400)


def test_dates_to_come_are_told_as_far_as_is_asked(ada: httpx.Client) -> None:
    task = made(ada)
    ada.put(f"/api/tasks/{task['id']}", json={"due_date": THIRD})
    path = f"/api/tasks/{task['id']}/occurrences/upcoming"
    assert ada.get(path, params={"until": SECOND}).json() == [
        {"slot": FIRST, "due_date": THIRD, "is_open": True},
        {"slot": SECOND, "due_date": SECOND, "is_open": False},
    ]
    assert len(ada.get(path).json()) == 30
    assert len(ada.get(path, params={"limit": 366}).json()) == 366
    for query in ({"limit": 367}, {"until": f"{SECOND}T09:00"}):
        problem(ada.get(path, params=query), 400)
    ada.put(f"/api/tasks/{task['id']}", json={"status": "cancelled"})
    assert ada.get(path).json() == []


def test_nobody_sees_or_completes_occurrences_of_another(embedded: Service) -> None:
    with embedded.client() as ada, embedded.client() as bob:
        task = made(ada)
        occurrence(ada, task, FIRST, "complete")
        problem(bob.get(f"/api/tasks/{task['id']}/occurrences"), 403)
        problem(bob.get(f"/api/tasks/{task['id']}/occurrences/upcoming"), 403)
        problem(occurrence(bob, task, SECOND, "complete"), 403)
