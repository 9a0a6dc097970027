"""A series of a task and the repetition that a calendar object tells, one from the other."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tasklark.domain.calendar_objects import Repetition
from tasklark.domain.dates import Due
from tasklark.domain.recurrence.anchoring import passed
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.rules import Rule
from tasklark.domain.recurrence.series import with_defaults
from tasklark.domain.recurrence.slots import wall_of

_OF_DAYS = ("by_day", "months", "month_days")
_OF_TIMES = ("hours", "minutes", "seconds")


def told(repeat: Repeat, time_zone: str | None, due: Due) -> Repetition:
    """Return a series as an object tells it whose date is `due`, that of the open occurrence.

    It begins there: COUNT is lowered by what has passed, and only dates to come are told. Where the
    open occurrence was moved, the rule says itself what it took from the slot's day and time.
    """
    rule = repeat.rule
    if rule.count is not None and repeat.basis == "schedule":
        rule = replace(rule, count=max(1, rule.count - passed(repeat, time_zone)))
    opened = wall_of(repeat.occurrence, time_zone)
    if due != repeat.occurrence:
        rule = _explicit(rule, opened, wall_of(due, time_zone), due.kind == "day")
    # A slot whose task was moved to an earlier date must not come once more.
    left_out = {*repeat.exdates, repeat.occurrence}
    return Repetition(str(rule), _to_come(due, repeat.rdates), _to_come(due, left_out))


def _to_come(due: Due, dates: Iterable[Due]) -> tuple[str, ...]:
    found = {date for date in dates if date.sort_at > due.sort_at}
    return tuple(str(date) for date in sorted(found, key=lambda date: date.sort_at))


def _explicit(rule: Rule, opened: datetime, due: datetime, is_day: bool) -> Rule:
    whole = with_defaults(rule, opened)
    names: list[str] = []
    if opened.date() != due.date() and rule.frequency not in ("DAILY", "HOURLY"):
        names += _OF_DAYS
    if opened.time() != due.time() and not is_day:
        names += _OF_TIMES
    return replace(rule, **{name: getattr(whole, name) for name in names})
