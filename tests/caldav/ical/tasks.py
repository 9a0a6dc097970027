"""Tasks as they may be, and what calendar objects can say of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tasklark.domain import nouns, rank, repeating
from tasklark.domain.calendar_meaning import meaning_of
from tasklark.domain.calendar_objects import Facts, Meaning
from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.reminders import MINUTES_MAX, Anchor, Reminder
from tasklark.domain.tasks import TASK, Priority, Task, TaskStatus

ZONES = (None, "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran")
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=20",
    "FREQ=WEEKLY;BYDAY=MO,WE",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=1MO;COUNT=5",
    "FREQ=MONTHLY",
    "FREQ=YEARLY;UNTIL=20400101",
    "FREQ=HOURLY;INTERVAL=6",
)
MADE_AT = datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=UTC)
UIDS = ("a", "b@example.org", "6F1C", "comma,uid; x")
ID = UUID("0191b1c0-0000-7000-8000-000000000001")

moments = st.integers(0, 40 * 365 * 24 * 12).map(
    lambda steps: datetime(2005, 1, 1, tzinfo=UTC) + steps * timedelta(minutes=5)
)
folds = st.sampled_from(
    [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2)]
    + [datetime(2026, 11, 1, hour, 15, 7, tzinfo=UTC) for hour in (5, 6)]
)
moments_at = st.one_of(moments, folds)


def dates() -> st.SearchStrategy[Due]:
    days = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(Due.on_day)
    walls = moments.map(lambda at: Due.at_local(at.replace(tzinfo=None)))
    return st.one_of(days, walls, moments_at.map(Due.at_instant))


texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="ab \\,;:\n\r\t\"'^äß€😀\x00\x0b\x7f\u2028", max_size=120),
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Draw a task that the actions would have made, in any state that they may bring it to."""
    sent: dict[str, Any] = {
        "title": draw(texts),
        "description": draw(st.one_of(st.none(), texts)),
        "status": draw(st.sampled_from(TaskStatus)),
        "priority": draw(st.sampled_from([None, *Priority])),
        "time_zone": draw(st.sampled_from(ZONES)),
        "duration_minutes": draw(st.one_of(st.none(), st.integers(1, 525_600))),
        "labels": draw(st.lists(texts, max_size=4)),
        "links": draw(st.sampled_from([[], [{"url": "https://example.org/a,b;c?d=é"}]])),
        "position": draw(st.sampled_from(["a0", "d0012", "d0012V", rank.at(MADE_AT)])),
        "due_date": draw(st.one_of(st.none(), dates().map(str))),
    }
    start = draw(st.one_of(st.none(), st.just(sent["due_date"]), dates().map(str)))
    sent["start_date"] = start
    kept = {name: value for name, value in sent.items() if _is_good(name, value)}
    kept.setdefault("title", "task")
    values = {"project_id": ID, **TASK.cleaned(kept)}
    task: Task = nouns.made(TASK, ID, values, MADE_AT)
    return _repeating(draw, task) if draw(st.booleans()) else task


def _is_good(name: str, value: Any) -> bool:
    try:
        TASK.cleaned({name: value})
    except Invalid:
        return False
    return True


def _repeating(draw: st.DrawFn, task: Task) -> Task:
    """Return the task with a series, some steps into it, its open occurrence perhaps moved."""
    if task.due_date is None:
        return task
    due = parse_due(task.due_date)
    sent: dict[str, Any] = {
        "rule": draw(st.sampled_from(RULES)),
        "basis": draw(st.sampled_from(["schedule", "schedule", "completion"])),
    }
    for name in ("rdates", "exdates"):
        days = draw(st.lists(st.integers(1, 30), max_size=2))
        sent[name] = [str(Due(due.kind, due.sort_at + timedelta(days=day))) for day in days]
    try:
        task = nouns.changed(TASK, task, {"repeat": sent}, MADE_AT)
        for _ in range(draw(st.integers(0, 3))):
            step = repeating.skipped(task)
            task = nouns.changed(TASK, task, step.values or {}, MADE_AT)
        if draw(st.booleans()) and task.due_date is not None:
            hours = draw(st.sampled_from([-48, -24, 24, 48, 96]))
            at = parse_due(task.due_date)
            moved = str(Due(at.kind, at.sort_at + timedelta(hours=hours)))
            task = nouns.changed(TASK, task, {"due_date": moved}, MADE_AT)
    except Invalid:
        pass
    return task


@st.composite
def reminders(draw: st.DrawFn) -> Reminder:
    sent = draw(
        st.one_of(
            moments_at.map(lambda at: {"at": str(Due.at_instant(at))}),
            moments.map(lambda at: {"at": str(Due.at_local(at.replace(tzinfo=None)))}),
            st.builds(
                lambda minutes, anchor: {"minutes_before": minutes, "anchor": anchor},
                st.integers(-MINUTES_MAX, MINUTES_MAX),
                st.sampled_from(Anchor),
            ),
        )
    )
    values = {"project_id": ID, "task_id": ID, "person_id": ID, "at": None, **sent}
    return Reminder.model_construct(**values)


@st.composite
def meanings(draw: st.DrawFn) -> Meaning:
    """Draw what a calendar object may have to say of a task."""
    return meaning_of(
        draw(tasks()),
        draw(st.lists(reminders(), max_size=3)),
        parent_uid=draw(st.sampled_from([None, *UIDS])),
        blocked_by_uids=draw(st.sets(st.sampled_from(UIDS), max_size=2)),
        zone=draw(st.sampled_from(["UTC", "Europe/Berlin"])),
    )


FACTS = Facts("6f1c@example.org", MADE_AT, MADE_AT + timedelta(hours=3), MADE_AT)
LATER = Facts("6f1c@example.org", MADE_AT, MADE_AT + timedelta(days=2), MADE_AT)
