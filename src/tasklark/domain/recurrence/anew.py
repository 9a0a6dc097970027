"""A series that counts from completion: it begins anew each time an occurrence is done.

- A rule that is a mere distance (every three days, every month) is that far from the day of
  completion. Where a month is too short for the day, its last day is taken. Done early, on the day
  from which it is just that far to the very same date, it comes back after twice the distance.
- A rule that chooses days or times goes on with what it chooses, after both the completion and
  the occurrence that was done. With an interval above one, and with months and years always, the
  completion stands for the first slot of its own week, month or year: done in February, the
  fifteenth of every third month comes back in May.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import prod

from tasklark.domain.dates import Due
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.rules import Rule
from tasklark.domain.recurrence.series import walls, with_defaults
from tasklark.domain.recurrence.slots import at_wall, wall_of

_DAYS = {"DAILY": 1, "WEEKLY": 7}
_LAST_TIME = time.max
_MONTHS = {"MONTHLY": 1, "YEARLY": 12}


def after_completion(repeat: Repeat, time_zone: str | None, shown: datetime) -> Repeat | None:
    """Return the series as it begins anew when its occurrence is done; None when it ends.

    `shown` is what the clock shows at the completion: in the series' zone for instants, in the
    user's for others. COUNT goes down by one.
    """
    rule = repeat.rule
    if rule.count is not None:
        if rule.count == 1:
            return None
        rule = replace(rule, count=rule.count - 1)
    slot = _next(repeat, time_zone, shown)
    if slot is None or (rule.until is not None and slot.sort_at > rule.until.sort_at):
        return None
    return replace(repeat, rule=rule, start=slot, occurrence=slot)


def _next(repeat: Repeat, time_zone: str | None, shown: datetime) -> Due | None:
    open_wall = wall_of(repeat.occurrence, time_zone)
    if repeat.rule.chooses:
        found = _chosen(repeat.rule, open_wall, shown)
    else:
        found = _distant(repeat.rule, open_wall, shown)
    slots = (at_wall(repeat.start.kind, wall, time_zone) for wall in found)
    left_out = {repeat.occurrence, *repeat.exdates}
    slot = next((slot for slot in slots if slot not in left_out), None)
    done = max(repeat.occurrence.sort_at, at_wall(repeat.start.kind, shown, time_zone).sort_at)
    added = [date for date in repeat.rdates if date.sort_at > done and date not in repeat.exdates]
    return min([*added, *([slot] if slot else [])], key=lambda date: date.sort_at, default=None)


def _distant(rule: Rule, open_wall: datetime, shown: datetime) -> Iterator[datetime]:
    """Give the times at once, twice, … the rule's distance from the completion."""
    done = datetime.combine(shown, open_wall.time())
    if rule.frequency == "HOURLY":
        done = shown.replace(second=0, microsecond=0)
    try:
        for steps in range(rule.interval, 10_000 * rule.interval, rule.interval):
            if rule.frequency in _MONTHS:
                yield _months_later(done, steps * _MONTHS[rule.frequency])
            elif rule.frequency == "HOURLY":
                yield done + timedelta(hours=steps)
            else:
                yield done + timedelta(days=steps * _DAYS[rule.frequency])
    except (OverflowError, ValueError):  # beyond the year 9999
        return


def _months_later(wall: datetime, months: int) -> datetime:
    month = wall.year * 12 + wall.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))


def _chosen(rule: Rule, open_wall: datetime, shown: datetime) -> Iterator[datetime]:
    """Give the times that the rule chooses after the completion, and after what was done.

    A rule that chooses one time a day goes on after the completion's day.
    """
    rule = replace(with_defaults(rule, open_wall), count=None, until=None)
    by_time = (
        rule.frequency == "HOURLY" or prod(map(len, (rule.hours, rule.minutes, rule.seconds))) > 1
    )
    done = shown if by_time else datetime.combine(shown, _LAST_TIME)
    begin = _period_of(rule, shown)
    stood_for = None
    if rule.interval > 1 or rule.frequency in _MONTHS:
        first = next(walls(rule, begin, begin), None)
        stood_for = first if first and _period_of(rule, first) == begin else None
    for wall in walls(rule, begin, max(done, open_wall)):
        if wall not in (done, open_wall, stood_for):
            yield wall


def _period_of(rule: Rule, wall: datetime) -> datetime:
    """Return the beginning of the rule's year, month, week, day or hour that holds a time."""
    if rule.frequency == "HOURLY":
        return wall.replace(minute=0, second=0, microsecond=0)
    day = wall.date()
    if rule.frequency == "WEEKLY":
        day -= timedelta(days=(day.weekday() - rule.week_start) % 7)
    elif rule.frequency in _MONTHS:
        day = date(day.year, day.month if rule.frequency == "MONTHLY" else 1, 1)
    return datetime.combine(day, time())
