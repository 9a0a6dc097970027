"""No accepted rule, and no refused one, takes long: the costliest that were found."""

from datetime import timedelta
from itertools import islice
from time import process_time

import pytest

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.completion import When, complete
from tasklark.domain.recurrence.repeats import parse_repeat
from tasklark.domain.recurrence.series import last_of_count, with_defaults
from tasklark.domain.recurrence.slots import after

# Fifty milliseconds is the bar on an idle core; others may be at work on this one.
LONGEST_SECONDS = 0.2

COSTLY = [
    "FREQ=DAILY;COUNT=5000",
    "FREQ=DAILY;INTERVAL=999;COUNT=5000",
    "FREQ=DAILY;INTERVAL=97;COUNT=1000;BYMONTHDAY=31;BYDAY=MO",
    "FREQ=WEEKLY;COUNT=5000;BYMONTH=2",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=HOURLY;BYYEARDAY=3;BYMONTHDAY=31",
    "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
    "FREQ=HOURLY;BYHOUR=15;BYSETPOS=9",
    "FREQ=MONTHLY;BYDAY=-2SA,5MO,5SU;BYMINUTE=45,51,9;BYSETPOS=1,-2;COUNT=5000",
    "FREQ=DAILY;INTERVAL=5;BYDAY=SA,WE,TH;COUNT=5000",
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    "FREQ=HOURLY;COUNT=5000;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55",
    "FREQ=YEARLY;COUNT=5000;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTHDAY=15",
    "FREQ=YEARLY;COUNT=5000;BYYEARDAY=" + ",".join(str(day) for day in range(250, 366)),
]


def _quickest(rule: str, start: str) -> float:
    """Return the seconds for cleaning, a look 70 years ahead and a completion then."""
    taken = []
    for _ in range(3):
        last_of_count.cache_clear()
        with_defaults.cache_clear()
        began = process_time()
        due = parse_due(start)
        ahead = Due(due.kind, due.sort_at + timedelta(days=365 * 70))
        try:
            repeat = parse_repeat(clean({"rule": rule}, due, "Europe/Berlin"))
            list(islice(after(repeat, "Europe/Berlin", ahead), 3))
            complete(When(repeat, due, None, "Europe/Berlin"), ahead.sort_at, "UTC")
        except Invalid:
            pass
        taken.append(process_time() - began)
    return min(taken)


@pytest.mark.parametrize("start", ["2026-11-21T09:00:00", "2026-11-21T08:00:00Z"])
@pytest.mark.parametrize("rule", COSTLY)
def test_the_costliest_rules_are_bounded(rule: str, start: str) -> None:
    assert _quickest(rule, start) < LONGEST_SECONDS
