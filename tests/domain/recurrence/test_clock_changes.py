"""A series of instants keeps its time on the wall, whatever clocks do meanwhile."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tasklark.domain.dates import parse_due
from tasklark.domain.recurrence.repeats import Repeat
from tasklark.domain.recurrence.slots import between, is_slot
from tests.domain.recurrence.series_of import done, first, next_due, repeat

# zone, the series' first time on the wall, and three slots in UTC
CHANGES = {
    "Berlin, spring": (
        "Europe/Berlin",
        "2027-03-27T09:00",
        "27T08:00 28T07:00 29T07:00",
    ),
    "Berlin, autumn": (
        "Europe/Berlin",
        "2027-10-30T09:00",
        "30T07:00 31T08:00 01T08:00",
    ),
    "Berlin, a time that is skipped": (
        "Europe/Berlin",
        "2027-03-27T02:30",
        "27T01:30 28T01:30 29T00:30",
    ),
    "Berlin, a time shown twice": (
        "Europe/Berlin",
        "2027-10-30T02:30",
        "30T00:30 31T00:30 01T01:30",
    ),
    "New York, spring": (
        "America/New_York",
        "2027-03-13T09:00",
        "13T14:00 14T13:00 15T13:00",
    ),
    "New York, a time that is skipped": (
        "America/New_York",
        "2027-03-13T02:30",
        "13T07:30 14T07:30 15T06:30",
    ),
    "New York, a time shown twice": (
        "America/New_York",
        "2027-11-06T01:30",
        "06T05:30 07T05:30 08T06:30",
    ),
    "Lord Howe, half an hour skipped": (
        "Australia/Lord_Howe",
        "2027-10-02T02:15",
        "01T15:45 02T15:45 03T15:15",
    ),
    "Lord Howe, half an hour twice": (
        "Australia/Lord_Howe",
        "2027-04-03T01:45",
        "02T14:45 03T14:45 04T15:15",
    ),
    "Apia, a day that never was": (
        "Pacific/Apia",
        "2011-12-29T09:00",
        "29T19:00 30T19:00 31T19:00",
    ),
    "Casablanca, into Ramadan": (
        "Africa/Casablanca",
        "2025-02-22T09:00",
        "22T08:00 23T09:00 24T09:00",
    ),
    "Casablanca, out of Ramadan": (
        "Africa/Casablanca",
        "2025-04-05T09:00",
        "05T09:00 06T08:00 07T08:00",
    ),
}


def daily(zone: str, wall: str, rule: str = "FREQ=DAILY") -> Repeat:
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return repeat(rule, start.isoformat().replace("+00:00", "Z"), zone)


@pytest.mark.parametrize(("zone", "wall", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_a_time_on_the_wall_stays(zone: str, wall: str, expected: str) -> None:
    slots = first(3, daily(zone, wall), zone)
    assert [slot[8:16] for slot in slots] == expected.split()


def test_a_day_that_clocks_skip_shares_the_slot_of_the_next() -> None:
    """30 December 2011 at nine is by the offset before the change: 31 December at nine."""
    assert first(4, daily("Pacific/Apia", "2011-12-28T09:00"), "Pacific/Apia") == [
        "2011-12-28T19:00:00Z",
        "2011-12-29T19:00:00Z",
        "2011-12-30T19:00:00Z",
        "2011-12-31T19:00:00Z",
    ]


def test_days_do_not_know_that_clocks_skipped_one() -> None:
    assert first(3, repeat("FREQ=DAILY", "2011-12-29")) == [
        "2011-12-29",
        "2011-12-30",
        "2011-12-31",
    ]


def test_slots_come_in_order_though_a_skipped_time_comes_after_its_followers() -> None:
    zone = "Europe/Berlin"
    rule = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30"
    series = daily(zone, "2027-03-28T01:30", rule)
    assert [slot[11:16] for slot in first(3, series, zone)] == ["01:00", "01:30", "00:00"]


def test_a_series_may_begin_at_the_second_showing_of_a_time() -> None:
    zone = "Europe/Berlin"
    series = repeat("FREQ=DAILY", "2027-10-31T01:30:00Z", zone)
    assert first(2, series, zone) == ["2027-10-31T01:30:00Z", "2027-11-01T01:30:00Z"]
    assert is_slot(series, zone, series.start)


def test_a_slot_is_told_by_its_instant() -> None:
    zone = "Europe/Berlin"
    series = daily(zone, "2027-03-27T09:00")
    assert is_slot(series, zone, parse_due("2027-03-28T09:00:00+02:00"))
    assert not is_slot(series, zone, parse_due("2027-03-28T09:00:00+01:00"))
    assert not is_slot(series, zone, parse_due("2027-03-28"))


def test_slots_between_two_moments_include_both() -> None:
    zone = "America/New_York"
    series = daily(zone, "2027-03-13T09:00")
    first_slot, last = parse_due("2027-03-14T13:00:00Z"), parse_due("2027-03-16T13:00:00Z")
    assert list(map(str, between(series, zone, first_slot, last, 9))) == [
        f"2027-03-{day}T13:00:00Z" for day in (14, 15, 16)
    ]
    assert len(between(series, zone, first_slot, last, 2)) == 2


@pytest.mark.parametrize("basis", ["schedule", "completion"])
def test_done_before_a_clock_change_the_next_is_due_at_the_same_time_after_it(basis: str) -> None:
    zone = "Europe/Berlin"
    weekly = repeat("FREQ=WEEKLY", "2027-03-25T08:00:00Z", zone, basis=basis)
    advance = done(weekly, "2027-03-25T10:00:00Z", zone, zone)
    assert next_due(advance) == "2027-04-01T07:00:00Z"
