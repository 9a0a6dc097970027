"""When something is within a time range: the tables of RFC 4791, section 9.9, row by row."""

from datetime import UTC, datetime

import pytest

from tasklark.surfaces.caldav.ical.filters import CompFilter, TimeRange
from tasklark.surfaces.caldav.ical.indexing import index
from tasklark.surfaces.caldav.ical.matching import matches
from tasklark.surfaces.caldav.ical.tree import parse

# A line per row: the component, its dates, then a range by day and hour of December 2026 ("5.9" is
# the fifth at nine; "-" is open), and whether it is within.
TABLE = """
VTODO DTSTART:3.9 DURATION:PT24H | 1.0 3.9 no | 1.0 3.10 yes | 4.9 5.0 yes | 4.10 5.0 no
VTODO DTSTART:3.9 DUE:4.9        | 1.0 3.9 no | 1.0 3.10 yes | 4.8 5.0 yes | 4.9 5.0 no
VTODO DTSTART:4.9 DUE:3.9        | 1.0 3.9 yes | 4.9 5.0 yes | 4.10 5.0 no
VTODO DTSTART:3.9                | 3.9 4.0 yes | 3.10 4.0 no | 1.0 3.9 no | 1.0 3.10 yes
VTODO DUE:3.9                    | 3.8 4.0 yes | 3.9 4.0 no | 1.0 3.9 yes | 1.0 3.8 no
VTODO COMPLETED:3.9 CREATED:1.9  | 2.0 2.1 yes | 3.10 4.0 no | 1.0 1.8 no | 1.0 1.9 yes
VTODO COMPLETED:3.9              | 3.9 4.0 yes | 3.10 4.0 no | 1.0 3.9 yes | 1.0 3.8 no
VTODO CREATED:3.9                | 1.0 3.9 no | 1.0 3.10 yes | 9.0 10.0 yes
VTODO                            | 1.0 2.0 yes | - 2.0 yes | 2.0 - yes
VTODO DUE:3                      | 3.0 4.0 yes | 3.12 4.0 yes | 4.0 5.0 no | 1.0 2.23 no
VTODO DTSTART:3                  | 3.12 4.0 yes | 4.0 5.0 no | 1.0 3.0 no
VTODO DTSTART:2 DUE:4            | 1.0 2.0 no | 3.0 4.0 yes | 4.12 6.0 yes | 5.0 6.0 no
VTODO DTSTART:3.9 DUE:3.10 RRULE:FREQ=DAILY | 9.9 9.10 yes | 9.11 9.12 no | 1.0 2.0 no | - 3.0 no
VTODO DUE:3 RRULE:FREQ=DAILY;COUNT=3 | 5.0 6.0 yes | 6.0 7.0 no | 6.0 - no
VTODO DTSTART:3.9 DUE:3.9 RRULE:FREQ=WEEKLY EXDATE:10.9 | 10.0 11.0 no | 17.0 18.0 yes
VTODO DUE:3.9 RDATE:7.9,9.9      | 7.8 7.10 yes | 8.0 9.0 no | 9.8 9.10 yes
VEVENT DTSTART:3.9 DTEND:3.10    | 3.10 4.0 no | 3.9 4.0 yes | 1.0 3.9 no | 1.0 3.10 yes
VEVENT DTSTART:3.9 DURATION:PT1H | 3.10 4.0 no | 3.9 4.0 yes | 1.0 3.9 no | 1.0 3.10 yes
VEVENT DTSTART:3.9 DURATION:PT0S | 3.9 4.0 yes | 3.10 4.0 no | 1.0 3.9 no
VEVENT DTSTART:3.9               | 3.9 4.0 yes | 3.10 4.0 no | 1.0 3.9 no
VEVENT DTSTART:3                 | 3.12 4.0 yes | 4.0 5.0 no | 1.0 3.0 no
VEVENT DTSTART:3.9 DTEND:3.10 RRULE:FREQ=DAILY | 9.9 9.10 yes | 9.11 9.12 no | 1.0 3.9 no
VJOURNAL DTSTART:3.9             | 3.9 4.0 yes | 1.0 3.9 no | 3.10 4.0 no
VJOURNAL DTSTART:3               | 3.12 4.0 yes | 4.0 5.0 no
VJOURNAL                         | 1.0 9.0 no
"""


def _rows() -> list[tuple[str, str, str]]:
    rows = []
    for line in TABLE.strip().split("\n"):
        what, *ranges = (part.strip() for part in line.split("|"))
        rows += [(what, *each.rsplit(" ", 1)) for each in ranges]
    return [(what, within, is_in) for what, within, is_in in rows]


@pytest.mark.parametrize(("what", "within", "is_in"), _rows())
def test_a_row_of_the_table_holds(what: str, within: str, is_in: str) -> None:
    text = _text(what)
    start, end = (_moment(place) for place in within.split())
    calendar = parse(text)
    component = CompFilter(calendar.component, within=TimeRange(start, end))
    wanted = CompFilter("VCALENDAR", comps=(component,))
    assert matches(wanted, index(calendar), lambda: text, "UTC") is (is_in == "yes")


def _moment(place: str) -> datetime | None:
    if place == "-":
        return None
    day, hour = map(int, place.split("."))
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def _text(what: str) -> str:
    name, *told = what.split()
    lines = [_line(*part.split(":", 1)) for part in told]
    inner = "".join(f"{line}\n" for line in [f"BEGIN:{name}", "UID:u", *lines, f"END:{name}"])
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inner}END:VCALENDAR\n"


def _line(name: str, value: str) -> str:
    if name in ("RRULE", "DURATION"):
        return f"{name}:{value}"
    dates = [place.split(".") for place in value.split(",")]
    if len(dates[0]) == 1:
        return f"{name};VALUE=DATE:202612{int(dates[0][0]):02}"
    return f"{name}:" + ",".join(f"202612{int(day):02}T{int(hour):02}0000Z" for day, hour in dates)


@pytest.mark.parametrize(
    ("zone", "hour", "is_in"),
    [("UTC", 9, True), ("Europe/Berlin", 8, True), ("Europe/Berlin", 9, False)],
)
def test_a_local_time_is_read_in_the_zone_of_the_query(zone: str, hour: int, is_in: bool) -> None:
    text = _text("VTODO DUE:3.9").replace("T090000Z", "T090000")
    start = datetime(2026, 12, 3, hour - 1, 30, tzinfo=UTC)
    end = datetime(2026, 12, 3, hour + 5, tzinfo=UTC)
    component = CompFilter("VTODO", within=TimeRange(start, end))
    wanted = CompFilter("VCALENDAR", comps=(component,))
    assert matches(wanted, index(parse(text)), lambda: text, zone) is is_in


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;INTERVAL=7;BYSECOND=3",
        "FREQ=MINUTELY;INTERVAL=90000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7;BYSECOND=1,2,3,4,5,6,7,8,9,10",
    ],
)
def test_a_rule_that_never_ends_is_answered_by_arithmetic(rule: str) -> None:
    text = _text("VEVENT DTSTART:3.9").replace("20261203", "19700101")
    text = text.replace("END:VEVENT", f"RRULE:{rule}\nEND:VEVENT")
    span = TimeRange(datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 6, 1, tzinfo=UTC))
    wanted = CompFilter("VCALENDAR", comps=(CompFilter("VEVENT", within=span),))
    calls: list[int] = []

    def read() -> str:
        calls.append(1)
        return text

    matches(wanted, index(parse(text)), read, "UTC")
    assert len(calls) <= 1
