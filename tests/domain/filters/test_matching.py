"""What each word of the filter language means."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tasklark.domain.filters import Context, Item, Named, Names, Project, items, matches, parse
from tasklark.domain.tasks import CLOSED, Priority, Task, TaskStatus

ME, ADA, TASK, OTHER, INBOX, WORK, DEEP, OLD, LATER = (UUID(int=n) for n in range(1, 10))
KNOWN = Names(
    projects=[
        Project(INBOX, "Inbox", is_inbox=True),
        Project(WORK, "Work", is_shared=True),
        Project(DEEP, "Deep", parent_id=WORK),
        Project(OLD, "Old", is_archived=True),
    ],
    sections=[Named(LATER, "Later on")],
    people=[Named(ME, "Me"), Named(ADA, "Ada Lovelace")],
)
SATURDAY_NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CONTEXT = Context(SATURDAY_NOON, BERLIN, ME, KNOWN)


def task(**fields: Any) -> Task:
    """Return a task, open and in the Inbox unless told."""
    status = fields.get("status", TaskStatus.TODO)
    return Task.model_construct(
        **{
            "id": TASK,
            "project_id": INBOX,
            "position": "a",
            "title": "Water the plants",
            "completed": status in CLOSED,
            "created_at": SATURDAY_NOON,
            "updated_at": SATURDAY_NOON,
            **fields,
        }
    )


def holds(filter_text: str, item: Item, context: Context = CONTEXT) -> bool:
    """Tell whether an item is in the filter's list."""
    return matches(parse(filter_text), item, context)


DONE, GIVEN_UP = {"status": TaskStatus.DONE}, {"status": TaskStatus.CANCELLED}
SLOW = {"duration_minutes": 30}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("today", {"due_date": "2026-11-21"}, {"due_date": "2026-11-22"}),
    ("today", {"due_date": "2026-11-21T00:00:00"}, {"due_date": "2026-11-22T00:00:00"}),
    ("today", {"due_date": "2026-11-20T23:00:00Z"}, {"due_date": "2026-11-21T23:00:00Z"}),
    ("tomorrow", {"due_date": "2026-11-22"}, {"due_date": "2026-11-21"}),
    ("yesterday", {"due_date": "2026-11-20"}, {"due_date": "2026-11-21"}),
    ("overdue", {"due_date": "2026-11-20"}, {"due_date": "2026-11-21"}),
    ("overdue", {"due_date": "2026-11-21T11:59:00"}, {"due_date": "2026-11-21T12:00:00"}),
    ("overdue", {"due_date": "2026-11-21T10:59:00Z"}, {"due_date": "2026-11-21T11:00:00Z"}),
    ("overdue | done", {"due_date": "2026-11-20"}, {"due_date": "2026-11-20"} | GIVEN_UP),
    ("7 days", {"due_date": "2026-11-27"}, {"due_date": "2026-11-28"}),
    ("1 day", {"due_date": "2026-11-21"}, {"due_date": "2026-11-20"}),
    ("no date", {}, {"due_date": "2026-11-21"}),
    ("no time", {"due_date": "2026-11-21"}, {"due_date": "2026-11-21T00:00:00"}),
    ("due before: today", {"due_date": "2026-11-20T22:59:59Z"}, {"due_date": "2026-11-21"}),
    ("due before: today", {"due_date": "2026-11-20T23:59:00"}, {}),
    ("due after: today", {"due_date": "2026-11-22"}, {"due_date": "2026-11-21T23:59:00"}),
    ("due after: today", {"due_date": "2026-11-21T23:00:00Z"}, {}),
    ("start before: +3 days", {"start_date": "2026-11-23"}, {"start_date": "2026-11-24"}),
    ("no start", {}, {"start_date": "2026-11-21"}),
    ("deadline: sat", {"deadline": "2026-11-21"}, {"deadline": "2026-11-28"}),
    ("no deadline", {}, {"deadline": "2026-11-21"}),
    ("recurring", {"repeat": {"rule": "FREQ=DAILY"}}, {}),
    ("p1", {"priority": Priority.HIGH}, {"priority": Priority.MEDIUM}),
    ("p2", {"priority": Priority.MEDIUM}, {"priority": Priority.LOW}),
    ("priority: low", {"priority": Priority.LOW}, {}),
    ("no priority", {}, {"priority": Priority.LOW}),
    ('"PLANT"', {}, {"title": "Buy milk"}),
    ("search: cafe", {"description": "At the Café"}, {"description": "At the station"}),
    ("@ERRAND", {"labels": ["errand"]}, {"labels": ["errands"]}),
    ("@err*d*", {"labels": ["home", "Errands"]}, {"labels": ["an errand"]}),
    ("@*", {"labels": ["a"]}, {}),
    ("no labels", {}, {"labels": ["a"]}),
    ("#work", {"project_id": WORK}, {"project_id": DEEP}),
    ("##work", {"project_id": DEEP}, {}),
    ('/"later on"', {"section_id": LATER}, {}),
    ("/*", {"section_id": OTHER}, {}),
    ("no section", {}, {"section_id": LATER}),
    ("inbox", {}, {"project_id": WORK}),
    ("shared", {"project_id": WORK}, {}),
    ("archived", {"project_id": OLD}, {}),
    ("all", {}, {"project_id": OLD}),
    ("assigned", {"assignee_ids": [ADA]}, {}),
    ("assigned to: me", {"assignee_ids": [ADA, ME]}, {"assignee_ids": [ADA]}),
    ("assigned to: others", {"assignee_ids": [ADA, ME]}, {"assignee_ids": [ME]}),
    ("assigned to: ada lovelace", {"assignee_ids": [ADA]}, {"assignee_ids": [ME]}),
    ('assigned to: "me"', {"assignee_ids": [ME]}, {"assignee_ids": [ADA]}),
    ("created by: ada*", {"created_by": ADA}, {"created_by": ME}),
    ("created by: others", {"created_by": ADA}, {}),
    ("todo", {}, {"status": TaskStatus.IN_PROGRESS}),
    ("in progress", {"status": TaskStatus.IN_PROGRESS}, {}),
    ("done", DONE, GIVEN_UP),
    ("cancelled", GIVEN_UP, DONE),
    ("open", {"status": TaskStatus.IN_PROGRESS}, DONE),
    ("closed", GIVEN_UP, {}),
    ("available", {"start_date": "2026-11-21"}, {"start_date": "2026-11-22"}),
    ("available", {"start_date": "2026-11-21T12:00:00"}, {"start_date": "2026-11-21T12:00:01"}),
    ("available", {"start_date": "2026-11-21T11:00:00Z"}, DONE),
    ("subtask", {"parent_id": OTHER}, {}),
    ("has description", {"description": "so"}, {"description": ""}),
    ("has links", {"links": [{"url": "https://example.org"}]}, {}),
    ("duration < 31 min", SLOW, {}),
    ("duration <= 30 min", SLOW, {"duration_minutes": 31}),
    ("duration > 29 min", SLOW, {"duration_minutes": 29}),
    ("duration >= 30 min", SLOW, {}),
    ("duration: 1 hour", {"duration_minutes": 60}, SLOW),
    ("no duration", {}, SLOW),
    ("created: today", {}, {"created_at": datetime(2026, 11, 20, 22, 59, tzinfo=UTC)}),
    ("changed before: today", {"updated_at": datetime(2026, 11, 20, 22, 59, tzinfo=UTC)}, {}),
    ("completed: today", DONE | {"completed_at": SATURDAY_NOON}, DONE),
    ("!p1 & !p2", {}, {"priority": Priority.HIGH}),
]


@pytest.mark.parametrize(("text", "inside", "outside"), CASES, ids=[case[0] for case in CASES])
def test_a_term_finds_the_one_task_and_not_the_other(
    text: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    found = [holds(text, Item(task(**fields))) for fields in (inside, outside)]
    assert found == [True, False]


def test_a_name_that_nothing_bears_finds_nothing() -> None:
    mine = Item(task(assignee_ids=[ME], created_by=ME, section_id=LATER))
    for text in ("#gone", "##gone", "/gone", "assigned to: gone", "created by: gone", "@gone"):
        assert not holds(text, mine), text
        assert holds(f"!{text}", mine), text


def test_what_waits_and_what_is_waited_for_are_told_by_open_tasks_alone() -> None:
    first, last = task(), task(id=OTHER, blocked_by=[TASK])
    waiting, free = items([first, last]), items([task(**DONE), last])
    assert [holds("blocking", item) for item in waiting] == [True, False]
    assert [holds("blocked", item) for item in waiting] == [False, True]
    assert [holds("available", item) for item in waiting] == [True, False]
    assert [holds("blocked | done", item) for item in free] == [True, False]
    assert [holds("available", item) for item in free] == [False, True]


def test_subtasks_and_comments_in_the_trash_count_for_nothing() -> None:
    part = task(id=OTHER, parent_id=TASK)
    binned = part.model_copy(update={"deleted_at": SATURDAY_NOON})
    assert holds("has subtasks", items([task(), part])[0])
    assert not holds("has subtasks", items([task(), binned])[0])
    assert holds("has comments", items([task()], commented=[TASK])[0])
    assert not holds("has comments", items([task()])[0])


def test_a_filter_means_open_tasks_unless_it_speaks_of_status() -> None:
    closed = Item(task(due_date="2026-11-21", completed_at=SATURDAY_NOON, **DONE))
    assert not holds("today", closed)
    assert not holds("all", closed)
    assert not holds("!overdue", closed)
    for spoken in ("done", "!todo", "today & closed", "completed after: yesterday", "today | done"):
        assert holds(spoken, closed), spoken


def test_a_filter_leaves_archived_projects_out_unless_it_speaks_of_them() -> None:
    archived = Item(task(project_id=OLD, **DONE))
    assert not holds("closed", archived)
    assert not holds("#Old & closed", archived)
    assert holds("(open | closed) & (archived | !archived)", archived)
