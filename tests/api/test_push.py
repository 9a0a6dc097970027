"""Sync push: each mutation is answered by itself, once, and nothing is lost in silence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.people import as_superuser, at_once, bearer, on_new_database
from tests.api.sync import Tab, new_id, stamp
from tests.backends import Cluster, Service


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with on_new_database(cluster, tmp_path_factory.mktemp("push")) as running:
        yield running


@pytest.fixture
def tab(service: Service) -> Iterator[Tab]:
    with service.client() as http:
        yield Tab(http)


def history(service: Service, record_id: str) -> list[tuple[Any, ...]]:
    query = "SELECT field, before, after FROM tasklark.changes WHERE record_id = %s ORDER BY number"
    return as_superuser(service, query, record_id)


def test_what_was_done_is_applied_in_its_order(tab: Tab) -> None:
    task = new_id()
    outcomes = tab.push(
        tab.mutation("create", task, set={"title": "first", "labels": ["home"]}),
        tab.mutation("change", task, set={"title": "second", "labels/errand": True}),
        tab.mutation("complete", task),
    )
    assert [(o["status"], o["lost"]) for o in outcomes] == [("applied", [])] * 3
    row = outcomes[-1]["row"]
    assert (row["noun"], row["id"], row["title"], row["status"]) == ("task", task, "second", "done")
    assert row["labels"] == ["home", "errand"]
    assert tab.http.get(f"/api/tasks/{task}").json()["title"] == "second"


def test_the_same_push_again_does_nothing_and_is_answered_the_same(
    tab: Tab, service: Service
) -> None:
    task = new_id()
    pushed = (
        tab.mutation("create", task, set={"title": "first"}),
        tab.mutation("change", task, set={"title": ""}),
        tab.mutation("change", task, set={"title": "second"}),
    )
    first = tab.push(*pushed)
    told = history(service, task)
    tab.http.put(f"/api/tasks/{task}", json={"title": "third"})
    again = tab.push(*pushed)
    assert [{**o, "row": None} for o in again] == [{**o, "row": None} for o in first]
    assert [o["status"] for o in again] == ["applied", "refused", "applied"]
    assert {o["row"]["title"] for o in again} == {"third"}
    assert history(service, task) == [*told, ("title", "second", "third")]


def test_a_push_that_comes_twice_at_once_counts_once(service: Service) -> None:
    subject = new_id()
    with service.client(subject) as one, service.client(subject) as two:
        tab = Tab(one)
        task = tab.create(labels=[])
        mutation = tab.mutation("change", task, set={"title": "once"})
        outcomes = at_once(
            lambda: tab.push(mutation), lambda: Tab(two, client=tab.client).push(mutation)
        )
        assert outcomes[0] == outcomes[1]
        assert [f for f, *_ in history(service, task)] == ["*", "title"]


def test_a_mutation_that_is_twice_in_a_push_counts_once(tab: Tab) -> None:
    mutation = tab.mutation("create", new_id(), set={"title": "x"})
    first, second = tab.push(mutation, mutation)
    assert first == second


def test_an_earlier_edit_that_comes_late_is_in_the_history(tab: Tab, service: Service) -> None:
    task = tab.create()
    before = stamp(tab.client)
    tab.change(task, title="later")
    (outcome,) = tab.push(
        tab.mutation("change", task, set={"title": "earlier", "priority": "low"}, stamp=before)
    )
    assert (outcome["status"], outcome["lost"]) == ("applied", ["title"])
    assert (outcome["row"]["title"], outcome["row"]["priority"]) == ("later", "low")
    assert ("title", "earlier", "later") in history(service, task)


def test_an_edit_through_rest_has_a_stamp_as_well(tab: Tab) -> None:
    task = tab.create()
    before = stamp(tab.client)
    tab.http.put(f"/api/tasks/{task}", json={"title": "by REST"})
    (late,) = tab.push(tab.mutation("change", task, set={"title": "earlier"}, stamp=before))
    assert (late["lost"], late["row"]["title"]) == (["title"], "by REST")
    assert tab.change(task, title="after")["row"]["title"] == "after"


def test_one_that_is_refused_is_answered_with_the_reason_and_the_row(tab: Tab) -> None:
    task = tab.create(title="as it is")
    refused, unknown, good = tab.push(
        tab.mutation("change", task, set={"title": " ", "priority": "urgent"}),
        tab.mutation("change", new_id(), set={"title": "x"}),
        tab.mutation("change", task, set={"priority": "high"}),
    )
    assert refused["problem"]["code"] == "input.invalid"
    assert {e["field"] for e in refused["problem"]["errors"]} == {"title", "priority"}
    assert refused["row"]["title"] == "as it is"
    assert (unknown["problem"]["code"], unknown["row"]) == ("task.not_found", None)
    assert good["status"] == "applied"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"noun": "person"}, "noun"),
        ({"verb": "bless"}, "verb"),
        ({"id": "first"}, "id"),
        ({"stamp": "yesterday"}, "stamp"),
        ({"stamp": stamp("other")}, "stamp"),
        ({"set": {"title": "x", "colour": "red"}}, "set.colour"),
        ({"set": {"title/x": True}}, "set.title/x"),
        ({"set": {"completed_at": None}}, "set.completed_at"),
        ({"verb": "delete", "set": {"title": "x"}}, "set.title"),
    ],
)
def test_what_is_not_understood_is_refused_by_itself(
    tab: Tab, wrong: dict[str, Any], field: str
) -> None:
    task = tab.create()
    refused, good = tab.push(
        tab.mutation("change", task, **wrong), tab.mutation("change", task, set={"title": "y"})
    )
    assert [e["field"] for e in refused["problem"]["errors"]] == [field]
    assert good["status"] == "applied"


@pytest.mark.parametrize(
    "body",
    [
        {"client": "0", "mutations": []},
        {"client": "a-b", "mutations": []},
        {"client": "", "mutations": []},
        {"client": "a", "mutations": [{"n": 0}]},
        {"client": "a", "mutations": [{}] * 101},
        {"mutations": []},
    ],
)
def test_what_is_no_push_is_refused_as_a_whole(tab: Tab, body: dict[str, Any]) -> None:
    assert tab.http.post("/api/sync/push", json=body).status_code == 400


def test_a_move_may_say_that_a_task_lies_in_no_section_and_no_task_as_before(tab: Tab) -> None:
    task = tab.create()
    project = tab.http.post("/api/projects", json={"name": "Garden"}).json()["id"]
    outcome = tab.change(
        task, project_id=project, section_id=None, parent_id=None, position="gVbdYneX"
    )
    assert (outcome["status"], outcome["lost"]) == ("applied", [])
    assert (outcome["row"]["project_id"], outcome["row"]["position"]) == (project, "gVbdYneX")


def test_a_later_edit_does_not_bring_a_task_back(tab: Tab) -> None:
    task = tab.create()
    deleted, again, edited = tab.push(
        tab.mutation("delete", task),
        tab.mutation("delete", task),
        tab.mutation("change", task, set={"title": "after"}),
    )
    assert [deleted["status"], again["status"], edited["status"]] == ["applied"] * 3
    assert edited["row"]["title"] == "after"
    assert edited["row"]["deleted_at"] is not None
    assert tab.http.get(f"/api/tasks/{task}").status_code == 404


def test_a_task_is_made_once_under_its_id(tab: Tab) -> None:
    task = tab.create(title="same", labels=["a"])
    same, other = tab.push(
        tab.mutation("create", task, set={"title": "same", "labels": ["a"]}),
        tab.mutation("create", task, set={"title": "another"}),
    )
    assert same["status"] == "applied"
    assert (other["problem"]["code"], other["row"]["title"]) == ("task.id_taken", "same")
    tab.push(tab.mutation("delete", task))
    (gone,) = tab.push(tab.mutation("create", task, set={"title": "same", "labels": ["a"]}))
    assert gone["problem"]["code"] == "task.in_trash"


def test_a_clock_that_runs_far_ahead_is_cut_and_keeps_its_order(tab: Tab) -> None:
    task, far = tab.create(), datetime.now(UTC) + timedelta(hours=5)
    titles = ["first", "second", "third"]
    outcomes = tab.push(
        *(
            tab.mutation(
                "change",
                task,
                set={"title": title},
                stamp=stamp(tab.client, far + timedelta(microseconds=n)),
            )
            for n, title in enumerate(titles)
        )
    )
    assert [o["lost"] for o in outcomes] == [[], [], []]
    assert outcomes[-1]["row"]["title"] == "third"
    ahead = stamp("x", datetime.now(UTC) + timedelta(seconds=61))
    assert outcomes[-1]["row"]["stamps"]["title"] < ahead


def test_others_tasks_are_neither_changed_nor_shown(tab: Tab, service: Service) -> None:
    with service.client() as http:
        task = Tab(http).create(title="private")
        outcome = tab.change(task, title="mine")
        assert (outcome["problem"]["code"], outcome["row"]) == ("task.forbidden", None)
        assert http.get(f"/api/tasks/{task}").json()["title"] == "private"


def test_all_nouns_can_be_made_changed_deleted_and_restored(tab: Tab) -> None:
    task, inbox = tab.create(), tab.inbox()
    made: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "project": ({"name": "House"}, {"name": "Garden"}),
        "section": ({"project_id": inbox, "name": "Later"}, {"name": "Soon"}),
        "comment": ({"task_id": task, "body": "one"}, {"body": "two"}),
        "reminder": ({"task_id": task, "minutes_before": 5}, {"minutes_before": 9}),
        "label": ({"name": "errand"}, {"color": "red"}),
        "filter": ({"name": "now", "query": "today"}, {"name": "then"}),
    }
    for noun, (fields, changes) in made.items():
        record_id = new_id()
        outcomes = tab.push(
            tab.mutation("create", record_id, noun=noun, set=fields),
            tab.mutation("change", record_id, noun=noun, set=changes),
            tab.mutation("delete", record_id, noun=noun),
            tab.mutation("restore", record_id, noun=noun),
        )
        assert [o["status"] for o in outcomes] == ["applied"] * 4, outcomes
        row = outcomes[-1]["row"]
        assert (row["noun"], row["deleted_at"]) == (noun, None)
        assert {name: row[name] for name in changes} == changes


def test_placements_and_settings_can_be_changed(tab: Tab) -> None:
    rows = {row["noun"]: row for row in tab.all().rows}
    favourite, german = tab.push(
        tab.mutation(
            "change", rows["placement"]["id"], noun="placement", set={"is_favourite": True}
        ),
        tab.mutation("change", rows["settings"]["id"], noun="settings", set={"language": "de"}),
    )
    assert favourite["row"]["is_favourite"] is True
    assert german["row"]["language"] == "de"


def test_each_mutation_can_be_undone_by_itself(tab: Tab, service: Service) -> None:
    task = tab.create()
    tab.push(*(tab.mutation("change", task, set={"title": title}) for title in ("a", "b")))
    query = "SELECT batch_id, surface FROM tasklark.changes WHERE record_id = %s"
    batches = as_superuser(service, query, task)
    assert len({batch for batch, _ in batches}) == 3
    assert {surface for _, surface in batches} == {"sync"}


def test_a_token_that_may_only_read_pushes_nothing(tab: Tab, service: Service) -> None:
    limited = {"name": "reader", "scopes": ["tasks:read"]}
    token = tab.http.post("/api/tokens", json=limited).json()["token"]
    with bearer(service, token) as http:
        reader = Tab(http)
        body = {"client": reader.client, "mutations": [reader.mutation("create", new_id())]}
        assert http.post("/api/sync/push", json=body).status_code == 403
        assert reader.all().of("project")
