import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.zones import (
    clean_zone,
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
    tzdata_version,
)

TICK = timedelta(microseconds=1)
at = datetime.fromisoformat
every_name = st.sampled_from(sorted(available_timezones() - {"Factory"}))
zones = every_name.map(ZoneInfo)
moments = st.datetimes(timezones=st.just(UTC))
dues = st.dates().map(Due.on_day) | st.datetimes().map(Due.at_local) | moments.map(Due.at_instant)


@pytest.mark.parametrize(
    ("zone", "day", "begin", "hours"),
    [
        ("Europe/Berlin", "2030-03-31", "2030-03-30T23:00Z", 23),
        ("Europe/Berlin", "2030-10-27", "2030-10-26T22:00Z", 25),
        ("Australia/Lord_Howe", "2030-10-06", "2030-10-05T13:30Z", 23.5),
        ("Australia/Lord_Howe", "2030-04-07", "2030-04-06T13:00Z", 24.5),
        ("Antarctica/Troll", "2030-03-31", "2030-03-31T00:00Z", 22),
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00Z", 24),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", 0),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z", 24),
        ("Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00Z", 0),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z", 23),
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00Z", 25),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00Z", 23),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00Z", 23),
        ("America/Havana", "2030-11-03", "2030-11-03T04:00Z", 25),
        ("America/Toronto", "1919-03-30", "1919-03-30T05:00Z", 23.5),
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30Z", 23.5),
        ("America/St_Johns", "2010-11-06", "2010-11-06T02:30Z", 24),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30Z", 25),
    ],
)
def test_a_day_begins_when_clocks_first_show_it_and_lasts_as_long_as_they_do(
    zone: str, day: str, begin: str, hours: float
) -> None:
    bounds = day_bounds(date.fromisoformat(day), ZoneInfo(zone))
    assert bounds == (at(begin), at(begin) + timedelta(hours=hours))


def test_a_day_that_has_begun_is_not_left_again() -> None:
    newfoundland = ZoneInfo("America/St_Johns")
    second_time = at("2010-11-07T02:31:00Z")
    assert shown(second_time, newfoundland) == at("2010-11-06T23:01:00")
    assert today(second_time, newfoundland) == date(2010, 11, 7)
    assert today(at("2010-11-07T02:30:00Z") - TICK, newfoundland) == date(2010, 11, 6)


def test_a_time_that_clocks_skip_is_read_by_the_offset_before() -> None:
    berlin, skipped = ZoneInfo("Europe/Berlin"), at("2030-03-31T02:30:00")
    assert to_instant(skipped, berlin) == at("2030-03-31T01:30:00Z")
    assert shown(to_instant(skipped, berlin), berlin) == at("2030-03-31T03:30:00")
    assert first_shown(skipped, berlin) == at("2030-03-31T01:00:00Z")


def test_a_time_that_clocks_show_twice_is_the_first_of_the_two() -> None:
    berlin, twice = ZoneInfo("Europe/Berlin"), at("2030-10-27T02:30:00")
    assert to_instant(twice, berlin) == first_shown(twice, berlin) == at("2030-10-27T00:30:00Z")
    assert to_instant(twice.replace(fold=1), berlin) == at("2030-10-27T00:30:00Z")


def test_a_task_for_a_day_that_clocks_skip_is_overdue_on_the_next() -> None:
    samoa, due = ZoneInfo("Pacific/Apia"), Due.on_day(date(2011, 12, 30))
    midnight = at("2011-12-30T10:00:00Z")
    assert not is_overdue(due, midnight - TICK, samoa)
    assert is_overdue(due, midnight, samoa)
    assert is_due_on(due, date(2011, 12, 30), samoa)


def test_today_is_another_day_elsewhere() -> None:
    now = at("2030-06-15T10:30:00Z")
    there = {name: today(now, ZoneInfo(name)) for name in ("Pacific/Kiritimati", "Etc/GMT+12")}
    assert there == {"Pacific/Kiritimati": date(2030, 6, 16), "Etc/GMT+12": date(2030, 6, 14)}


def test_an_instant_is_due_on_the_day_that_it_is_there() -> None:
    due = parse_due("2030-06-15T10:30:00Z")
    assert day_of(due, ZoneInfo("Pacific/Kiritimati")) == date(2030, 6, 16)
    assert day_of(due, UTC) == date(2030, 6, 15)
    assert day_of(due, ZoneInfo("Etc/GMT+12")) == date(2030, 6, 14)


def test_the_kinds_sort_as_their_reader_sees_them() -> None:
    soonest_first = [
        "2030-02-10T10:00:00+13:00",
        "2030-02-09T23:59:59",
        "2030-02-10",
        "2030-02-10T00:00:01-05:00",
        "2030-02-10T08:59:59",
        "2030-02-10T14:00:00Z",
        "2030-02-10T09:00:01",
        "2030-02-11",
    ]
    keys = [sort_key(parse_due(text), ZoneInfo("America/New_York")) for text in soonest_first]
    assert keys == sorted(set(keys))


def test_times_that_clocks_skip_sort_as_written_before_those_they_show_next() -> None:
    soonest_first = [
        "2030-03-31T01:59:59",
        "2030-03-31T02:00:00",
        "2030-03-31T02:30:00",
        "2030-03-31T01:00:00Z",
        "2030-03-31T03:10:00",
    ]
    keys = [sort_key(parse_due(text), ZoneInfo("Europe/Berlin")) for text in soonest_first]
    assert keys == sorted(set(keys))


@given(dues, dues)
def test_in_utc_the_order_is_that_of_the_index(one: Due, other: Due) -> None:
    before = sort_key(one, UTC) < sort_key(other, UTC)
    assert before == (one.sort_at < other.sort_at)


@given(dues, dues, zones)
def test_in_every_zone_times_of_one_nature_keep_the_order_of_the_index(
    one: Due, other: Due, zone: ZoneInfo
) -> None:
    if (one.kind == "instant") == (other.kind == "instant") and one.sort_at <= other.sort_at:
        assert sort_key(one, zone) <= sort_key(other, zone)


@given(dues, moments, zones)
def test_every_question_has_an_answer_to_the_ends_of_time(
    due: Due, now: datetime, zone: ZoneInfo
) -> None:
    begin, end = day_bounds(today(now, zone), zone)
    assert begin <= now <= end
    assert is_due_on(due, day_of(due, zone), zone)
    assert isinstance(is_overdue(due, now, zone), bool)
    assert sort_key(due, zone) == sort_key(due, zone)
    before, spared, until = overdue_walls(now, zone)
    assert spared <= until <= before


@pytest.mark.parametrize("hours", range(-12, 15))
def test_the_first_and_the_last_day_are_days_in_every_zone(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    for day in (date.min, date.max):
        begin, end = day_bounds(day, zone)
        assert begin < end
        assert today(begin + (end - begin) / 2, zone) == day
        assert to_instant(datetime.combine(day, datetime.min.time()), zone) == begin


@given(every_name)
def test_a_name_is_spelled_as_iana_does(name: str) -> None:
    assert clean_zone(name) == clean_zone(name.lower()) == clean_zone(name.upper()) == name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("US/Los Angeles", "America/Los_Angeles"),
        ("Europe/Berlin\0", "Europe/Berlin"),
        ("\N{KELVIN SIGN}iev", "Europe/Kiev"),
    ],
)
def test_a_name_that_is_nearly_right_is_refused_with_a_suggestion(name: str, meant: str) -> None:
    with pytest.raises(Invalid, match=f"did you mean {meant}\\?"):
        clean_zone(name)


@pytest.mark.parametrize("name", ["UTC+2", "+02:00", "gmt-1", "GMT +05:30"])
def test_an_offset_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(Invalid, match="doesn't tell when clocks change"):
        clean_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Factory", "localtime", "posix/UTC", "../etc/passwd", "Pacific Time", "x" * 10**6]
)
def test_what_is_no_zone_is_refused_and_never_repeated(name: str) -> None:
    with pytest.raises(Invalid, match="IANA time zone") as refused:
        clean_zone(name, "zone")
    assert [error.field for error in refused.value.errors] == ["zone"]
    assert not name or name not in refused.value.detail


def test_zones_come_from_the_package_whatever_the_system_has(tmp_path: Path) -> None:
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Berlin").write_bytes(b"no zone at all")
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tasklark.domain.zones import day_bounds; import datetime, zoneinfo;"
            "berlin = zoneinfo.ZoneInfo('Europe/Berlin');"
            "print(day_bounds(datetime.date(2030, 3, 31), berlin)[0])",
        ],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "2030-03-30 23:00:00+00:00\n"
    assert TZPATH == ()


def test_the_release_of_the_database_is_told() -> None:
    assert "2026a" <= tzdata_version() < "2100"
