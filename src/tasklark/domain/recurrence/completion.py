"""What follows when an occurrence of a repeating task is done, skipped or moved."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.dates import Due
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.recurrence import anew
from tasklark.domain.recurrence.cleaning import MOST_LISTED
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.slots import after, at_wall, wall_of

MOST_MISSED = 366


@dataclass(frozen=True, slots=True)
class When:
    """When a repeating task is to be done. `time_zone` is that of its instants; None is UTC."""

    repeat: Repeat
    due_date: Due
    start_date: Due | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """What follows an occurrence: when the next one is, None after the last, and what was missed.

    `missed` are the slots that nobody saw to, the oldest first, at most 366.
    """

    when: When | None
    missed: tuple[Due, ...] = ()


def complete(when: When, at: datetime, user_zone: str) -> Advance:
    """Return what follows when the open occurrence is done at the aware moment `at`.

    On the basis `schedule` that is the next slot after both the open one and `at`: after the day
    that it is in the user's zone, the time on the user's clock, or the moment, as the series is
    of days, local times or instants. Slots in between were missed. On the basis `completion` the
    series goes on from `at` (`anew.after_completion`); nothing is missed.

    The start date keeps its distance from the due date.
    """
    repeat = when.repeat
    if repeat.basis == "completion":
        zone = when.time_zone if repeat.start.kind == "instant" else user_zone
        shown = zones.shown(at, ZoneInfo(zone or "UTC"))
        return _advance(when, anew.after_completion(repeat, when.time_zone, shown))
    now = _now(repeat, at, ZoneInfo(user_zone))
    missed: list[Due] = []
    for slot in after(repeat, when.time_zone, repeat.occurrence):
        if slot.sort_at > now.sort_at:
            return _advance(when, replace(repeat, occurrence=slot), missed)
        if len(missed) == MOST_MISSED:
            return _advance(when, _moved_on(repeat, when.time_zone, now), missed)
        missed.append(slot)
    return Advance(None, tuple(missed))


def skip(when: When) -> Advance:
    """Return what follows when the open occurrence is skipped: the slot right after it.

    It may lie in the past. On the basis `completion` it is as far away as if the open occurrence
    had been done on its day.
    """
    repeat = when.repeat
    if repeat.basis == "completion":
        shown = wall_of(repeat.occurrence, when.time_zone)
        return _advance(when, anew.after_completion(repeat, when.time_zone, shown))
    return _advance(when, _moved_on(repeat, when.time_zone, repeat.occurrence))


def move(when: When, due_date: Due) -> When:
    """Return when the task is to be done after the open occurrence alone was moved.

    The series stays as it is. Raises `Invalid` for a date of another kind than the series has.
    """
    _require_kind(when.repeat, due_date)
    return replace(when, due_date=due_date)


def exclude(repeat: Repeat, date: Due) -> Repeat:
    """Return the series without a slot at `date`; it may or may not have had one.

    The open occurrence stays open: `skip` is what leaves it. Raises `Invalid` for a date of
    another kind, and where 500 dates are excluded already.
    """
    _require_kind(repeat, date)
    rdates = tuple(slot for slot in repeat.rdates if slot != date)
    return replace(repeat, rdates=rdates, exdates=_with(repeat.exdates, date, "exdates"))


def add(repeat: Repeat, date: Due) -> Repeat:
    """Return the series with a slot at `date`.

    Raises `Invalid` for a date of another kind, and where 500 dates were added already.
    """
    _require_kind(repeat, date)
    exdates = tuple(slot for slot in repeat.exdates if slot != date)
    return replace(repeat, exdates=exdates, rdates=_with(repeat.rdates, date, "rdates"))


def _now(repeat: Repeat, at: datetime, zone: ZoneInfo) -> Due:
    if repeat.start.kind == "day":
        return Due.on_day(zones.today(at, zone))
    return (
        Due.at_local(zones.shown(at, zone)) if repeat.start.kind == "local" else Due.at_instant(at)
    )


def _moved_on(repeat: Repeat, time_zone: str | None, date: Due) -> Repeat | None:
    slot = next(after(repeat, time_zone, date), None)
    return replace(repeat, occurrence=slot) if slot else None


def _advance(when: When, repeat: Repeat | None, missed: list[Due] | None = None) -> Advance:
    passed = tuple(missed or ())
    if repeat is None:
        return Advance(None, passed)
    start_date = when.start_date and _kept_away(when, when.start_date, repeat.occurrence)
    return Advance(
        replace(when, repeat=repeat, due_date=repeat.occurrence, start_date=start_date), passed
    )


def _kept_away(when: When, start_date: Due, slot: Due) -> Due:
    """Return the start date for another due date, as far before it on the clock as it was."""
    zone = when.time_zone
    try:
        moved = wall_of(slot, zone) - (wall_of(when.due_date, zone) - wall_of(start_date, zone))
    except OverflowError:
        return start_date
    return at_wall(start_date.kind, moved, zone)


def _require_kind(repeat: Repeat, date: Due) -> None:
    if date.kind != repeat.start.kind:
        raise Invalid(FieldError("due_date", "must be of the same kind as the series has"))


def _with(dates: tuple[Due, ...], date: Due, name: str) -> tuple[Due, ...]:
    found = sorted({*dates, date}, key=lambda one: one.sort_at)
    if len(found) > MOST_LISTED:
        raise Invalid(FieldError(f"repeat.{name}", f"must have at most {MOST_LISTED} dates"))
    return tuple(found)
