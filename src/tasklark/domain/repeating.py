"""A repeating task: how its dates and its repetition go together, and what follows an occurrence.

The engine, `domain.recurrence`, knows rules and dates; here they meet the task's fields.
"""

from datetime import date, datetime
from itertools import chain, islice, takewhile
from typing import Any, NamedTuple

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.recurrence import cleaning, completion, slots
from tasklark.domain.recurrence.anchoring import anchored
from tasklark.domain.recurrence.cleaning import LATEST_YEAR, clean
from tasklark.domain.recurrence.completion import Advance, When
from tasklark.domain.recurrence.repeats import parse_repeat

_WHEN = ("due_date", "time_zone", "repeat")


def settled(task: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Have due date, zone and repetition fit together in values that are to be set in a task.

    - Without a due date nothing repeats; a repetition with a start of its own gives the task one.
    - `start` and `occurrence` that a repetition leaves out stay as they are while its rule, its
      basis and the due date do; else the series begins at the due date.
    - A due date of the same kind moves the open occurrence only; of another kind, or instants in
      another zone, have the series begin anew there.

    Raises `Invalid`, naming `repeat` or a member of it.
    """
    before = {name: getattr(task, name, None) for name in _WHEN}
    after = {**before, **{name: values[name] for name in _WHEN if name in values}}
    if after == before or after["repeat"] is None:
        return values
    due = parse_due(after["due_date"]) if after["due_date"] is not None else None
    if after["repeat"] != before["repeat"]:
        repeat = _sent(before, after, due)
        values["repeat"] = repeat
        values["due_date"] = after["due_date"] or repeat["occurrence"]
    elif due is None:
        values["repeat"] = None
    elif _is_elsewhere(before, after, due):
        values["repeat"] = anchored(
            parse_repeat(before["repeat"]), before["time_zone"], due, after["time_zone"]
        )
    return values


def _sent(before: dict[str, Any], after: dict[str, Any], due: Due | None) -> dict[str, Any]:
    stored, sent, zone = before["repeat"], after["repeat"], after["time_zone"]
    stays = stored is not None and {**before, "repeat": sent} == after
    if stays and not sent.keys() & {"start", "occurrence"}:
        kept = {name: stored[name] for name in ("start", "occurrence")}
        found = clean({**sent, **kept}, due, zone)
        if all(found[name] == stored[name] for name in ("rule", "basis")):
            return found
    return clean(sent, due, zone)


def _is_elsewhere(before: dict[str, Any], after: dict[str, Any], due: Due) -> bool:
    if parse_due(before["repeat"]["start"]).kind != due.kind:
        return True
    return due.kind == "instant" and before["time_zone"] != after["time_zone"]


class Step(NamedTuple):
    """What follows the open occurrence: what is to be set in its task, None after the last one.

    `slot` is the date of the series that it stood for; `missed` are those passed over after it.
    """

    slot: str
    values: dict[str, Any] | None
    missed: tuple[str, ...] = ()


def done(task: Any, at: datetime, user_zone: str) -> Step:
    """Return what follows when the open occurrence is done at the aware moment `at`.

    `user_zone` tells which day that is.
    """
    return _step(task, completion.complete(_when(task), at, user_zone))


def skipped(task: Any) -> Step:
    """Return what follows when the open occurrence is skipped."""
    return _step(task, completion.skip(_when(task)))


def _when(task: Any) -> When:
    start_date = parse_due(task.start_date) if task.start_date is not None else None
    due = parse_due(task.due_date)
    return When(parse_repeat(task.repeat), due, start_date, task.time_zone)


def _step(task: Any, advance: Advance) -> Step:
    when = advance.when
    missed = tuple(map(str, advance.missed))
    # Nothing repeats in years that `clean` refuses.
    if when is None or when.repeat.occurrence.sort_at.year > LATEST_YEAR:
        return Step(task.repeat["occurrence"], None, missed)
    values = {
        "due_date": str(when.due_date),
        "start_date": None if when.start_date is None else str(when.start_date),
        "repeat": when.repeat.as_json(),
    }
    return Step(task.repeat["occurrence"], values, missed)


def is_slot(task: Any, slot: str) -> bool:
    """Tell whether the series of a repeating task has, or had, a date."""
    return slots.is_slot(parse_repeat(task.repeat), task.time_zone, parse_due(slot))


def is_to_come(task: Any, slot: str) -> bool:
    """Tell whether a date comes after the open occurrence of a repeating task."""
    return parse_due(slot).sort_at > parse_due(task.repeat["occurrence"]).sort_at


def upcoming(task: Any, limit: int, until: date | None = None) -> list[str]:
    """Return the open slot of a repeating task and those after it, the soonest first.

    At most `limit`, up to a day and all its times on the clocks of the task's zone. On the basis
    `completion` there is the open one only: the others depend on when it will be done.
    """
    repeat, zone = parse_repeat(task.repeat), task.time_zone
    last = None
    if until is not None:
        last = cleaning.of_kind(Due.on_day(until), repeat.start.kind, zone)
    following = slots.after(repeat, zone, repeat.occurrence) if repeat.basis == "schedule" else ()
    found = takewhile(
        lambda slot: last is None or slot.sort_at <= last.sort_at,
        chain((repeat.occurrence,), following),
    )
    return [str(slot) for slot in islice(found, limit)]
