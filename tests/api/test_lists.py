"""Lists in every order and filter of the contract, and the pages that they are read in."""

import itertools
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from tests.api.problems import broken_fields
from tests.backends import Service

Task = dict[str, Any]
TITLES = [
    "zebra",
    "Ähre",
    "ahre",
    "AHRE",
    "b",
    "Éclair",
    "eclair!",
    "ß",
    "ss",
    "Ж",
    "日本",
    "1",
    "_",
]
DUES = [None, "2030-02-10", "2030-02-10T00:00:00Z", "2030-02-10T00:00", "2029-12-31T23:59:59-12:00"]
VIEWS = list(itertools.product(["all", "pending", "completed"], ["created", "title", "due_date"]))


@pytest.fixture(scope="module")
def ada(everywhere: Service) -> Iterator[httpx.Client]:
    """Give a client with 65 tasks, many of which share their keys."""
    with everywhere.client() as client:
        for i, (title, due) in enumerate(itertools.product(TITLES, DUES)):
            draft = {"title": title, "due_date": due, "completed": i % 3 == 0}
            assert client.post("/api/tasks", json=draft).status_code == 201
        yield client


def listed(client: httpx.Client, **params: object) -> list[Task]:
    response = client.get("/api/tasks", params={k: str(v) for k, v in params.items()})
    assert response.status_code == 200, response.text
    found: list[Task] = response.json()
    return found


def paged(client: httpx.Client, **params: object) -> Iterator[list[Task]]:
    url = str(httpx.URL("/api/tasks", params={k: str(v) for k, v in params.items()}))
    while True:
        response = client.get(url)
        assert response.status_code == 200, response.text
        yield response.json()
        link = response.headers.get("link")
        if link is None:
            return
        found = re.fullmatch(r'<([^>]+)>; rel="next"', link)
        assert found
        url = urljoin(str(response.url), found[1])


def ids_of(tasks: list[Task]) -> list[str]:
    return [task["id"] for task in tasks]


def test_without_parameters_everything_comes_newest_first(ada: httpx.Client) -> None:
    tasks = listed(ada)
    assert len(tasks) == len(TITLES) * len(DUES)
    assert tasks == sorted(tasks, key=lambda t: (t["created_at"], t["id"]), reverse=True)
    assert tasks == listed(ada, status="all", sort="created", order="desc")


@pytest.mark.parametrize("status", ["pending", "completed"])
def test_a_status_keeps_only_its_tasks_and_their_order(ada: httpx.Client, status: str) -> None:
    for sort in ("created", "title", "due_date"):
        whole = listed(ada, sort=sort)
        kept = [task for task in whole if task["completed"] is (status == "completed")]
        assert kept
        assert listed(ada, status=status, sort=sort) == kept


@pytest.mark.parametrize(("status", "sort"), VIEWS)
def test_one_order_is_exactly_the_other_turned_round(
    ada: httpx.Client, status: str, sort: str
) -> None:
    up = listed(ada, status=status, sort=sort, order="asc")
    assert up == listed(ada, status=status, sort=sort, order="desc")[::-1]
    assert listed(ada, status=status, sort=sort) == (up[::-1] if sort == "created" else up)


def test_titles_are_ordered_without_regard_to_case_or_accents(ada: httpx.Client) -> None:
    tasks = listed(ada, sort="title")
    order = [title for title, _ in itertools.groupby(t["title"] for t in tasks)]
    alike = {"Ähre": "ahre", "AHRE": "ahre", "ß": "ss"}
    folded = [title for title, _ in itertools.groupby(alike.get(t, t) for t in order)]
    assert folded == ["1", "_", "ahre", "b", "Éclair", "eclair!", "ss", "zebra", "Ж", "日本"]
    same = [t for t in tasks if alike.get(t["title"], t["title"]) == "ahre"]
    assert ids_of(same) == sorted(ids_of(same))


def test_the_soonest_due_comes_first_and_the_undated_last(ada: httpx.Client) -> None:
    tasks = listed(ada, sort="due_date")
    dues = [due for due, _ in itertools.groupby(str(task["due_date"])[:10] for task in tasks)]
    assert dues == ["2030-01-01", "2030-02-10", "None"]
    for _, group in itertools.groupby(tasks, key=lambda task: str(task["due_date"])[:10]):
        found = ids_of(list(group))
        assert found == sorted(found)


@pytest.mark.parametrize(
    ("zone", "order"), [("UTC", "dli"), ("Asia/Tokyo", "dil"), ("america/new_york", "idl")]
)
def test_due_dates_come_in_the_order_of_the_zone_that_is_asked_for(
    everywhere: Service, zone: str, order: str
) -> None:
    params = {"sort": "due_date", "time_zone": zone}
    with everywhere.client() as ada:
        for title, due in (
            ("i", "2030-02-10T03:00:00Z"),
            ("d", "2030-02-10"),
            ("l", "2030-02-10T02:00:00" if zone == "UTC" else "2030-02-10T12:30:00"),
        ):
            ada.post("/api/tasks", json={"title": title, "due_date": due})
        assert [task["title"] for task in listed(ada, **params)] == list(order)
        pages = [task["title"] for page in paged(ada, limit=1, **params) for task in page]
        assert pages == list(order)


def test_a_zone_that_is_none_is_refused(ada: httpx.Client) -> None:
    told = ada.get("/api/tasks", params={"sort": "due_date", "time_zone": "Mars/Olympus"})
    assert broken_fields(told) == {"time_zone"}


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(("status", "sort"), VIEWS)
def test_pages_hold_everything_once_in_the_same_order(
    ada: httpx.Client, status: str, sort: str, order: str
) -> None:
    params = {"status": status, "sort": sort, "order": order}
    whole = listed(ada, **params)
    pages = list(paged(ada, limit=7, **params))
    assert [task for page in pages for task in page] == whole
    assert {len(page) for page in pages[:-1]} == {7}
    assert 1 <= len(pages[-1]) <= 7


@pytest.mark.parametrize("limit", [1, 64, 65, 66, 1000])
def test_a_link_stands_only_where_there_is_more(ada: httpx.Client, limit: int) -> None:
    response = ada.get("/api/tasks", params={"limit": limit})
    assert len(response.json()) == min(limit, 65)
    assert ("link" in response.headers) is (limit < 65)


def test_a_link_stays_on_the_server_and_keeps_the_view(ada: httpx.Client) -> None:
    response = ada.get(
        "/api/tasks",
        params={"limit": 2, "sort": "title", "status": "pending"},
        headers={"Host": "elsewhere.example"},
    )
    target = urlsplit(response.links["next"]["url"])
    assert (target.scheme, target.netloc, target.path) == ("", "", "/api/tasks")
    assert set(parse_qs(target.query)) == {"limit", "sort", "status", "cursor"}


@pytest.mark.parametrize(
    "title", ["\ufdfa" * 1000, "Ж" * 1000, '"\\' * 500, "日" * 1000, "x" + "\x01" * 999]
)
def test_the_longest_titles_can_be_paged_through(everywhere: Service, title: str) -> None:
    with everywhere.client() as ada:
        for _ in range(3):
            ada.post("/api/tasks", json={"title": title})
        found = [task for page in paged(ada, sort="title", limit=1) for task in page]
        assert found == listed(ada, sort="title")
        assert len(found) == 3


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["created", "title"])
def test_paging_misses_nothing_while_tasks_are_added(
    everywhere: Service, sort: str, order: str
) -> None:
    with everywhere.client() as ada, ThreadPoolExecutor(4) as threads:
        for i in range(30):
            ada.post("/api/tasks", json={"title": f"old {i % 4}"})
        old = ids_of(listed(ada, sort=sort, order=order))
        adding = [
            threads.submit(ada.post, "/api/tasks", json={"title": f"old {i % 5}"})
            for i in range(40)
        ]
        seen = [task["id"] for page in paged(ada, sort=sort, order=order, limit=4) for task in page]
        assert {task.result().status_code for task in adding} == {201}
        assert len(seen) == len(set(seen))
        assert [task_id for task_id in seen if task_id in set(old)] == old


def test_a_list_of_3_000_comes_whole_as_a_stream(embedded: Service) -> None:
    with embedded.client() as ada, ThreadPoolExecutor(8) as threads:
        draft = {"title": "x", "description": "d" * 300}
        made = threads.map(lambda _: ada.post("/api/tasks", json=draft).status_code, range(3_000))
        assert set(made) == {201}
        with ada.stream("GET", "/api/tasks", params={"sort": "title"}) as response:
            pieces = list(response.iter_raw())
            assert response.headers["transfer-encoding"] == "chunked"
        assert len(pieces) > 10
        whole = json.loads(b"".join(pieces))
        assert whole == [task for page in paged(ada, sort="title", limit=1_000) for task in page]
        assert len(whole) == 3_000
        tag = {"If-None-Match": response.headers["etag"]}
        assert ada.get("/api/tasks", headers=tag).status_code == 304
