"""The five calls of every kind of record, by one set of tests for all kinds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.problems import broken_fields, problem
from tests.backends import Service

MISSING = str(uuid4())
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=16)
LINE = LINE.filter(str.strip)
COLORS = st.sampled_from(["red", "grey", "teal"])


@dataclass(frozen=True)
class Kind:
    """One kind of record: what it is made of, what can be changed, and what is refused."""

    plural: str
    draft: dict[str, Any]
    changes: dict[str, Any]
    unfit: dict[str, list[Any]]
    optional: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    by: str | None = None

    @property
    def path(self) -> str:
        return f"/api/{self.plural}"

    def of(self, told: dict[str, str]) -> dict[str, Any]:
        """Return a draft that hangs on what there is."""
        return {**self.draft, **({self.by: told[self.by]} if self.by else {})}


LOOKS = {"color": ["pink", 7, None], "is_favourite": [0, "no", None], "position": ["", "0", 1]}
KINDS = [
    Kind(
        "sections",
        {"name": "Vegetables"},
        {"name": "Fruit", "position": "a1"},
        {"name": ["", " ", "x" * 201, None, 7, "a\0b"], "position": ["", "zzz", 7]},
        {"name": LINE},
        by="project_id",
    ),
    Kind(
        "labels",
        {"name": "errand"},
        {"name": "later", "color": "red", "is_favourite": True, "position": "a5"},
        {"name": ["", "x" * 61, None, "a\nb"], **LOOKS},
        {"color": COLORS, "is_favourite": st.booleans()},
    ),
    Kind(
        "comments",
        {"body": "Is *this* the one?"},
        {"body": "No"},
        {"body": ["", "\n", "x" * 15_001, None, ["x"]]},
        {"body": LINE},
        by="task_id",
    ),
    Kind(
        "reminders",
        {"minutes_before": 10},
        {"at": "2030-02-10T09:00:00Z", "minutes_before": None},
        {
            "minutes_before": [1.5, True, 10**9, "7"],
            "at": ["2030-02-10", "soon", 7],
            "anchor": ["end", None],
        },
        {"minutes_before": st.integers(-500_000, 500_000), "anchor": st.sampled_from(["due"])},
        by="task_id",
    ),
    Kind(
        "filters",
        {"name": "Soon", "query": "7 days"},
        {"query": "today | overdue", "color": "teal"},
        {"query": ["", "todey", "x" * 1_025, None], "name": ["x" * 61], **LOOKS},
        {"name": LINE, "color": COLORS},
    ),
]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.plural for kind in KINDS])


@pytest.fixture
def ada(embedded: Service) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


def place(client: httpx.Client) -> dict[str, str]:
    """Return a new task's id and its project's."""
    task = client.post("/api/tasks", json={"title": "x"}).json()
    return {"task_id": task["id"], "project_id": task["project_id"]}


def made(client: httpx.Client, kind: Kind, **more: Any) -> dict[str, Any]:
    answer = client.post(kind.path, json={**kind.of(place(client)), **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


@every_kind
def test_a_record_is_made_read_changed_and_deleted(everywhere: Service, kind: Kind) -> None:
    with everywhere.client() as ada:
        answer = ada.post(kind.path, json=kind.of(place(ada)))
        record = answer.json()
        assert answer.status_code == 201
        assert answer.headers["location"] == f"{kind.path}/{record['id']}"
        assert answer.headers["etag"] == f'"{record["updated_at"]}"'
        read = ada.get(answer.headers["location"])
        assert (read.content, read.headers["etag"]) == (answer.content, answer.headers["etag"])
        changed = ada.patch(answer.headers["location"], json=kind.changes)
        assert changed.status_code == 200
        told = {**record, **kind.changes, "updated_at": changed.json()["updated_at"]}
        assert changed.json() == told
        assert changed.json()["updated_at"] > record["updated_at"]
        assert ada.get(answer.headers["location"]).content == changed.content
        gone = ada.delete(answer.headers["location"])
        assert (gone.status_code, gone.content) == (204, b"")
        for left in (ada.get, ada.delete):
            assert problem(left(answer.headers["location"]), 404)
        assert ada.get(kind.path).json() == []


@every_kind
def test_a_record_that_has_not_changed_is_not_sent_again(ada: httpx.Client, kind: Kind) -> None:
    record = made(ada, kind)
    path, tag = f"{kind.path}/{record['id']}", f'"{record["updated_at"]}"'
    assert ada.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert ada.get(path, headers={"If-None-Match": '"other"'}).json() == record


@every_kind
def test_what_has_changed_since_is_not_overwritten(ada: httpx.Client, kind: Kind) -> None:
    record = made(ada, kind)
    path, tag = f"{kind.path}/{record['id']}", f'"{record["updated_at"]}"'
    changed = ada.patch(path, json=kind.changes, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert problem(ada.patch(path, json={}, headers={"If-Match": tag}), 412)
    assert problem(ada.delete(path, headers={"If-Match": tag}), 412)
    assert ada.delete(path, headers={"If-Match": changed.headers["etag"]}).status_code == 204


@every_kind
def test_a_record_comes_page_by_page_in_the_order_of_ids(ada: httpx.Client, kind: Kind) -> None:
    hangs_on = place(ada)
    records = []
    for number in range(5):
        draft = kind.of(hangs_on)
        draft |= {"name": f"n{number}"} if "name" in draft else {}
        records.append(ada.post(kind.path, json=draft).json())
    paged: list[Any] = []
    url: str | None = f"{kind.path}?limit=2"
    pages = 0
    while url:
        answer = ada.get(url)
        assert len(answer.json()) <= 2
        paged += answer.json()
        pages += 1
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("link", ""))
        url = link[1] if link else None
    assert pages == 3
    assert paged == sorted(records, key=lambda record: str(record["id"]))
    assert ada.get(kind.path).json() == paged


@every_kind
def test_a_list_holds_what_hangs_on_one_thing(ada: httpx.Client, kind: Kind) -> None:
    if kind.by is None:
        assert kind.plural in {"labels", "filters"}
        return
    record = made(ada, kind)
    assert ada.get(kind.path, params={kind.by: record[kind.by]}).json() == [record]
    assert ada.get(kind.path, params={kind.by: MISSING}).json() == []
    assert broken_fields(ada.get(kind.path, params={kind.by: "x"})) == {kind.by}


@every_kind
@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "1001"}, {"cursor": "x"}])
def test_an_unfit_page_is_refused(ada: httpx.Client, kind: Kind, params: dict[str, str]) -> None:
    assert broken_fields(ada.get(kind.path, params=params)) == set(params)


@every_kind
def test_unfit_values_are_refused_by_name(ada: httpx.Client, kind: Kind) -> None:
    hangs_on = place(ada)
    record = ada.post(kind.path, json=kind.of(hangs_on)).json()
    for name, values in kind.unfit.items():
        for value in values:
            draft = {**kind.of(hangs_on), name: value}
            if name == "at":
                draft.pop("minutes_before", None)
            assert broken_fields(ada.post(kind.path, json=draft)) == {name}, (name, value)
            changed = ada.patch(f"{kind.path}/{record['id']}", json={name: value})
            assert broken_fields(changed) == {name}, (name, value)
    assert ada.get(f"{kind.path}/{record['id']}").json() == record


@every_kind
def test_what_it_takes_is_asked_for(ada: httpx.Client, kind: Kind) -> None:
    required = {name for name in ("name", "query", "body", kind.by) if name in kind.of(place(ada))}
    assert broken_fields(ada.post(kind.path, json={"minutes_before": 1})) == required


@every_kind
def test_a_record_with_an_id_is_made_once(ada: httpx.Client, kind: Kind) -> None:
    draft = {**kind.of(place(ada)), "id": str(uuid4())}
    first, second = (ada.post(kind.path, json=draft) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    other = {**draft, **{k: v for k, v in kind.changes.items() if v is not None}}
    other = {k: v for k, v in other.items() if k != "minutes_before" or "at" not in other}
    assert problem(ada.post(kind.path, json=other), 409)["type"].endswith("id_taken")
    assert broken_fields(ada.post(kind.path, json={**draft, "id": "x"})) == {"id"}


@every_kind
def test_the_same_request_under_one_key_is_done_once(ada: httpx.Client, kind: Kind) -> None:
    draft, headers = kind.of(place(ada)), {"Idempotency-Key": str(uuid4())}
    first, second = (ada.post(kind.path, json=draft, headers=headers) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    path = first.headers["location"]
    keyed = {"Idempotency-Key": str(uuid4())}
    changes = [ada.patch(path, json=kind.changes, headers=keyed).content for _ in range(2)]
    assert changes[0] == changes[1]
    keyed = {"Idempotency-Key": str(uuid4())}
    assert [ada.delete(path, headers=keyed).status_code for _ in range(2)] == [204, 204]


@every_kind
def test_nobody_else_sees_or_touches_a_record(
    embedded: Service, ada: httpx.Client, kind: Kind
) -> None:
    record = made(ada, kind)
    path = f"{kind.path}/{record['id']}"
    with embedded.client() as eve:
        assert eve.get(kind.path).json() == []
        for answer in (eve.get(path), eve.patch(path, json=kind.changes), eve.delete(path)):
            assert problem(answer, 404)
        if kind.by is not None:
            draft = {**kind.draft, kind.by: record[kind.by]}
            assert eve.post(kind.path, json=draft).status_code in {400, 404}
    assert ada.get(path).json() == record


@settings(max_examples=10)
@given(data=st.data())
@every_kind
def test_both_ways_write_the_same_record(
    embedded: Service, kind: Kind, data: st.DataObject
) -> None:
    with embedded.client("the one who is written both ways") as ada:
        draft = {
            **kind.of(place(ada)),
            **data.draw(st.fixed_dictionaries({}, optional=kind.optional)),
        }
        if kind.plural == "labels":
            draft["name"] = str(uuid4())
        answer = ada.post(kind.path, json=draft)
        assert answer.status_code == 201, answer.text
        assert ada.get(answer.headers["location"]).content == answer.content
        if kind.by is not None:
            listed = ada.get(kind.path, params={kind.by: draft[kind.by], "limit": 1000})
            assert answer.content in listed.content


def test_settings_are_read_and_changed(everywhere: Service) -> None:
    with everywhere.client() as ada:
        read = ada.get("/api/settings")
        assert read.json()["id"] == ada.get("/api/account").json()["person_id"]
        assert (read.json()["time_zone"], read.json()["language"]) == ("UTC", "en")
        told = {"language": "de", "week_start": "sunday", "extras": {"theme": {"dark": True}}}
        changed = ada.patch("/api/settings", json=told, headers={"If-Match": read.headers["etag"]})
        assert changed.json() == {**read.json(), **told, "updated_at": changed.json()["updated_at"]}
        assert ada.get("/api/settings").content == changed.content
        stale = ada.patch("/api/settings", json={}, headers={"If-Match": read.headers["etag"]})
        assert problem(stale, 412)
        tag = {"If-None-Match": changed.headers["etag"]}
        assert ada.get("/api/settings", headers=tag).status_code == 304


def test_a_new_zone_counts_at_once(everywhere: Service) -> None:
    with everywhere.client() as ada:
        for title, due in (("day", "2030-02-10"), ("moment", "2030-02-09T15:00:01Z")):
            ada.post("/api/tasks", json={"title": title, "due_date": due}).raise_for_status()
        for zone, first in (("Asia/Tokyo", "day"), ("America/New_York", "moment")):
            ada.patch("/api/settings", json={"time_zone": zone}).raise_for_status()
            assert ada.get("/api/tasks", params={"sort": "due_date"}).json()[0]["title"] == first


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"time_zone": "Berlin"}, "time_zone"),
        ({"time_zone": None}, "time_zone"),
        ({"language": "tlh"}, "language"),
        ({"week_start": "friday"}, "week_start"),
        ({"extras": []}, "extras"),
        ({"extras": {"x": "y" * 16_384}}, "extras"),
        ({"extras": {"x": "\0"}}, "extras"),
        ({"extras": {"x\0": 1}}, "extras"),
    ],
)
def test_unfit_settings_are_refused(ada: httpx.Client, changes: dict[str, Any], name: str) -> None:
    assert broken_fields(ada.patch("/api/settings", json=changes)) == {name}


def test_a_number_that_is_too_large_is_no_setting(ada: httpx.Client) -> None:
    answer = ada.patch(
        "/api/settings",
        content=b'{"extras": {"x": 1e999}}',
        headers={"Content-Type": "application/json"},
    )
    assert broken_fields(answer) == {"extras"}
