"""Short ways to a repeat and its slots, for tests: dates go in and come out as texts."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.completion import Advance, When, complete
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.domain.recurrence.slots import after


def repeat(rule: str, start: str, time_zone: str | None = None, **others: Any) -> Repeat:
    """Return the repeat of a task that is due at `start`."""
    sent = {"rule": rule, **others}
    return parse_repeat(clean(sent, parse_due(start), time_zone))


def first(number: int, one: Repeat, time_zone: str | None = None) -> list[str]:
    """Return the first slots of a series."""
    before = Due(one.start.kind, one.start.sort_at - timedelta(days=1))
    return list(map(str, islice(after(one, time_zone, before), number)))


def done(one: Repeat, at: str, time_zone: str | None = None, user: str = "UTC") -> Advance:
    """Return what follows when the open occurrence is done at a moment."""
    return complete(When(one, one.occurrence, None, time_zone), datetime.fromisoformat(at), user)


def next_due(advance: Advance) -> str | None:
    """Return when the next occurrence is due."""
    return str(advance.when.due_date) if advance.when else None
