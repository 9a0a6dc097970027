"""A series that begins anew, because its due date is of another kind now, or in another zone."""

from dataclasses import replace
from typing import Any

from tasklark.domain.dates import Due
from tasklark.domain.recurrence.cleaning import clean, of_kind
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.series import walls
from tasklark.domain.recurrence.slots import wall_of


def anchored(
    repeat: Repeat, old_zone: str | None, due_date: Due, time_zone: str | None
) -> dict[str, Any]:
    """Return the object to store for a series that goes on from a due date.

    UNTIL stays where it is on the clock, COUNT tells what was left; dates that were added and
    excluded fall away, since they are of the old kind or zone. Raises `Invalid` for a rule that
    has no place in the new kind.
    """
    rule = repeat.rule
    if rule.until is not None and rule.until.kind != due_date.kind:
        zone = old_zone if rule.until.kind == "instant" else time_zone
        rule = replace(rule, until=of_kind(rule.until, due_date.kind, zone or "UTC"))
    if rule.count is not None and repeat.basis == "schedule":
        rule = replace(rule, count=max(1, rule.count - passed(repeat, old_zone)))
    sent = {
        "rule": str(rule),
        "basis": repeat.basis,
        "resets_subtasks": repeat.resets_subtasks,
    }
    return clean(sent, due_date, time_zone)


def passed(repeat: Repeat, zone: str | None) -> int:
    """Return how many of the rule's slots came before the open one."""
    start, opened = wall_of(repeat.start, zone), wall_of(repeat.occurrence, zone)
    passed = 0
    for wall in walls(repeat.rule, start, start):
        if wall >= opened:
            break
        passed += 1
    return passed
