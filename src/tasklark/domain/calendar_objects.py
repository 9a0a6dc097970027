"""What a calendar object (a VTODO of iCalendar) says, in the words of tasks.

A `Meaning` is what a text says and what a task says alike, so that the two can be compared: only
what differs is written from one into the other. It leaves out what a calendar object can't say,
and is as coarse as that one is: whole seconds, no control characters, no order of labels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple

from tasklark.domain.occurrences import Fate
from tasklark.domain.reminders import Anchor
from tasklark.domain.repeating import Step
from tasklark.domain.tasks import Priority, TaskStatus

NO_TITLE = "(no title)"
"""The title of a task whose calendar object has none."""


@dataclass(frozen=True, slots=True)
class AlarmTime:
    """A reminder as an object has it: `at`, an instant or local time, or minutes before a date."""

    at: str | None = None
    minutes_before: int | None = None
    anchor: Anchor = Anchor.DUE

    @property
    def place(self) -> tuple[str, int, str]:
        """Return what the alarms of an object are sorted by."""
        return self.at or "", self.minutes_before or 0, self.anchor


@dataclass(frozen=True, slots=True)
class Repetition:
    """How an object repeats, told from its open occurrence on.

    `rule` is in the canonical text of `domain.recurrence`; its COUNT is what is left, the open
    occurrence among them. `rdates` and `exdates` are those that are to come, sorted.
    """

    rule: str
    rdates: tuple[str, ...] = ()
    exdates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a calendar object says of a task; equal when there is nothing to write.

    Dates are canonical texts of `domain.dates`. `start_date` is None where it is the due date
    (Apple writes both), `time_zone` where no date is an instant in one. `repeat` is told from the
    open occurrence on, whose date is `due_date`. `labels`, `blocked_by_uids`, `alarms` are sorted.

    `done_slots` and `skipped_slots` are what the object tells of single occurrences; like
    `completed_at` they are heard, and not compared.
    """

    title: str
    description: str | None = None
    status: TaskStatus = TaskStatus.TODO
    priority: Priority | None = None
    due_date: str | None = None
    start_date: str | None = None
    time_zone: str | None = None
    repeat: Repetition | None = None
    duration_minutes: int | None = None
    labels: tuple[str, ...] = ()
    url: str | None = None
    sort_order: int | None = None
    parent_uid: str | None = None
    blocked_by_uids: tuple[str, ...] = ()
    alarms: tuple[AlarmTime, ...] = ()
    completed_at: datetime | None = field(default=None, compare=False)
    done_slots: tuple[str, ...] = field(default=(), compare=False)
    skipped_slots: tuple[str, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the object that is stored; what is as usual is left out."""
        found = _told(self)
        found["title"] = self.title
        if self.alarms:
            found["alarms"] = [_told(alarm) for alarm in self.alarms]
        if self.completed_at is not None:
            found["completed_at"] = self.completed_at.isoformat()
        return found

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Meaning":
        """Return the meaning that `as_json` has written."""
        found = _with_repetition(dict(stored))
        for name in ("labels", "blocked_by_uids", "done_slots", "skipped_slots"):
            found[name] = tuple(found.get(name, ()))
        found["alarms"] = tuple(
            AlarmTime(**{**each, "anchor": Anchor(each.get("anchor", "due"))})
            for each in found.get("alarms", ())
        )
        found["status"] = TaskStatus(found.get("status", TaskStatus.TODO))
        if "priority" in found:
            found["priority"] = Priority(found["priority"])
        if "completed_at" in found:
            found["completed_at"] = datetime.fromisoformat(found["completed_at"])
        return cls(**found)


class Facts(NamedTuple):
    """What the server knows of a task beside its meaning, for the text that tells of it."""

    uid: str
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None


class Alarm(NamedTuple):
    """One person's alarm, cut out of a text that others share.

    `place` is the offset in the shared text where `text` goes back; `reminder` has the fields of
    the reminder that it means, None for one that only a program understands.
    """

    place: int
    text: str
    reminder: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What queries ask of an object, so that its text needs no reading.

    `properties` are the names of its main component's properties. `due` is when it ends, whatever
    its component. Dates are canonical texts of `domain.dates`: a day and a local time mean what
    they mean in the zone of the query. `zone` is that of the series. Where `is_plain` is False
    (occurrences of their own, rules beyond ours, zones that nobody knows), a query for times reads
    the text.
    """

    component: str
    properties: frozenset[str] = frozenset()
    status: str | None = None
    start: str | None = None
    due: str | None = None
    duration_seconds: int | None = None
    completed: str | None = None
    created: str | None = None
    zone: str | None = None
    repeat: Repetition | None = None
    is_plain: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the object that is stored; what is as usual is left out."""
        return {**_told(self), "properties": " ".join(sorted(self.properties))}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Index":
        """Return the index that `as_json` has written."""
        found = _with_repetition(dict(stored))
        found["properties"] = frozenset(stored["properties"].split())
        return cls(**found)


def _told(record: Any) -> dict[str, Any]:
    told = {f.name: getattr(record, f.name) for f in fields(record)}
    defaults = {f.name: f.default for f in fields(record)}
    if told.get("repeat") is not None:
        told["repeat"] = _told(told["repeat"])
    return {name: value for name, value in told.items() if value != defaults[name]}


def _with_repetition(found: dict[str, Any]) -> dict[str, Any]:
    if found.get("repeat") is not None:
        repeat = found["repeat"]
        dates = {name: tuple(repeat.get(name, ())) for name in ("rdates", "exdates")}
        found["repeat"] = Repetition(repeat["rule"], **dates)
    return found


class Deeds(NamedTuple):
    """What a text that was put asks for, in this order.

    `values` are to be set in the task as a client would set them. Then `step`, if there is one, is
    what the open occurrence was followed by: `fate` became of it. `fates` are of other slots.
    """

    values: Mapping[str, Any]
    step: Step | None = None
    fate: Fate = Fate.DONE
    fates: Mapping[str, Fate] = {}
