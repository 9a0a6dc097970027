"""100,000 random rules, by our own engine and by dateutil, which shares no code with it.

Where dateutil departs from RFC 5545 is stated here and in docs/decisions/recurrence.md; each
departure has a test of what the RFC says in test_rules_of_the_rfc.py.
"""

from contextlib import suppress
from datetime import datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr

from tasklark.domain.recurrence.rules import Rule, parse_rule
from tasklark.domain.recurrence.series import walls
from tests.domain.recurrence.random_rules import rules

BATCHES, IN_A_BATCH = 10, 10_000
COMPARED = 20


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_rules_have_the_slots_that_dateutil_finds(batch: int) -> None:
    differing = []
    departed = 0
    for text, start in rules(batch, IN_A_BATCH):
        rule = parse_rule(text)
        if _dateutil_departs(rule):
            departed += 1
        elif _ours(rule, start) != (theirs := _theirs(text, start)):
            differing.append((text, start.isoformat(), theirs[:3]))
    assert not differing
    assert departed < IN_A_BATCH / 10


def _dateutil_departs(rule: Rule) -> bool:
    # Weekdays with a number and without are met both, instead of either.
    mixed = len({nth == 0 for nth, _ in rule.by_day}) == 2
    # BYWEEKNO alone takes all seven days instead of the start's weekday; around New Year, the
    # last weeks of a year are missed or taken for those of another.
    weeks_alone = rule.week_numbers and not (rule.by_day or rule.month_days or rule.year_days)
    last_weeks = any(abs(week) >= 52 for week in rule.week_numbers)
    # The first week begins with the start, so that positions are counted in a part of it.
    partial_week = rule.frequency == "WEEKLY" and rule.positions
    return bool(mixed or weeks_alone or last_weeks or partial_week)


def _ours(rule: Rule, start: datetime) -> list[datetime]:
    found = list(islice(walls(rule, start, start), COMPARED))
    if rule.until is None:
        return found
    last = rule.until.sort_at.replace(tzinfo=None)
    return [wall for wall in found if wall <= last]


def _theirs(text: str, start: datetime) -> list[datetime]:
    found: list[datetime] = []
    # It fails where its calendar ends, and for a rule of hours that never matches.
    with suppress(ValueError):
        for wall in islice(rrulestr(text, dtstart=start), COMPARED):
            found.append(wall)  # noqa: PERF402 - what came before the failure counts
    return found
