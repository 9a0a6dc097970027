"""Lists that are asked for: by a filter, a project, a section, a parent; own tasks and shared."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.neighbours import new_project, share
from tests.api.problems import broken_fields, problem
from tests.backends import Service

WORK, HERS, OLD = (str(uuid4()) for _ in range(3))


class Town:
    """Ada, who has projects, and Bob, who is in one of them."""

    def __init__(self, service: Service) -> None:
        self.ada, self.bob = service.client(), service.client()
        new_project(service, self.ada, "Work", WORK)
        new_project(service, self.ada, "Old", OLD, archived=True)
        new_project(service, self.ada, "Hers", HERS)
        share(service, WORK, self.bob)
        self.section = self.made(self.ada, "sections", project_id=WORK, name="Later")
        today = datetime.now(UTC).date()
        self.parent = self.task(self.ada, "parent", project_id=WORK, position="a3")
        self.task(self.ada, "child", parent_id=self.parent, due_date=str(today), position="a1")
        self.task(self.bob, "by bob", project_id=WORK, section_id=self.section, position="a2")
        self.task(self.ada, "hers", project_id=HERS, labels=["Errand"])
        self.task(self.ada, "archived", project_id=OLD, priority="high")
        self.task(self.ada, "done", project_id=WORK, completed=True, position="a0")
        self.task(self.bob, "his own", priority="high", due_date=str(today - timedelta(days=1)))

    def made(self, client: httpx.Client, plural: str, **draft: Any) -> str:
        answer = client.post(f"/api/{plural}", json=draft)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def task(self, client: httpx.Client, title: str, **draft: Any) -> str:
        return self.made(client, "tasks", title=title, **draft)


@pytest.fixture(scope="module")
def town(guarded: Service) -> Iterator[Town]:
    found = Town(guarded)
    yield found
    found.ada.close()
    found.bob.close()


def titles(client: httpx.Client, path: str = "/api/tasks", **params: Any) -> list[str]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [task["title"] for task in answer.json()]


def test_a_filter_finds_open_tasks_of_every_project_that_one_is_in(town: Town) -> None:
    shared = {"parent", "child", "by bob"}
    assert set(titles(town.ada, filter="all")) == shared | {"hers"}
    assert set(titles(town.bob, filter="all")) == shared | {"his own"}
    assert set(titles(town.bob)) == {"his own"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("#Work", {"parent", "child", "by bob"}),
        ("today", {"child"}),
        ("overdue", {"his own"}),
        ("@errand", set()),
        ("/Later", {"by bob"}),
        ("created by: me", {"by bob", "his own"}),
        ("created by: others & subtask", {"child"}),
        ("shared & !subtask", {"parent", "by bob"}),
        ("#Work & done", {"done"}),
        ("has subtasks | p1", {"parent", "his own"}),
        ("inbox", {"his own"}),
    ],
)
def test_each_term_is_true_of_shared_tasks_as_well(town: Town, query: str, found: set[str]) -> None:
    assert set(titles(town.bob, filter=query)) == found


def test_what_is_archived_is_found_when_asked_for(town: Town) -> None:
    assert titles(town.ada, filter="archived") == ["archived"]
    assert titles(town.ada, project_id=OLD) == ["archived"]


def test_a_task_of_a_shared_project_is_told_as_it_is(town: Town) -> None:
    for listed in town.bob.get("/api/tasks", params={"filter": "all"}).json():
        assert town.bob.get(f"/api/tasks/{listed['id']}").json() == listed


def test_a_project_is_listed_in_its_manual_order(town: Town) -> None:
    for client in (town.ada, town.bob):
        listed = titles(client, project_id=WORK, sort="position")
        assert listed == ["done", "child", "by bob", "parent"]
        backwards = titles(client, project_id=WORK, sort="position", order="desc")
        assert backwards == listed[::-1]
        assert titles(client, project_id=WORK, status="completed") == ["done"]


def test_a_section_and_a_parent_have_their_tasks(town: Town) -> None:
    for client in (town.ada, town.bob):
        assert titles(client, section_id=town.section) == ["by bob"]
        assert titles(client, parent_id=town.parent) == ["child"]
        assert titles(client, parent_id=town.parent, project_id=WORK) == ["child"]
        assert titles(client, parent_id=town.parent, project_id=HERS) == []


def test_what_one_may_not_see_is_not_there(town: Town) -> None:
    assert titles(town.bob, project_id=HERS) == []
    assert titles(town.bob, project_id=str(uuid4())) == []
    assert problem(town.bob.get("/api/tasks", params={"filter": "#Hers"}), 400)


def test_the_manual_order_alone_is_of_ones_own_tasks(town: Town) -> None:
    assert titles(town.bob, sort="position") == ["his own"]
    assert len(titles(town.ada, sort="position")) == 6


SORTS = ("created", "title", "due_date", "position")


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns"])
@pytest.mark.parametrize(("sort", "order"), [*itertools.product(SORTS, ("asc", "desc"))])
def test_pages_are_the_whole_list_in_order(town: Town, sort: str, order: str, zone: str) -> None:
    params = {"filter": "all", "sort": sort, "order": order, "time_zone": zone}
    for client in (town.ada, town.bob):
        whole = client.get("/api/tasks", params=params).json()
        paged: list[Any] = []
        url: str | None = str(httpx.URL("/api/tasks", params={**params, "limit": 1}))
        while url:
            answer = client.get(url)
            paged += answer.json()
            link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("link", ""))
            url = link[1] if link else None
        assert paged == whole
        assert [t["id"] for t in whole[::-1]] == [
            t["id"]
            for t in client.get(
                "/api/tasks", params={**params, "order": "asc" if order == "desc" else "desc"}
            ).json()
        ]


def test_an_unchanged_list_is_not_sent_again(town: Town) -> None:
    params = {"filter": "#Work"}
    tag = town.bob.get("/api/tasks", params=params).headers["etag"]
    again = town.bob.get("/api/tasks", params=params, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    made = town.task(town.ada, "new", project_id=WORK)
    assert town.bob.get("/api/tasks", params=params, headers={"If-None-Match": tag}).json()
    assert town.ada.delete(f"/api/tasks/{made}").status_code == 204
    again = town.bob.get("/api/tasks", params=params, headers={"If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("todey", "at character 1: .*today"),
        ("today & #Wrok", "at character 9: there is no project .*Work"),
        ("(today", "closing parenthesis"),
        ("", "must not be empty"),
        ("x" * 1_025, "at most 1024 characters"),
        ("a\0b", "NUL"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_where_it_goes_wrong(
    town: Town, query: str, told: str
) -> None:
    (error,) = problem(town.ada.get("/api/tasks", params={"filter": query}), 400)["errors"]
    assert error["field"] == "filter"
    assert re.search(told, error["message"])


@pytest.mark.parametrize(
    "params",
    [
        {"project_id": "x"},
        {"section_id": ""},
        {"parent_id": "{01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84}"},
        {"filter": "all", "sort": "nope"},
        {"filter": "all", "limit": "0"},
        {"filter": "all", "cursor": "nope"},
        {"filter": "all", "time_zone": "Nowhere/Land"},
    ],
)
def test_what_is_asked_for_in_an_unfit_way_is_refused(town: Town, params: dict[str, str]) -> None:
    assert broken_fields(town.ada.get("/api/tasks", params=params)) == {list(params)[-1]}


def test_a_saved_filter_finds_tasks(town: Town) -> None:
    made = town.made(town.bob, "filters", name="Work's", query="#Work & !subtask")
    path = f"/api/filters/{made}/tasks"
    assert titles(town.bob, path, sort="title", limit=1) == ["by bob"]
    assert titles(town.bob, path, sort="title") == ["by bob", "parent"]
    assert problem(town.ada.get(path), 404)["type"].endswith(":filter.not_found")


def test_a_saved_filter_survives_the_project_that_it_names(town: Town) -> None:
    made = town.made(town.bob, "filters", name="Gone", query="#Nowhere")
    assert titles(town.bob, f"/api/filters/{made}/tasks") == []


def test_a_filter_that_cannot_be_read_is_not_kept(town: Town) -> None:
    draft = {"name": "Wrong", "query": "today &"}
    assert broken_fields(town.bob.post("/api/filters", json=draft)) == {"query"}


def test_a_long_list_comes_whole(guarded: Service) -> None:
    with guarded.client() as client:
        for number in range(101):
            assert client.post("/api/tasks", json={"title": f"{number}"}).status_code == 201
        assert len(titles(client, filter="all")) == 101
        assert len(titles(client, filter="all", sort="due_date", time_zone="Asia/Tokyo")) == 101
        assert len(titles(client, filter="inbox", limit=101)) == 101
