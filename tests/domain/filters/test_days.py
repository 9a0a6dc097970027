"""Which day words mean."""

from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.filters import Context, days, parse
from tasklark.domain.filters.tree import Day, Field, Relation, Unit, When
from tests.domain.filters import trees

ME = UUID(int=1)
SUNDAY_IN_AUCKLAND = Context(
    datetime(2026, 11, 21, 11, tzinfo=UTC), ZoneInfo("Pacific/Auckland"), ME
)


def day(written: str, field: str = "due", week_start: int = 0) -> str:
    """Return the day that words mean in Auckland on Sunday, 22 November 2026."""
    node = parse(f"{field}: {written}")
    assert isinstance(node, When)
    there = SUNDAY_IN_AUCKLAND
    context = Context(there.now_at, there.zone, ME, week_start=week_start)
    return days.resolved(node, context).isoformat()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("today", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("yesterday", "2026-11-21"),
        ("sunday", "2026-11-22"),
        ("mon", "2026-11-23"),
        ("sat", "2026-11-28"),
        ("22 nov", "2026-11-22"),
        ("nov 21", "2027-11-21"),
        ("29 feb", "2028-02-29"),
        ("24 dec 2030", "2030-12-24"),
        ("+3 days", "2026-11-25"),
        ("-2 weeks", "2026-11-08"),
        ("in 1 month", "2026-12-22"),
        ("3 years ago", "2023-11-22"),
        ("+9999 years", "9998-12-31"),
        ("-9999 months", "1193-08-22"),
        ("-9999 years", "0002-01-01"),
        ("first day of week", "2026-11-16"),
        ("last day of week", "2026-11-22"),
        ("next week", "2026-11-23"),
        ("last day of last week", "2026-11-15"),
        ("first day of month", "2026-11-01"),
        ("last day of the month", "2026-11-30"),
        ("last day of next month", "2026-12-31"),
        ("last day of last year", "2025-12-31"),
        ("first day of next year", "2027-01-01"),
    ],
)
def test_words_mean_a_day_of_the_readers_calendar(written: str, meant: str) -> None:
    assert day(written) == meant


def test_what_looks_back_means_the_last_such_day() -> None:
    assert day("sunday", "created") == "2026-11-22"
    assert day("monday", "completed") == "2026-11-16"
    assert day("23 nov", "changed") == "2025-11-23"
    assert day("29 feb", "changed") == "2024-02-29"


def test_weeks_begin_when_the_reader_says() -> None:
    assert day("first day of week", week_start=6) == "2026-11-22"
    assert day("last day of week", week_start=6) == "2026-11-28"
    assert day("next week", week_start=5) == "2026-11-28"


def test_a_month_later_is_the_last_day_where_there_is_no_such() -> None:
    assert days.shifted(date(2027, 1, 31), 1, Unit.MONTH) == date(2027, 2, 28)
    assert days.shifted(date(2028, 2, 29), -1, Unit.YEAR) == date(2027, 2, 28)


@given(
    on=st.dates(date(2, 1, 2), date(9998, 12, 30)),
    field=st.sampled_from(Field),
    meant=trees.days(),
    week_start=st.integers(0, 6),
)
def test_every_day_has_a_place_in_the_calendar(
    on: date, field: Field, meant: Day, week_start: int
) -> None:
    now = datetime.combine(on, time(12), UTC)
    context = Context(now, ZoneInfo("Pacific/Kiritimati"), ME, week_start=week_start)
    found = days.resolved(When(field, Relation.ON, meant), context)
    assert days.FIRST.year - 1 <= found.year <= days.LAST.year + 1
