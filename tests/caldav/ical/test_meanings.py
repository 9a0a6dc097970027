"""What the properties of a to-do mean, and how a change of each is written, row by row."""

from dataclasses import replace
from typing import Any

import pytest

from tasklark.domain.calendar_meaning import number_of, position_of, values_of
from tasklark.domain.calendar_objects import NO_TITLE, AlarmTime, Meaning, Repetition
from tasklark.domain.reminders import Anchor
from tasklark.domain.tasks import Priority, TaskStatus
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import parse
from tasklark.surfaces.caldav.ical.writing import compose
from tests.caldav.ical.bodies import ALARMS, OLSON, OUTLOOK, todo
from tests.caldav.ical.tasks import LATER

BERLIN = "Europe/Berlin"
NINE = "2026-12-01T08:00:00Z"

READ: list[tuple[list[str], dict[str, Any]]] = [
    ([], {"title": NO_TITLE}),
    (["SUMMARY: a\\, b\\; c\\\\d\\ne "], {"title": "a, b; c\\d\ne"}),
    (["DESCRIPTION:"], {"description": None}),
    (["COMPLETED:20261120T101500Z"], {"status": TaskStatus.DONE}),
    (["PERCENT-COMPLETE:100", "STATUS:NEEDS-ACTION"], {"status": TaskStatus.DONE}),
    (["STATUS:COMPLETED"], {"status": TaskStatus.DONE}),
    (["STATUS:CANCELLED", "COMPLETED:20261120T101500Z"], {"status": TaskStatus.CANCELLED}),
    (["STATUS:IN-PROCESS"], {"status": TaskStatus.IN_PROGRESS}),
    (["PERCENT-COMPLETE:30"], {"status": TaskStatus.IN_PROGRESS}),
    (["PRIORITY:1"], {"priority": Priority.HIGH}),
    (["PRIORITY:4"], {"priority": Priority.HIGH}),
    (["PRIORITY:5"], {"priority": Priority.MEDIUM}),
    (["PRIORITY:6"], {"priority": Priority.LOW}),
    (["PRIORITY:0"], {"priority": None}),
    (["DUE;VALUE=DATE:20261201"], {"due_date": "2026-12-01"}),
    (["DUE:20261201T090000"], {"due_date": "2026-12-01T09:00:00"}),
    (["DUE:20261201T080000Z"], {"due_date": NINE}),
    ([f"DUE;TZID={BERLIN}:20261201T090000"], {"due_date": NINE, "time_zone": BERLIN}),
    (["DUE;TZID=W. Europe Standard Time:20261201T090000"], {"due_date": NINE, "time_zone": BERLIN}),
    ([f"DUE;TZID={OLSON}:20261201T090000"], {"due_date": NINE, "time_zone": BERLIN}),
    ([f'DUE;TZID="{OUTLOOK}":20261201T090000'], {"due_date": NINE}),
    (["DUE;TZID=Mars/Olympus:20261201T090000"], {"due_date": "2026-12-01T08:23:00Z"}),
    (["DUE;TZID=Nowhere:20261201T090000"], {"due_date": "2026-12-01T09:00:00"}),
    (["DTSTART;VALUE=DATE:20261201"], {"start_date": "2026-12-01", "due_date": None}),
    (
        ["DTSTART:20261201T070000Z", "DURATION:PT1H"],
        {"start_date": "2026-12-01T07:00:00Z", "due_date": NINE},
    ),
    (
        ["DTSTART;VALUE=DATE:20261205", "DUE;VALUE=DATE:20261201"],
        {"start_date": "2026-12-05", "due_date": "2026-12-01"},
    ),
    (
        ["DTSTART;VALUE=DATE:20261201", "DUE:20261201T080000Z", "RRULE:FREQ=DAILY;COUNT=3"],
        {"due_date": NINE, "repeat": Repetition("FREQ=DAILY;COUNT=3")},
    ),
    (
        ["DTSTART;VALUE=DATE:20261130", "DUE;VALUE=DATE:20261202", "RRULE:FREQ=WEEKLY;BYDAY=MO"],
        {"repeat": Repetition("FREQ=WEEKLY;BYDAY=WE;WKST=WE")},
    ),
    (["DUE;VALUE=DATE:20261201", "RRULE:FREQ=SECONDLY"], {"repeat": None}),
    (["CATEGORIES:b,a\\,c", "CATEGORIES:B,d"], {"labels": ("a,c", "b", "d")}),
    (["URL:https://example.org/"], {"url": "https://example.org/"}),
    (["URL:message:abc"], {"url": None}),
    (["X-APPLE-SORT-ORDER:640012345"], {"sort_order": 640012345}),
    (["RELATED-TO:p", "RELATED-TO;RELTYPE=SIBLING:s"], {"parent_uid": "p"}),
    (["RELATED-TO;RELTYPE=DEPENDS-ON:x"], {"blocked_by_uids": ("x",), "parent_uid": None}),
    (["ESTIMATED-DURATION:PT1H30M"], {"duration_minutes": 90}),
]


@pytest.mark.parametrize(("lines", "meant"), READ)
def test_a_property_means_what_it_means_to_its_client(
    lines: list[str], meant: dict[str, Any]
) -> None:
    said = read(parse(todo(["UID:u", *lines])))
    assert {name: getattr(said, name) for name in meant} == meant


def test_only_alarms_that_ring_are_reminders() -> None:
    said = read(parse(todo(["UID:u", "DUE:20261201T080000Z"], "".join(ALARMS))))
    assert said.alarms == (
        AlarmTime(None, 2, Anchor.DUE),
        AlarmTime(None, 15, Anchor.DUE),
        AlarmTime(None, 1440, Anchor.DUE),
        AlarmTime("2026-11-30T08:00:00Z"),
    )


# The lines before, what is set, and the lines after.
WRITTEN: list[tuple[list[str], dict[str, Any], list[str]]] = [
    (["PRIORITY:3"], {"title": "x"}, ["PRIORITY:3", "SUMMARY:x"]),
    (["PRIORITY:3"], {"priority": Priority.LOW}, ["PRIORITY:9"]),
    (["PRIORITY:3"], {"priority": None}, ["PRIORITY:0"]),
    (
        ['DESCRIPTION;ALTREP="data:x";LANGUAGE=de:a'],
        {"description": "b"},
        ["DESCRIPTION;LANGUAGE=de:b"],
    ),
    (
        ["STATUS:COMPLETED", "COMPLETED:20261120T101500Z", "PERCENT-COMPLETE:100"],
        {"status": TaskStatus.TODO},
        ["STATUS:NEEDS-ACTION", "PERCENT-COMPLETE:0"],
    ),
    (
        ["STATUS:NEEDS-ACTION"],
        {"status": TaskStatus.DONE},
        ["STATUS:COMPLETED", "COMPLETED:20261121T100000Z", "PERCENT-COMPLETE:100"],
    ),
    (
        ["CATEGORIES;LANGUAGE=en:a,b", "CATEGORIES:c"],
        {"labels": ("b", "c", "d,e")},
        ["CATEGORIES;LANGUAGE=en:b,d\\,e", "CATEGORIES:c"],
    ),
    (["CATEGORIES:a"], {"labels": ()}, []),
    (
        ["DTSTART:20261201T070000Z", "DURATION:PT1H"],
        {"due_date": "2026-12-02T08:00:00Z", "start_date": "2026-12-02T07:00:00Z"},
        ["DTSTART:20261202T070000Z", "DURATION:PT1H"],
    ),
    (
        ["DTSTART:20261201T070000Z", "DURATION:PT1H"],
        {"due_date": "2026-12-02T08:00:00Z"},
        ["DTSTART:20261201T070000Z", "DUE:20261202T080000Z"],
    ),
    (
        ["DTSTART;VALUE=DATE:20261201", "DUE;VALUE=DATE:20261201"],
        {"due_date": "2026-12-02"},
        ["DTSTART;VALUE=DATE:20261202", "DUE;VALUE=DATE:20261202"],
    ),
    (
        ["DUE;VALUE=DATE:20261201", "RRULE:INTERVAL=1;FREQ=DAILY"],
        {"due_date": "2026-12-02"},
        ["DUE;VALUE=DATE:20261202", "RRULE:INTERVAL=1;FREQ=DAILY", "DTSTART;VALUE=DATE:20261202"],
    ),
    (["URL:message:abc"], {"title": "x"}, ["URL:message:abc", "SUMMARY:x"]),
    (["RELATED-TO;X-A=b:p"], {"parent_uid": "q"}, ["RELATED-TO;X-A=b:q"]),
    (["RELATED-TO;RELTYPE=CHILD:c"], {"parent_uid": None}, ["RELATED-TO;RELTYPE=CHILD:c"]),
    (["SEQUENCE:4"], {"title": "x"}, ["SEQUENCE:5", "SUMMARY:x"]),
]


@pytest.mark.parametrize(("lines", "values", "after"), WRITTEN)
def test_a_change_is_written_as_its_client_would_have_it(
    lines: list[str], values: dict[str, Any], after: list[str]
) -> None:
    base = todo(["UID:u", *lines])
    text = compose(base, replace(read(parse(base)), **values), LATER)
    changed = ["LAST-MODIFIED:20261123T100000Z", "DTSTAMP:20261123T100000Z"]
    unchanged = base == text
    assert text == todo(["UID:u", *after, *([] if unchanged else changed)])


def test_a_zone_keeps_the_name_that_its_client_gave_it() -> None:
    base = todo(["UID:u", f'DUE;TZID="{OUTLOOK}";X-A=b:20261201T090000'])
    said = read(parse(base))
    text = compose(base, replace(said, due_date="2026-12-02T08:00:00Z"), LATER)
    assert f'DUE;TZID="{OUTLOOK}";X-A=b:20261202T090000'.encode() in text.encode().replace(
        b"\n ", b""
    )
    assert text.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("number", [0, 1, 640012345, -900_000_000, -1_999_999_000, 2**31 - 1])
def test_a_place_in_manual_order_goes_there_and_back(number: int) -> None:
    assert number_of(position_of(number)) == number


def test_places_never_fall() -> None:
    positions = ["Zz", "a0", "d0001", "d0001V", "dzzzz", "e00000", "f000001", "gzzzzzzz", "h"]
    numbers = [number_of(position) for position in positions]
    assert numbers == sorted(numbers)


def test_what_did_not_change_is_not_set() -> None:
    said = Meaning("a", labels=("x",), url="https://a.example/", sort_order=3)
    assert values_of(None, said, said) == {}
