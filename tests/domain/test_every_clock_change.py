"""Dates are never wrong: held around every clock change of every zone from 2020 to 2040.

The report of the tests tells how many zones, changes and cases that were (tests/conftest.py).
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.zones import (
    day_bounds,
    day_of,
    first_shown,
    is_due_on,
    is_overdue,
    overdue_walls,
    shown,
    sort_key,
    to_instant,
    today,
)
from tests.domain.clock_changes import DAY, PARTS, SECOND, Change, Part, names, part

TICK = timedelta(microseconds=1)
NONE = timedelta(0)
HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)
AROUND = (NONE, -TICK, TICK, -SECOND, SECOND, -HALF, HALF, -HOUR, HOUR)
NOWS = (-DAY, *AROUND, HALF / 2, HOUR - SECOND, HOUR + TICK, 2 * HOUR, DAY)
FARTHEST = (timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))

Record = Callable[[str, object], None]


@pytest.fixture(scope="module", params=range(PARTS), ids=lambda n: f"part {n + 1} of {PARTS}")
def zones(request: pytest.FixtureRequest) -> Part:
    return part(request.param)


def walls(change: Change) -> list[datetime]:
    """Return times on the clock close to a change: its two ends, its middle, the midnights."""
    moment = change.at.replace(tzinfo=None)
    old, new = moment + change.before, moment + change.after
    midnights = {datetime.combine(wall.date(), time()) for wall in (old, new, new + DAY)}
    bases = {old, new, old + (new - old) / 2} | midnights
    return sorted({base + step for base in bases for step in AROUND})


def days(change: Change) -> list[date]:
    """Return the day of the change, two before and two after."""
    day = shown(change.at, change.zone).date()
    return [day + n * DAY for n in range(-2, 3)]


def moments(change: Change) -> list[datetime]:
    """Return instants close to a change and to the midnights around it."""
    turns = [change.at, *(change.first_shown(datetime.combine(d, time())) for d in days(change))]
    return sorted({turn + step for turn in turns for step in AROUND})


def test_every_zone_is_in_one_part() -> None:
    in_parts = [name for number in range(PARTS) for name in names(number)]
    assert sorted(in_parts) == sorted(available_timezones())


def test_every_time_on_the_clock_stands_for_one_instant(
    zones: Part, record_property: Record
) -> None:
    cases = 0
    for change in zones.changes:
        for wall in walls(change):
            assert to_instant(wall, change.zone) == change.to_instant(wall), (change, wall)
            assert first_shown(wall, change.zone) == change.first_shown(wall), (change, wall)
            cases += 2
    record_property("zones", len(zones.names))
    record_property("clock changes", zones.in_all)
    different = sum(change.before != change.after for change in zones.changes)
    record_property("of them different", different)
    record_property("cases", cases)


def test_days_tile_the_time_line(zones: Part, record_property: Record) -> None:
    cases = 0
    for change in zones.changes:
        zone, over = change.zone, None
        for day in days(change):
            begin, end = day_bounds(day, zone)
            assert begin == change.first_shown(datetime.combine(day, time())), (change, day)
            assert over in (None, begin), (change, day)
            assert today(begin, zone) == (day if begin < end else day + DAY), (change, day)
            assert today(begin - TICK, zone) < day, (change, day)
            assert today(end - TICK, zone) <= day < today(end, zone), (change, day)
            over = end
            cases += 6
        for moment in moments(change):
            begin, end = day_bounds(today(moment, zone), zone)
            assert begin <= moment < end, (change, moment)
            cases += 1
    record_property("cases", cases)


def test_a_day_reads_the_same_everywhere_and_is_over_at_its_end(
    zones: Part, record_property: Record
) -> None:
    cases = 0
    for change in zones.changes:
        for day in days(change):
            entered = Due.on_day(today(day_bounds(day, FARTHEST[0])[0], FARTHEST[0]))
            due = parse_due(str(entered))
            for zone in (*FARTHEST, change.zone):
                assert (str(due), day_of(due, zone)) == (day.isoformat(), day), (change, day)
                end = day_bounds(day, zone)[1]
                assert is_overdue(due, end, zone), (change, day)
                assert not is_overdue(due, end - TICK, zone), (change, day)
                cases += 4
    record_property("cases", cases)


def test_a_local_time_stays_and_is_over_right_after_its_instant(
    zones: Part, record_property: Record
) -> None:
    cases = 0
    for change in zones.changes:
        nows = [(change.at + step) for step in NOWS]
        bounds = [(at, *overdue_walls(at, change.zone)) for at in nows]
        for wall in walls(change):
            due = parse_due(wall.isoformat())
            assert due == Due.at_local(wall)
            assert str(due) == wall.isoformat()
            assert day_of(due, change.zone) == wall.date()
            moment = change.to_instant(wall)
            assert not is_overdue(due, moment, change.zone), (change, wall)
            assert is_overdue(due, moment + TICK, change.zone), (change, wall)
            for at, before, spared, until in bounds:
                overdue = wall < before and not spared <= wall < until
                assert overdue == (moment < at), (change, wall, at)
            cases += 5 + len(bounds)
    record_property("cases", cases)


def test_an_instant_is_one_moment_on_one_day(zones: Part, record_property: Record) -> None:
    cases = 0
    for change in zones.changes:
        for moment in moments(change):
            assert shown(moment, change.zone) == change.shown(moment), (change, moment)
            due = Due.at_instant(moment.astimezone(change.zone))
            written = moment.astimezone(change.zone).isoformat()
            assert due == parse_due(str(due)) == parse_due(written), (change, moment)
            assert due.sort_at == moment
            day = day_of(due, change.zone)
            assert is_due_on(due, day, change.zone)
            assert not is_due_on(due, day + DAY, change.zone)
            assert not is_overdue(due, moment, change.zone)
            assert is_overdue(due, moment + TICK, change.zone)
            cases += 8
    record_property("cases", cases)


def test_one_order_holds_all_kinds(zones: Part, record_property: Record) -> None:
    cases = 0
    for change in zones.changes:
        dues = [*_every_kind(change)]
        keys = {due: sort_key(due, change.zone) for due in dues}
        dues.sort(key=keys.__getitem__)
        instants = [due.sort_at for due in dues if due.kind == "instant"]
        others = [due.sort_at for due in dues if due.kind != "instant"]
        assert instants == sorted(instants), change
        assert others == sorted(others), change
        for due in dues:
            if due.kind == "day":
                assert keys[due][0] == day_bounds(due.sort_at.date(), change.zone)[0]
            else:
                assert _begins_before(due, keys, change), (change, due)
        for one, other in pairwise(dues):
            assert keys[one] <= keys[other]
        cases += 4 * len(dues)
    record_property("cases", cases)


def _every_kind(change: Change) -> Iterator[Due]:
    yield from (Due.on_day(day) for day in days(change))
    yield from (Due.at_local(wall) for wall in walls(change))
    yield from (Due.at_instant(moment) for moment in moments(change))


def _begins_before(due: Due, keys: dict[Due, tuple[datetime, datetime]], change: Change) -> bool:
    """Tell whether the day of a time stands before it, and the next day after it."""
    day = day_of(due, change.zone)
    return (
        sort_key(Due.on_day(day), change.zone)
        <= keys[due]
        < sort_key(Due.on_day(day + DAY), change.zone)
    )
