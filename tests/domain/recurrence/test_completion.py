"""What follows when an occurrence is done, skipped or moved."""

from dataclasses import replace

import pytest

from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.completion import When, add, complete, exclude, move, skip
from tasklark.domain.recurrence.slots import is_slot
from tests.domain.recurrence.series_of import done, first, next_due, repeat

MONDAYS = repeat("FREQ=WEEKLY;BYDAY=MO", "2026-11-02")
DAILY = repeat("FREQ=DAILY", "2026-11-18")


def test_done_on_its_day_the_next_slot_is_open() -> None:
    advance = done(MONDAYS, "2026-11-02T20:00:00Z")
    assert (next_due(advance), advance.missed) == ("2026-11-09", ())
    assert advance.when is not None
    assert advance.when.repeat == replace(MONDAYS, occurrence=parse_due("2026-11-09"))


def test_done_early_the_next_is_the_slot_after_the_open_one() -> None:
    assert next_due(done(MONDAYS, "2026-10-20T12:00:00Z")) == "2026-11-09"


def test_done_late_the_next_lies_ahead_and_those_between_were_missed() -> None:
    advance = done(DAILY, "2026-11-21T12:00:00Z")
    assert next_due(advance) == "2026-11-22"
    assert list(map(str, advance.missed)) == ["2026-11-19", "2026-11-20", "2026-11-21"]


def test_the_day_is_the_one_that_it_is_where_the_user_lives() -> None:
    late = "2026-11-21T23:30:00Z"
    assert next_due(done(DAILY, late, user="Europe/Berlin")) == "2026-11-23"
    assert next_due(done(DAILY, late, user="America/New_York")) == "2026-11-22"


def test_a_local_time_is_met_by_the_clock_of_the_user() -> None:
    local = repeat("FREQ=DAILY", "2026-11-20T09:00:00")
    assert next_due(done(local, "2026-11-21T07:30:00Z", user="Europe/Berlin")) == (
        "2026-11-21T09:00:00"
    )
    assert next_due(done(local, "2026-11-21T08:30:00Z", user="Europe/Berlin")) == (
        "2026-11-22T09:00:00"
    )


def test_an_instant_is_met_when_its_moment_has_passed() -> None:
    zone = "Asia/Tokyo"
    instant = repeat("FREQ=DAILY", "2026-11-20T00:00:00Z", zone)
    assert next_due(done(instant, "2026-11-20T23:59:00Z", zone)) == "2026-11-21T00:00:00Z"
    assert next_due(done(instant, "2026-11-21T00:00:00Z", zone)) == "2026-11-22T00:00:00Z"


def test_no_more_than_366_missed_slots_are_named() -> None:
    advance = done(repeat("FREQ=DAILY", "2000-01-01"), "2026-11-21T12:00:00Z")
    assert next_due(advance) == "2026-11-22"
    assert (len(advance.missed), str(advance.missed[0])) == (366, "2000-01-02")


@pytest.mark.parametrize("end", ["COUNT=3", "UNTIL=20261116"])
def test_after_the_last_slot_nothing_follows(end: str) -> None:
    series = repeat(f"FREQ=WEEKLY;{end}", "2026-11-02")
    advance = done(series, "2026-11-10T12:00:00Z")
    assert next_due(advance) == "2026-11-16"
    assert advance.when is not None
    assert done(advance.when.repeat, "2026-11-16T12:00:00Z").when is None
    late = done(series, "2027-01-01T12:00:00Z")
    assert late.when is None
    assert list(map(str, late.missed)) == ["2026-11-09", "2026-11-16"]


def test_the_start_date_keeps_its_distance() -> None:
    when = When(MONDAYS, parse_due("2026-11-02"), parse_due("2026-10-31"))
    following = skip(when).when
    assert following is not None
    assert str(following.start_date) == "2026-11-07"


def test_the_start_date_keeps_its_distance_on_the_clock_across_a_change() -> None:
    zone = "Europe/Berlin"
    series = repeat("FREQ=WEEKLY", "2027-03-22T17:00:00Z", zone)
    when = When(series, series.start, parse_due("2027-03-22T07:00:00Z"), zone)
    following = skip(when).when
    assert following is not None
    assert str(following.due_date) == "2027-03-29T16:00:00Z"
    assert str(following.start_date) == "2027-03-29T06:00:00Z"


def test_skipped_the_next_slot_is_open_though_it_has_passed() -> None:
    advance = skip(When(DAILY, DAILY.start))
    assert (next_due(advance), advance.missed) == ("2026-11-19", ())


def test_skipped_a_series_from_completion_goes_on_as_if_done_on_its_day() -> None:
    series = repeat("FREQ=DAILY;INTERVAL=3", "2026-11-18", basis="completion")
    assert next_due(skip(When(series, series.start))) == "2026-11-21"


def test_moved_an_occurrence_leaves_its_series_alone() -> None:
    moved = move(When(MONDAYS, MONDAYS.start), parse_due("2026-11-05"))
    assert str(moved.due_date) == "2026-11-05"
    assert str(moved.repeat.occurrence) == "2026-11-02"
    following = complete(moved, parse_due("2026-11-05T12:00:00Z").sort_at, "UTC")
    assert next_due(following) == "2026-11-09"


def test_moved_past_the_next_slot_that_one_is_open_next() -> None:
    moved = move(When(MONDAYS, MONDAYS.start), parse_due("2026-11-12"))
    following = complete(moved, parse_due("2026-11-04T12:00:00Z").sort_at, "UTC")
    assert next_due(following) == "2026-11-09"


def test_an_excluded_date_is_no_slot_and_an_added_one_is() -> None:
    changed = exclude(add(MONDAYS, parse_due("2026-11-11")), parse_due("2026-11-09"))
    assert first(3, changed) == ["2026-11-02", "2026-11-11", "2026-11-16"]
    assert not is_slot(changed, None, parse_due("2026-11-09"))
    assert is_slot(changed, None, parse_due("2026-11-11"))


def test_excluding_and_adding_take_each_other_back() -> None:
    christmas = parse_due("2026-12-25")
    assert add(exclude(MONDAYS, christmas), christmas).exdates == ()
    assert exclude(add(MONDAYS, christmas), christmas).rdates == ()


def test_a_date_of_another_kind_is_refused() -> None:
    other = parse_due("2026-11-09T09:00:00")
    with pytest.raises(Invalid):
        add(MONDAYS, other)
    with pytest.raises(Invalid):
        exclude(MONDAYS, other)
    with pytest.raises(Invalid):
        move(When(MONDAYS, MONDAYS.start), other)


def test_no_more_than_500_dates_are_excluded() -> None:
    full = repeat(
        "FREQ=DAILY", "2026-01-01", exdates=first(500, repeat("FREQ=DAILY", "2030-01-01"))
    )
    with pytest.raises(Invalid, match="500"):
        exclude(full, parse_due("2029-12-31"))


def test_from_completion_a_count_says_how_many_are_left() -> None:
    series = repeat("FREQ=DAILY;COUNT=2", "2026-11-18", basis="completion")
    advance = done(series, "2026-11-20T12:00:00Z")
    assert advance.when is not None
    assert str(advance.when.repeat.rule) == "FREQ=DAILY;COUNT=1"
    assert str(advance.when.repeat.start) == next_due(advance) == "2026-11-21"
    assert done(advance.when.repeat, "2026-11-21T12:00:00Z").when is None


def test_from_completion_nothing_follows_beyond_until() -> None:
    series = repeat("FREQ=WEEKLY;UNTIL=20261130", "2026-11-18", basis="completion")
    assert next_due(done(series, "2026-11-23T12:00:00Z")) == "2026-11-30"
    assert done(series, "2026-11-24T12:00:00Z").when is None


def test_from_completion_the_time_of_day_stays() -> None:
    zone = "Europe/Berlin"
    series = repeat("FREQ=DAILY;INTERVAL=2", "2026-11-18T08:00:00Z", zone, basis="completion")
    assert next_due(done(series, "2026-11-20T23:30:00Z", zone)) == "2026-11-23T08:00:00Z"


def test_from_completion_hours_count_from_the_minute() -> None:
    series = repeat("FREQ=HOURLY;INTERVAL=4", "2026-11-18T08:00:00", basis="completion")
    advance = done(series, "2026-11-20T12:34:56Z", user="Europe/Berlin")
    assert next_due(advance) == "2026-11-20T17:34:00"


def test_from_completion_two_times_a_day_follow_each_other() -> None:
    series = repeat("FREQ=DAILY;BYHOUR=8,20", "2026-11-18T08:00:00", basis="completion")
    assert next_due(done(series, "2026-11-21T09:10:00Z")) == "2026-11-21T20:00:00"
    assert next_due(done(series, "2026-11-21T21:10:00Z")) == "2026-11-22T08:00:00"


def test_from_completion_excluded_dates_are_passed_over_and_added_ones_met() -> None:
    series = repeat(
        "FREQ=DAILY",
        "2026-11-18",
        basis="completion",
        exdates=["2026-11-22"],
        rdates=["2026-11-24"],
    )
    assert next_due(done(series, "2026-11-21T12:00:00Z")) == "2026-11-23"
    weekly = replace(series, rule=repeat("FREQ=WEEKLY", "2026-11-18").rule)
    assert next_due(done(weekly, "2026-11-21T12:00:00Z")) == "2026-11-24"


def test_from_completion_a_date_that_was_added_and_excluded_is_no_slot() -> None:
    series = repeat(
        "FREQ=YEARLY",
        "2026-11-18",
        basis="completion",
        rdates=["2026-11-24", "2026-11-25"],
        exdates=["2026-11-24"],
    )
    assert next_due(done(series, "2026-11-18T12:00:00Z")) == "2026-11-25"


def test_from_completion_an_added_date_may_be_the_last() -> None:
    series = repeat(
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261121",
        "2026-11-18",
        basis="completion",
        rdates=["2026-11-20"],
    )
    following = done(series, "2026-11-18T12:00:00Z").when
    assert following is not None
    assert str(following.due_date) == "2026-11-20"
    stored = following.repeat.as_json()
    assert clean(stored, following.due_date, None) == stored
    assert done(following.repeat, "2026-11-20T12:00:00Z").when is None
