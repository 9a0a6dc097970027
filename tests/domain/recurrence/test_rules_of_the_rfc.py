"""What RFC 5545, sections 3.3.10 and 3.8.5.3, says of single parts, by its own examples and others.

Those marked are where dateutil departs from it: see docs/decisions/recurrence.md.
"""

from datetime import datetime, timedelta
from itertools import islice, takewhile

import pytest

from tasklark.domain.recurrence.rules import WEEKDAYS, parse_rule
from tasklark.domain.recurrence.series import walls
from tests.domain.recurrence.series_of import first, repeat

# The section's examples: a rule, and how their dates read there. All begin at nine o'clock.
EXAMPLES = {
    "daily for 10": ("FREQ=DAILY;COUNT=10", "1997-09-02", "1997-09-02/11"),
    "every 10 days": (
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        "1997-09-02",
        "1997-09-02 12 22 1997-10-02 12",
    ),
    "weekly on two days": (
        "FREQ=WEEKLY;UNTIL=19971007T000000;WKST=SU;BYDAY=TU,TH",
        "1997-09-02",
        "1997-09-02 04 09 11 16 18 23 25 30 1997-10-02",
    ),
    "every other week on three days": (
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000;WKST=SU;BYDAY=MO,WE,FR",
        "1997-09-01",
        "1997-09-01 03 05 15 17 19 29 1997-10-01 03 13 15 17 27 29 31 1997-11-10 12 14 24 26 28"
        " 1997-12-08 10 12 22",
    ),
    "every other week, the week from Monday": (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "1997-08-05",
        "1997-08-05 10 19 24",
    ),
    "every other week, the week from Sunday": (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "1997-08-05",
        "1997-08-05 17 19 31",
    ),
    "first and last Sunday": (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "1997-09-07",
        "1997-09-07 28 1997-11-02 30 1998-01-04 25 1998-03-01 29 1998-05-03 31",
    ),
    "second-to-last Monday": (
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "1997-09-22",
        "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16",
    ),
    "third-to-last day": (
        "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6",
        "1997-09-28",
        "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26",
    ),
    "first and last day": (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "1997-09-30",
        "1997-09-30 1997-10-01 31 1997-11-01 30 1997-12-01 31 1998-01-01 31 1998-02-01",
    ),
    "every 18 months": (
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "1997-09-10",
        "1997-09-10/15 1999-03-10/13",
    ),
    "June and July": (
        "FREQ=YEARLY;COUNT=4;BYMONTH=6,7",
        "1997-06-10",
        "1997-06-10 1997-07-10 1998-06-10 1998-07-10",
    ),
    "every third year": (
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "1997-01-01",
        "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10"
        " 2003-07-19 2006-01-01",
    ),
    "20th Monday": (
        "FREQ=YEARLY;BYDAY=20MO;COUNT=3",
        "1997-05-19",
        "1997-05-19 1998-05-18 1999-05-17",
    ),
    "Monday of week 20": (
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3",
        "1997-05-12",
        "1997-05-12 1998-05-11 1999-05-17",
    ),
    "Saturday after the first Sunday": (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=5",
        "1997-09-13",
        "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10",
    ),
    "election day": (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
        "1996-11-05",
        "1996-11-05 2000-11-07 2004-11-02",
    ),
    "third of three weekdays": (
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "1997-09-04",
        "1997-09-04 1997-10-07 1997-11-06",
    ),
    "invalid dates are passed over": (
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "2007-01-15",
        "2007-01-15 30 2007-02-15 2007-03-15 30",
    ),
    # dateutil departs: it wants a day to meet the weekdays with and those without a number.
    "every Monday and the first Tuesday": (
        "FREQ=MONTHLY;BYDAY=MO,1TU;COUNT=6",
        "2026-11-30",
        "2026-11-30 2026-12-01 07 14 21 28",
    ),
    # dateutil departs: it takes all seven days, where "information is derived from the start".
    "week 20, on the weekday of the start": (
        "FREQ=YEARLY;BYWEEKNO=20;COUNT=3",
        "2027-05-22",
        "2027-05-22 2028-05-20 2029-05-19",
    ),
    # dateutil departs: it counts positions in what the start leaves of its week.
    "the first day of each week's two": (
        "FREQ=WEEKLY;BYDAY=MO,TH;BYSETPOS=1;COUNT=3",
        "2026-11-25",
        "2026-11-30 2026-12-07 14",
    ),
    # dateutil departs: 1 January 2028 is in week 52.
    "Saturday of week 53": (
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA;COUNT=3",
        "2028-01-01",
        "2033-01-01 2038-01-02 2044-01-02",
    ),
    # dateutil departs: the first week of a year of 53 is its 53rd from the end.
    "the 53rd week from the end": (
        "FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO;COUNT=3",
        "2024-06-01",
        "2025-12-29 2031-12-29 2036-12-29",
    ),
}


def _written_out(dates: str) -> list[str]:
    written: list[str] = []
    for text in dates.split():
        text, _, last = text.partition("/")  # noqa: PLW2901 - a span of days
        text = text if len(text) > 2 else written[-1][:8] + text  # noqa: PLW2901 - a day
        days = range(int(text[8:]), int(last or text[8:]) + 1)
        written.extend(f"{text[:8]}{day:02}" for day in days)
    return written


@pytest.mark.parametrize(("rule", "start", "dates"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_examples_have_their_dates(rule: str, start: str, dates: str) -> None:
    expected = [f"{day}T09:00:00" for day in _written_out(dates)]
    assert first(len(expected) + 1, repeat(rule, f"{start}T09:00:00"))[: len(expected)] == expected


def test_business_hours_are_every_hour_of_those_named() -> None:
    hourly = repeat("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "1997-09-02T09:00:00")
    assert [slot[11:16] for slot in first(9, hourly)] == ["09:00", "12:00", "15:00"]


@pytest.mark.parametrize("week", [1, 2, 9, 51, 52, 53])
def test_weeks_are_those_of_the_calendar_of_iso_8601(week: int) -> None:
    start = datetime.fromisoformat("1995-01-01")
    days = [start + timedelta(days=n) for n in range(365 * 60)]
    rule = parse_rule(f"FREQ=YEARLY;BYWEEKNO={week};BYDAY={','.join(WEEKDAYS)}")
    found = takewhile(lambda wall: wall <= days[-1], walls(rule, start, start))
    assert list(found) == [day for day in days if day.isocalendar().week == week]


def test_a_series_is_the_same_from_wherever_it_is_looked_at() -> None:
    start = datetime.fromisoformat("2001-03-30T09:00")
    for text in (
        "FREQ=MONTHLY;INTERVAL=7;BYDAY=-1FR",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=SU,TU;WKST=SU",
        "FREQ=DAILY;INTERVAL=11",
        "FREQ=HOURLY;INTERVAL=7;BYHOUR=3,9,12",
        "FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=-1",
        "FREQ=DAILY;COUNT=5000",
    ):
        rule = parse_rule(text)
        far = datetime.fromisoformat("2014-07-01T10:00")
        walked = islice((wall for wall in walls(rule, start, start) if wall >= far), 10)
        assert list(walked) == list(islice(walls(rule, start, far), 10))
