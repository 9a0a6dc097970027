"""Sync pull: what there is, then what is new, each record once, in pages that nothing slips by."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.people import as_superuser, on_new_database
from tests.api.sync import Tab, new_id
from tests.backends import Cluster, Service

DAY = 86_400


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with on_new_database(cluster, tmp_path_factory.mktemp("pull")) as running:
        yield running


@pytest.fixture
def tab(service: Service) -> Iterator[Tab]:
    with service.client() as http:
        yield Tab(http)


def given(cursor: str, **parts: int) -> str:
    """Return a cursor with other numbers in it."""
    names = ("version", "number", "mark", "given_at")
    told = dict(zip(names, map(int, cursor.split(".")), strict=True))
    return ".".join(str({**told, **parts}[name]) for name in names)


def test_from_nothing_comes_all_that_one_has(tab: Tab) -> None:
    task, inbox = tab.create(title="mine"), tab.inbox()
    section, label, comment = new_id(), new_id(), new_id()
    tab.push(
        tab.mutation("create", section, noun="section", set={"project_id": inbox, "name": "s"}),
        tab.mutation("create", label, noun="label", set={"name": "l"}),
        tab.mutation("create", comment, noun="comment", set={"task_id": task, "body": "c"}),
    )
    news = tab.all()
    nouns = {row["noun"]: row for row in news.rows}
    assert set(nouns) == {
        *("settings", "placement", "label", "project", "member", "section", "task", "comment")
    }
    assert (nouns["task"]["id"], nouns["task"]["title"]) == (task, "mine")
    assert nouns["placement"]["role"] == "owner"
    assert nouns["task"]["user_id"] == nouns["placement"]["user_id"]
    assert set(news.cursors) == {nouns["settings"]["id"], inbox}


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_tell_each_record_once(tab: Tab, limit: int) -> None:
    made = {tab.create() for _ in range(5)}
    tab.push(*(tab.mutation("complete", task) for task in sorted(made)[:2]))
    inbox, cursors = tab.inbox(), None
    rows: list[str] = []
    while True:
        scope = tab.pull({inbox: cursors}, limit)[inbox]
        assert len(scope["rows"]) <= limit
        rows += [row["id"] for row in scope["rows"] if row["noun"] == "task"]
        cursors = scope["cursor"]
        if not scope["more"]:
            break
    assert sorted(rows) == sorted(made)


def test_what_is_open_comes_before_what_is_done(tab: Tab) -> None:
    done, still_open = tab.create(), tab.create()
    tab.push(tab.mutation("complete", done))
    assert [row["id"] for row in tab.all().of("task")] == [still_open, done]


def test_from_a_cursor_comes_each_record_as_it_is_now(tab: Tab) -> None:
    task, other = tab.create(), tab.create()
    cursors = tab.all().cursors
    for title in ("first", "second"):
        tab.change(task, title=title)
    tab.change(other, title="between")
    tab.change(task, title="third")
    news = tab.all(cursors)
    assert [(row["id"], row["title"]) for row in news.rows] == [
        (other, "between"),
        (task, "third"),
    ]
    assert tab.all(news.cursors).rows == []


def test_pages_of_what_is_new_go_on_while_more_is_written(tab: Tab) -> None:
    made = [tab.create() for _ in range(6)]
    inbox = tab.inbox()
    cursor = tab.all().cursors[inbox]
    tab.push(*(tab.mutation("change", task, set={"title": "y"}) for task in made))
    seen: dict[str, str] = {}
    for n in range(20):
        scope = tab.pull({inbox: cursor}, 2)[inbox]
        cursor = scope["cursor"]
        seen.update((row["id"], row["title"]) for row in scope["rows"])
        if n < 3:
            tab.change(made[n], title=f"{n}")
        elif not scope["more"]:
            break
    assert seen == dict(zip(made, ["0", "1", "2", "y", "y", "y"], strict=True))


def test_what_is_deleted_comes_whole_and_what_is_gone_as_a_trace(
    tab: Tab, service: Service
) -> None:
    trashed, purged = tab.create(), tab.create()
    cursors = tab.all().cursors
    tab.push(tab.mutation("delete", trashed), tab.mutation("delete", purged))
    as_superuser(service, "DELETE FROM tasklark.tasks WHERE id = %s", purged)
    first, second = tab.all(cursors).rows
    assert (first["id"], first["title"]) == (trashed, "x")
    assert first["deleted_at"] is not None
    assert second == {"noun": "task", "id": purged, "gone": True}
    assert tab.all().of("task") == []


def test_what_goes_along_into_the_trash_and_back_is_told(tab: Tab) -> None:
    parent = tab.create()
    child = tab.create(parent_id=parent)
    cursors = tab.all().cursors
    tab.push(tab.mutation("delete", parent))
    news = tab.all(cursors)
    assert {row["id"]: row["deleted_at"] is None for row in news.rows} == {
        parent: False,
        child: False,
    }
    tab.push(tab.mutation("restore", parent))
    rows = tab.all(news.cursors).rows
    assert {row["id"]: row["deleted_at"] is None for row in rows} == {parent: True, child: True}


def test_a_new_project_is_told_in_ones_own_space_and_then_by_itself(tab: Tab) -> None:
    cursors, project, task = tab.all().cursors, new_id(), new_id()
    tab.push(
        tab.mutation("create", project, noun="project", set={"name": "House"}),
        tab.mutation("create", task, set={"title": "x", "project_id": project}),
    )
    placed = tab.all(cursors).rows
    assert [(row["noun"], row["id"]) for row in placed] == [("placement", project)]
    news = tab.all({project: None})
    assert {row["noun"]: row["id"] for row in news.rows if row["noun"] != "member"} == {
        "project": project,
        "task": task,
    }


def test_a_task_that_moves_is_gone_here_and_there_there(tab: Tab) -> None:
    project, task = new_id(), tab.create(title="wanders")
    tab.push(tab.mutation("create", project, noun="project", set={"name": "House"}))
    inbox = tab.inbox()
    cursors = tab.all().cursors
    outcome = tab.change(task, project_id=project)
    assert outcome["row"]["project_id"] == project
    news = tab.pull(cursors)
    assert news[inbox]["rows"] == [{"noun": "task", "id": task, "gone": True}]
    assert [(row["id"], row["title"]) for row in news[project]["rows"]] == [(task, "wanders")]


def test_a_first_pull_says_to_forget_what_a_push_had_told(tab: Tab) -> None:
    inbox = tab.inbox()
    first = tab.pull({inbox: None}, 1)[inbox]
    assert first["reset"] is True
    assert "reset" not in tab.pull({inbox: first["cursor"]}, 1)[inbox]


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_at": -91 * DAY},
        {"number": 1_000},
        {"mark": 1},
        {"version": 9},
        "nonsense",
        "1.0.0.0.1.a.b",
        "1.1.1",
    ],
)
def test_a_cursor_that_is_too_old_or_of_another_history_begins_anew(tab: Tab, wrong: Any) -> None:
    tab.create()
    inbox = tab.inbox()
    cursor = tab.all().cursors[inbox]
    assert cursor is not None
    if isinstance(wrong, str):
        bad = wrong
    else:
        bad = given(
            cursor,
            **{
                name: value + (int(cursor.split(".")[3]) if value < 0 else 0)
                for name, value in wrong.items()
            },
        )
    scope = tab.pull({inbox: bad})[inbox]
    assert scope["reset"] is True
    assert {row["noun"] for row in scope["rows"]} == {"project", "member", "task"}


def test_one_who_was_away_for_less_goes_on(tab: Tab) -> None:
    tab.create()
    inbox = tab.inbox()
    cursor = tab.all().cursors[inbox]
    assert cursor is not None
    then = int(cursor.split(".")[3]) - 89 * DAY
    scope = tab.pull({inbox: given(cursor, given_at=then)})[inbox]
    assert "reset" not in scope
    assert scope["rows"] == []


def test_a_database_that_was_put_back_is_another_history(tab: Tab, service: Service) -> None:
    task, inbox = tab.create(), tab.inbox()
    tab.change(task, title="after the backup")
    cursor = tab.all().cursors[inbox]
    as_superuser(
        service, "DELETE FROM tasklark.changes WHERE record_id = %s AND field = 'title'", task
    )
    as_superuser(service, "UPDATE tasklark.scopes SET change_number = 1 WHERE id = %s", inbox)
    for title in ("another", "story"):
        tab.change(task, title=title)
    scope = tab.pull({inbox: cursor})[inbox]
    assert scope["reset"] is True
    assert [row["title"] for row in scope["rows"] if row["noun"] == "task"] == ["story"]


def test_scopes_that_one_may_not_see_are_gone(tab: Tab, service: Service) -> None:
    with service.client() as http:
        others = Tab(http).inbox()
    for name in (others, new_id(), "nonsense", 'a "quoted" name'):
        assert tab.pull({name: None}) == {name: {"gone": True}}


def test_a_project_that_is_shared_is_told_until_it_is_not(tab: Tab, service: Service) -> None:
    with service.client() as http:
        member = Tab(http)
        own, members_inbox = member.all().of("settings")[0]["id"], member.inbox()
        inbox = tab.inbox()
        task = tab.create(title="shared")
        user_ids = [each.all().of("placement")[0]["user_id"] for each in (tab, member)]
        share = (
            "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at,"
            " project_owner_id, owner_user_id, role, position)"
            " SELECT m.id, %s, now(), now(), o.id, o.user_id, 'viewer', 'a0'"
            " FROM tasklark.accounts o, tasklark.accounts m WHERE o.user_id = %s AND m.user_id = %s"
        )
        as_superuser(service, share, inbox, *user_ids)
        news = member.all()
        assert set(news.cursors) == {own, inbox, members_inbox}
        shared = [row for row in news.of("task") if row["id"] == task]
        assert [row["user_id"] for row in shared] == [user_ids[0]]
        refused = member.change(task, title="mine")
        assert refused["problem"]["code"] == "project.role"
        assert refused["row"]["title"] == "shared"
        as_superuser(
            service,
            "DELETE FROM tasklark.placements WHERE id = %s AND role = 'viewer'",
            inbox,
        )
        assert member.pull({inbox: news.cursors[inbox]}) == {inbox: {"gone": True}}


def test_reminders_are_told_to_those_whom_they_remind(tab: Tab, service: Service) -> None:
    task, reminder = tab.create(), new_id()
    said = {"task_id": task, "minutes_before": 5}
    tab.push(tab.mutation("create", reminder, noun="reminder", set=said))
    assert [row["id"] for row in tab.all().of("reminder")] == [reminder]
    cursors = tab.all().cursors
    tab.push(tab.mutation("change", reminder, noun="reminder", set={"minutes_before": 9}))
    query = "UPDATE tasklark.reminders SET person_id = gen_random_uuid() WHERE id = %s"
    as_superuser(service, query, reminder)
    assert tab.all().of("reminder") == []
    assert tab.all(cursors).rows == [{"noun": "reminder", "id": reminder, "gone": True}]


def test_long_rows_make_short_pages(tab: Tab) -> None:
    text = "\U0001f426" * 65_536
    made = [tab.create(description=text) for _ in range(20)]
    inbox = tab.inbox()
    first = tab.pull({inbox: None})[inbox]
    told = [row["id"] for row in first["rows"] if row["noun"] == "task"]
    assert first["more"] is True
    assert 10 <= len(told) < 20
    rest = tab.all({inbox: first["cursor"]})
    assert told + [row["id"] for row in rest.of("task")] == made


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, GZIP;q=0.8", "gzip"),
        ("gzip;q=0, br", None),
        ("gzip; q=0.000", None),
        ("x-gzip", None),
        ("identity", None),
    ],
)
def test_a_long_page_is_squeezed_for_whoever_takes_that(
    tab: Tab, accepted: str, coding: str | None
) -> None:
    task = tab.create(description="long " * 300)
    answer = tab.http.post("/api/sync/pull", json={}, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert task in answer.text
