"""One series, however a client completes it: what a changed object asks to do with its task.

Clients complete an occurrence in four ways: they move the same object forward, they add a finished
copy beside it (`copy_slot`), they finish the object itself and carry the series on under a new name
(`calendar_carrying`), or they tell what became of single occurrences. All become fates of slots and
one open occurrence. What was heard before is not done again, so it doesn't matter who comes first,
nor how often. Whoever says that an object is done that repeats means the whole series: its open
occurrence is done, and nothing follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, NamedTuple

from tasklark.domain import repeating
from tasklark.domain.calendar_meaning import values_of
from tasklark.domain.calendar_objects import Deeds, Meaning, Repetition
from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.occurrences import Fate
from tasklark.domain.recurrence import slots
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.completion import MOST_MISSED
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.domain.recurrence.rules import parse_rule
from tasklark.domain.repeating import Step
from tasklark.domain.tasks import CLOSED, Task, TaskStatus

_DATES = ("due_date", "start_date", "time_zone")


def deeds(
    task: Task | None, before: Meaning | None, after: Meaning, at: datetime, zone: str
) -> Deeds:
    """Return what an object asks for that says `after`, where it said `before`.

    Without a task it asks for a new one. `at` is now, `zone` the person's. Relations and reminders
    are told by the meanings themselves.
    """
    values = values_of(task, before, after)
    told = _fates(before, after)
    if task is None or before is None:
        return Deeds({**values, **_as_new(after)}, fates=told)
    if _ends(task, before, after, told):
        rest = _as_told(task, before, after)
        rest.pop("status", None)
        return Deeds({**values, **rest}, Step(_opened(task), None), fates=told)
    passed = _passed(task, before, after, told)
    if passed is None:
        return Deeds({**values, **_as_told(task, before, after)}, fates=told)
    values.update(_listed(task, before, after))
    opened = _opened(task)
    is_over = task.status in CLOSED and not _is_ahead(task, passed.opens)
    if opened not in passed.fates or is_over:
        kept = {slot: fate for slot, fate in passed.fates.items() if fate is not Fate.MISSED}
        return Deeds(values, fates={**told, **kept})
    step, fate = _step(task, after, passed, opened, at, zone), passed.fates[opened]
    rest = {slot: fate for slot, fate in passed.fates.items() if fate is not Fate.MISSED}
    rest.pop(opened, None)
    others = {slot: fate for slot, fate in told.items() if slot != opened}
    return Deeds(values, step, fate, {**others, **rest})


def copy_slot(task: Task, copy: Meaning) -> str | None:
    """Return the slot of a repeating task that a finished copy of it says is done, if it is one."""
    is_finished = copy.status is TaskStatus.DONE and copy.repeat is None
    if task.repeat is None or not is_finished or copy.title != task.title.strip():
        return None
    if copy.due_date is None:
        return None
    if copy.due_date == task.due_date:
        return str(task.repeat["occurrence"])
    date, opened = parse_due(copy.due_date), parse_due(task.repeat["occurrence"])
    is_past = date.kind == opened.kind and date.sort_at < opened.sort_at
    return copy.due_date if is_past and repeating.is_slot(task, copy.due_date) else None


def _opened(task: Task) -> str:
    """Return the slot that the open occurrence of a task stands for, "" where nothing repeats."""
    return str(task.repeat["occurrence"]) if task.repeat is not None else ""


def _ends(task: Task, before: Meaning, after: Meaning, told: Mapping[str, Fate]) -> bool:
    """Tell whether an object says anew that all of its series is done."""
    if task.repeat is None or task.status in CLOSED or after.repeat is None:
        return False
    is_done = after.status is TaskStatus.DONE is not before.status
    return is_done and after.due_date not in told


def _fates(before: Meaning | None, after: Meaning) -> dict[str, Fate]:
    """Return what an object tells anew of single occurrences."""
    done = before.done_slots if before else ()
    skipped = before.skipped_slots if before else ()
    return {
        **{slot: Fate.SKIPPED for slot in after.skipped_slots if slot not in skipped},
        **{slot: Fate.DONE for slot in after.done_slots if slot not in done},
    }


def _as_new(after: Meaning) -> dict[str, Any]:
    values = {name: getattr(after, name) for name in _DATES if getattr(after, name) is not None}
    if after.status is not TaskStatus.TODO:
        values["status"] = after.status
    if after.repeat is not None:
        values["repeat"] = _sent(after.repeat, None)
    return values


def _sent(repeat: Repetition, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    kept = {name: stored[name] for name in ("basis", "resets_subtasks")} if stored else {}
    dates = {"rdates": list(repeat.rdates), "exdates": list(repeat.exdates)}
    return {"rule": repeat.rule, **dates, **kept}


class _Passed(NamedTuple):
    """Slots that an object passed over, each with its fate, and the one that it opens, if any."""

    fates: dict[str, Fate]
    opens: str | None


def _passed(
    task: Task, before: Meaning, after: Meaning, told: Mapping[str, Fate]
) -> _Passed | None:
    """Return the slots that an object passed over; None where it did something else."""
    if task.repeat is None or before.due_date is None or after.due_date is None:
        return None
    series = _series(before, after)
    if series is None or after.status is TaskStatus.CANCELLED != before.status:
        return None
    is_ended = after.status in CLOSED and after.due_date in told
    if after.status in CLOSED and not is_ended:
        return None
    first, last = series.start, parse_due(after.due_date)
    if last.sort_at < first.sort_at or (last == first and not is_ended):
        return None
    between = list(
        islice(
            takewhile(
                lambda slot: slot.sort_at < last.sort_at,
                slots.after(series, before.time_zone, first),
            ),
            MOST_MISSED,
        )
    )
    if last != first and not slots.is_slot(series, before.time_zone, last):
        return None
    # The open occurrence may have been moved: its slot is what the task knows it by.
    is_moved = before.due_date == task.due_date
    name = str(task.repeat["occurrence"]) if is_moved else before.due_date
    fates = {name: told.get(before.due_date, Fate.DONE)}
    fates.update({str(slot): told.get(str(slot), Fate.MISSED) for slot in between})
    if is_ended:
        fates[after.due_date] = told[after.due_date]
    return _Passed(fates, None if is_ended else after.due_date)


def _series(before: Meaning, after: Meaning) -> Repeat | None:
    """Return the series of an object as it was; None if it is another one now."""
    if before.repeat is None or after.repeat is None or before.due_date is None:
        return None
    if before.time_zone != after.time_zone:
        return None
    was, now = parse_rule(before.repeat.rule), parse_rule(after.repeat.rule)
    is_lowered = (now.count is None) == (was.count is None) and (now.count or 0) <= (was.count or 0)
    if replace(was, count=None) != replace(now, count=None) or not is_lowered:
        return None
    sent = {"rule": before.repeat.rule, "rdates": list(before.repeat.rdates)}
    try:
        return parse_repeat(clean(sent, parse_due(before.due_date), before.time_zone))
    except Invalid:
        return None


def _step(
    task: Task, after: Meaning, passed: _Passed, opened: str, at: datetime, zone: str
) -> Step:
    """Return what the open occurrence is followed by: the slot that the object opens.

    Where that is no slot of the task's own series, or the series counts from completion, the
    series itself says what follows.
    """
    stored = task.repeat or {}
    if passed.opens is None:
        return Step(opened, None, _missed(passed, opened))
    if stored["basis"] == "completion" or not _is_ahead(task, passed.opens):
        is_skipped = passed.fates[opened] is Fate.SKIPPED
        return repeating.skipped(task) if is_skipped else repeating.done(task, at, zone)
    start = after.start_date
    if start is None and task.start_date is not None and task.start_date == task.due_date:
        start = passed.opens
    values = {
        "due_date": passed.opens,
        "start_date": start,
        "repeat": {**stored, "occurrence": passed.opens},
    }
    return Step(opened, values, _missed(passed, opened))


def _missed(passed: _Passed, opened: str) -> tuple[str, ...]:
    return tuple(
        slot for slot, fate in passed.fates.items() if fate is Fate.MISSED and slot != opened
    )


def _is_ahead(task: Task, slot: str | None) -> bool:
    if slot is None or task.repeat is None:
        return False
    return repeating.is_slot(task, slot) and repeating.is_to_come(task, slot)


def _as_told(task: Task, before: Meaning, after: Meaning) -> dict[str, Any]:
    """Return status, dates and repetition where an object says otherwise."""
    values: dict[str, Any] = {
        name: getattr(after, name)
        for name in (*_DATES, "status")
        if getattr(before, name) != getattr(after, name)
    }
    if _goes_on(task, before, after):
        values["status"] = after.status
    if before.repeat != after.repeat:
        values["repeat"] = _repeat(task, before, after)
    elif _is_reopened(task, after, values):
        values["repeat"] = {**(task.repeat or {}), "occurrence": after.due_date}
    is_twice = task.start_date is not None and task.start_date == task.due_date
    if is_twice and "due_date" in values and after.start_date is None:
        values["start_date"] = after.due_date
    return values


def _goes_on(task: Task, before: Meaning, after: Meaning) -> bool:
    """Tell whether an object carries a series on that was over with the occurrence before."""
    if task.status not in CLOSED or after.status in CLOSED or before.repeat is None:
        return False
    if after.repeat is None or before.due_date is None or after.due_date is None:
        return False
    return parse_due(after.due_date).sort_at > parse_due(before.due_date).sort_at


def _is_reopened(task: Task, after: Meaning, values: Mapping[str, Any]) -> bool:
    """Tell whether an object goes back to a slot of the series that is past."""
    if task.repeat is None or "time_zone" in values or after.due_date is None:
        return False
    date, opened = parse_due(after.due_date), parse_due(task.repeat["occurrence"])
    if "due_date" not in values or date.kind != opened.kind or date.sort_at >= opened.sort_at:
        return False
    return repeating.is_slot(task, after.due_date)


def _repeat(task: Task, before: Meaning, after: Meaning) -> dict[str, Any] | None:
    """Return the repetition to set; the series that there is goes on where its rule stays."""
    if after.repeat is None:
        return None
    if task.repeat is None or before.repeat is None:
        return _sent(after.repeat, task.repeat)
    if before.repeat.rule != after.repeat.rule:
        return _sent(after.repeat, task.repeat)
    opened = parse_due(task.repeat["occurrence"])
    past = [text for text in task.repeat["exdates"] if parse_due(text).sort_at <= opened.sort_at]
    listed = _sent(after.repeat, task.repeat)
    return {**task.repeat, "rdates": listed["rdates"], "exdates": [*past, *listed["exdates"]]}


def _listed(task: Task, before: Meaning, after: Meaning) -> dict[str, Any]:
    """Return the repetition to set where an object that went on adds or excludes dates besides."""
    if task.repeat is None or before.repeat is None or after.repeat is None:
        return {}
    names = ("rdates", "exdates")
    new = {
        name: set(getattr(after.repeat, name)) - set(getattr(before.repeat, name)) for name in names
    }
    if not any(new.values()):
        return {}
    return {
        "repeat": {
            **task.repeat,
            **{name: sorted({*task.repeat[name], *new[name]}) for name in names},
        }
    }
