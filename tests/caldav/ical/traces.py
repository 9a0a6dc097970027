"""What clients send to complete occurrences, and a task that follows as the actions would have it.

Each act is one client's way to see to the occurrence that it has before it: given the text that it
was served, it returns the texts that it puts, the object's own last; None stands for a completion
on the web.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain import calendar_carrying, nouns, rank, repeating
from tasklark.domain.calendar_meaning import meaning_of
from tasklark.domain.calendar_objects import Facts, Meaning
from tasklark.domain.calendar_series import copy_slot, deeds
from tasklark.domain.dates import parse_due
from tasklark.domain.occurrences import Fate, prevails
from tasklark.domain.recurrence.repeats import parse_repeat
from tasklark.domain.recurrence.rules import parse_rule
from tasklark.domain.recurrence.slots import after
from tasklark.domain.tasks import CLOSED, TASK, Task, TaskStatus
from tasklark.surfaces.caldav.ical import dates
from tasklark.surfaces.caldav.ical.drafts import Draft
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import parse
from tasklark.surfaces.caldav.ical.writing import compose

ID = UUID("0191b1c0-0000-7000-8000-000000000002")
MADE_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
ZONE = "Europe/Berlin"


class Server:
    """One repeating task with its history and its text, kept as the actions keep them."""

    def __init__(self, values: dict[str, Any]) -> None:
        told = {"project_id": ID, "position": rank.at(MADE_AT), "title": "Water", **values}
        self.task: Task = nouns.made(TASK, ID, TASK.cleaned(told), MADE_AT)
        self.fates: dict[str, Fate] = {}
        self.at = MADE_AT
        self.text = compose(None, meaning_of(self.task), self._facts())
        self.copies = 0

    def served(self) -> str:
        """Return the text that a client reads now."""
        return compose(self.text, meaning_of(self.task), self._facts())

    def put(self, text: str, seen: str) -> None:
        """Have a client put a text over the one that it has seen."""
        said = read(parse(text))
        found = deeds(self.task, read(parse(seen)), said, self.at, ZONE)
        values = dict(found.values)
        if values.get("status") is TaskStatus.DONE:
            values.pop("status")
            self.complete()
        if values:
            self.task = nouns.changed(TASK, self.task, TASK.cleaned(values), self.at)
        if found.step is not None:
            self._follow(found.step, found.fate)
        for slot, fate in found.fates.items():
            self._decide(slot, fate)
        self.text = text

    def add(self, text: str) -> None:
        """Have a client put a finished copy beside the task."""
        slot = copy_slot(self.task, read(parse(text)))
        assert slot is not None
        self.copies += 1
        if slot == (self.task.repeat or {})["occurrence"] and self.task.status not in CLOSED:
            self.complete()
        else:
            self._decide(slot, Fate.DONE)

    def carry(self, finished: str, successor: str, seen: str) -> None:
        """Have a client finish the object, and carry the series on as another; in any order."""
        done, other = read(parse(finished)), read(parse(successor))
        assert calendar_carrying.is_finished(read(parse(seen)), done)
        series = calendar_carrying.Series(self.task.repeat or {}, self.task.time_zone)
        assert calendar_carrying.carries_on(self.task, series, done, other)
        step = calendar_carrying.step(self.task, series, other)
        if step.slot != other.due_date:
            self._follow(step, Fate.DONE)
        self.text = successor

    def complete(self) -> None:
        """Complete the open occurrence on the web."""
        if self.task.status not in CLOSED:
            self._follow(repeating.done(self.task, self.at, ZONE), Fate.DONE)

    def _follow(self, step: repeating.Step, fate: Fate) -> None:
        self._decide(step.slot, fate)
        for slot in step.missed:
            self._decide(slot, Fate.MISSED)
        open_one = {**(step.values or {}), "status": TaskStatus.TODO}
        values = open_one if step.values else {"status": TaskStatus.DONE}
        self.task = nouns.changed(TASK, self.task, values, self.at)

    def _decide(self, slot: str, fate: Fate) -> None:
        known = self.fates.get(slot)
        if known is None or prevails(fate, known):
            self.fates[slot] = fate

    def _facts(self) -> Facts:
        return Facts("water", MADE_AT, self.task.updated_at, self.task.completed_at)


class Puts(NamedTuple):
    """What one act sends: the object's own text, and a finished copy, before it or after it.

    Or the text of another object that carries the series on, and the own one `finished`.
    """

    text: str
    copy: str | None = None
    is_copy_first: bool = True
    finished: str | None = None


def _next(said: Meaning) -> str:
    assert said.repeat is not None
    assert said.due_date is not None
    sent = {"rule": said.repeat.rule, "start": said.due_date, "occurrence": said.due_date}
    listed = {"rdates": [], "exdates": [*said.repeat.exdates], "basis": "schedule"}
    repeat = parse_repeat({**sent, **listed, "resets_subtasks": False})
    return str(next(after(repeat, said.time_zone, parse_due(said.due_date))))


def _moved(text: str) -> str:
    """Return the text with its dates at the next slot, COUNT lowered."""
    said = read(parse(text))
    assert said.repeat is not None
    rule = parse_rule(said.repeat.rule)
    left = replace(rule, count=rule.count - 1) if rule.count is not None else rule
    due_date = _next(said)
    start = parse_due(said.start_date) if said.start_date is not None else None
    if start is not None:
        moved = parse_due(due_date).sort_at - parse_due(said.due_date or "").sort_at
        start = replace(start, sort_at=start.sort_at + moved)
    wanted = replace(
        said,
        due_date=due_date,
        start_date=None if start is None else str(start),
        repeat=replace(said.repeat, rule=str(left)),
    )
    return compose(text, wanted, Facts("water", MADE_AT, MADE_AT + timedelta(days=1)))


def tasks_org(text: str) -> Puts:
    """Move the same object forward."""
    return Puts(_moved(text))


def apple(text: str) -> Puts:
    """Move the same object forward, SEQUENCE and marks of its own along."""
    moved = _moved(text).replace("END:VTODO", "X-APPLE-SORT-ORDER:640000000\r\nEND:VTODO")
    return Puts(moved if "X-APPLE-SORT-ORDER" not in text else _moved(text))


def _copy(text: str) -> str:
    said = read(parse(text))
    wanted = replace(said, repeat=None, status=TaskStatus.DONE)
    facts = Facts("copy", MADE_AT, MADE_AT + timedelta(days=1), MADE_AT + timedelta(days=1))
    return compose(None, wanted, facts)


def older_todoman(text: str) -> Puts:
    """Add a finished copy, then move the object forward."""
    return Puts(_moved(text), _copy(text))


def todoman(text: str) -> Puts:
    """Finish the object, no series any more, and carry that on as another."""
    said = read(parse(text))
    at = MADE_AT + timedelta(days=1)
    done = replace(said, repeat=None, status=TaskStatus.DONE)
    opened = replace(said, due_date=_next(said))
    if said.start_date is not None:
        opened = replace(opened, start_date=_next(replace(said, due_date=said.start_date)))
    finished = compose(text, done, Facts("water", MADE_AT, at, at))
    return Puts(compose(None, opened, Facts("next", at, at)), finished=finished)


def caldav_safe(text: str) -> Puts:
    """Move the object forward, then add a finished copy."""
    return Puts(_moved(text), _copy(text), is_copy_first=False)


def thunderbird(text: str) -> Puts:
    """Add a component that says of the open occurrence that it is done."""
    calendar = parse(text)
    main, said = calendar.main, read(calendar)
    line = main.first("DTSTART") or main.first("DUE")
    assert line is not None
    slot = said.start_date or said.due_date or ""
    written = parse_due(slot)
    kind = ";VALUE=DATE" if written.kind == "day" else ""
    draft = Draft(calendar)
    bare = slot.replace("-", "").replace(":", "")
    lines = [
        "BEGIN:VTODO",
        f"UID:{calendar.uid}",
        f"RECURRENCE-ID{kind}:{bare}",
        "STATUS:COMPLETED",
    ]
    draft.add_component([*lines, "PERCENT-COMPLETE:100", "END:VTODO"], main.end)
    assert dates.repeats(main)
    return Puts(draft.text())


def whole(text: str) -> Puts:
    """Say of the whole object that it is done, its dates as they are: the series is over."""
    wanted = replace(read(parse(text)), status=TaskStatus.DONE)
    return Puts(compose(text, wanted, Facts("water", MADE_AT, MADE_AT + timedelta(days=1))))


ACTS: Sequence[Callable[[str], Puts] | None] = (
    tasks_org, apple, todoman, older_todoman, caldav_safe, thunderbird, None,
)  # fmt: skip


def play(server: Server, act: Callable[[str], Puts] | None, seen: str | None = None) -> None:
    """Have one client see to the occurrence that it has before it; `seen` is an older text."""
    if act is None:
        server.complete()
        return
    text = server.served() if seen is None else seen
    puts = act(text)
    if puts.finished is not None:
        server.carry(puts.finished, puts.text, text)
        return
    if puts.copy is not None and puts.is_copy_first:
        server.add(puts.copy)
    server.put(puts.text, text)
    if puts.copy is not None and not puts.is_copy_first:
        server.add(puts.copy)
