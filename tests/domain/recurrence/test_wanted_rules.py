"""Every rule that people ask for, from a day in November 2026 on."""

import pytest

from tests.domain.recurrence.series_of import done, first, next_due, repeat

WANTED = {
    "every 3 days": ("FREQ=DAILY;INTERVAL=3", "2026-11-21", "2026-11-24 2026-11-27 2026-11-30"),
    "every 2 weeks": ("FREQ=WEEKLY;INTERVAL=2", "2026-11-21", "2026-12-05 2026-12-19 2027-01-02"),
    "Monday, Wednesday, Friday": (
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "2026-11-23",
        "2026-11-25 2026-11-27 2026-11-30",
    ),
    "weekdays only": (
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "2026-11-26",
        "2026-11-27 2026-11-30 2026-12-01",
    ),
    "weekdays only, as a daily rule": (
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "2026-11-26",
        "2026-11-27 2026-11-30 2026-12-01",
    ),
    "every 2 months on the 15th": (
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
        "2026-11-15",
        "2027-01-15 2027-03-15 2027-05-15",
    ),
    "the 31st, where there is one": (
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "2026-12-31",
        "2027-01-31 2027-03-31 2027-05-31",
    ),
    "the 31st, or the last day of a short month": (
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "2026-12-31",
        "2027-01-31 2027-02-28 2027-03-31",
    ),
    "the 30th, or the last of February": (
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "2027-12-30",
        "2028-01-30 2028-02-29 2028-03-30",
    ),
    "the second Tuesday": (
        "FREQ=MONTHLY;BYDAY=2TU",
        "2026-11-10",
        "2026-12-08 2027-01-12 2027-02-09",
    ),
    "the last Friday": (
        "FREQ=MONTHLY;BYDAY=-1FR",
        "2026-11-27",
        "2026-12-25 2027-01-29 2027-02-26",
    ),
    "the fifth Monday, where there is one": (
        "FREQ=MONTHLY;BYDAY=5MO",
        "2026-11-30",
        "2027-03-29 2027-05-31 2027-08-30",
    ),
    "the last weekday": (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "2026-11-30",
        "2026-12-31 2027-01-29 2027-02-26",
    ),
    "the last day of the month": (
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "2026-11-30",
        "2026-12-31 2027-01-31 2027-02-28",
    ),
    "yearly": ("FREQ=YEARLY", "2026-11-21", "2027-11-21 2028-11-21 2029-11-21"),
    "yearly on 29 February": ("FREQ=YEARLY", "2028-02-29", "2032-02-29 2036-02-29 2040-02-29"),
    "the last day of February": (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
        "2027-02-28",
        "2028-02-29 2029-02-28 2030-02-28",
    ),
    "Thanksgiving": (
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "2026-11-26",
        "2027-11-25 2028-11-23 2029-11-22",
    ),
    "Friday the 13th": (
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "2026-11-13",
        "2027-08-13 2028-10-13 2029-04-13",
    ),
    "Monday of week 20": (
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "2026-05-11",
        "2027-05-17 2028-05-15 2029-05-14",
    ),
    "the hundredth day of the year": (
        "FREQ=YEARLY;BYYEARDAY=100",
        "2027-04-10",
        "2028-04-09 2029-04-10 2030-04-10",
    ),
    "twice a day": (
        "FREQ=DAILY;BYHOUR=8,20;BYMINUTE=30",
        "2026-11-21T08:30:00",
        "2026-11-21T20:30:00 2026-11-22T08:30:00 2026-11-22T20:30:00",
    ),
    "every 8 hours": (
        "FREQ=HOURLY;INTERVAL=8",
        "2026-11-21T20:00:00",
        "2026-11-22T04:00:00 2026-11-22T12:00:00 2026-11-22T20:00:00",
    ),
}


@pytest.mark.parametrize(("rule", "start", "expected"), WANTED.values(), ids=WANTED.keys())
def test_each_rule_has_the_dates_a_person_means(rule: str, start: str, expected: str) -> None:
    assert first(4, repeat(rule, start)) == [start, *expected.split()]


def test_a_rule_until_a_day_includes_that_day_and_ends() -> None:
    weekly = repeat("FREQ=WEEKLY;UNTIL=20261205", "2026-11-21")
    assert first(9, weekly) == ["2026-11-21", "2026-11-28", "2026-12-05"]


def test_a_rule_with_a_count_has_so_many_dates_from_its_start_on() -> None:
    assert first(9, repeat("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2026-12-31")) == [
        "2026-12-31",
        "2027-01-31",
        "2027-03-31",
    ]


FROM_COMPLETION = {
    # rule, due, done at, next
    "every day": ("FREQ=DAILY", "2026-11-10", "2026-11-21", "2026-11-22"),
    "every 3 days": ("FREQ=DAILY;INTERVAL=3", "2026-11-10", "2026-11-21", "2026-11-24"),
    "every 3 days, done early": ("FREQ=DAILY;INTERVAL=3", "2026-11-25", "2026-11-21", "2026-11-24"),
    "every 2 weeks": ("FREQ=WEEKLY;INTERVAL=2", "2026-11-10", "2026-11-21", "2026-12-05"),
    "next Monday": ("FREQ=WEEKLY;BYDAY=MO", "2026-11-09", "2026-11-21", "2026-11-23"),
    "Monday, done the Sunday before": (
        "FREQ=WEEKLY;BYDAY=MO",
        "2026-11-23",
        "2026-11-22",
        "2026-11-30",
    ),
    "Monday, done on a Monday": ("FREQ=WEEKLY;BYDAY=MO", "2026-11-16", "2026-11-23", "2026-11-30"),
    "Monday or Thursday": ("FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-16", "2026-11-17", "2026-11-19"),
    "every other Friday, done late": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "2026-11-06",
        "2026-11-10",
        "2026-11-27",
    ),
    "a month": ("FREQ=MONTHLY", "2026-11-10", "2026-11-21", "2026-12-21"),
    "a month, into a short one": ("FREQ=MONTHLY", "2027-01-10", "2027-01-31", "2027-02-28"),
    "3 months, on the 15th": (
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15",
        "2027-01-15",
        "2027-02-03",
        "2027-05-15",
    ),
    "the 15th, done late in its month": (
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "2027-01-15",
        "2027-01-20",
        "2027-02-15",
    ),
    "the 15th, done early in its month": (
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "2027-01-15",
        "2027-01-10",
        "2027-02-15",
    ),
    "the 1st and 15th": ("FREQ=MONTHLY;BYMONTHDAY=1,15", "2027-01-01", "2027-01-03", "2027-01-15"),
    "a year": ("FREQ=YEARLY", "2028-02-28", "2028-02-29", "2029-02-28"),
}


@pytest.mark.parametrize(
    ("rule", "due", "done_on", "expected"), FROM_COMPLETION.values(), ids=FROM_COMPLETION.keys()
)
def test_a_rule_from_completion_counts_from_the_day_of_completion(
    rule: str, due: str, done_on: str, expected: str
) -> None:
    one = repeat(rule, due, basis="completion")
    assert next_due(done(one, f"{done_on}T12:00:00Z")) == expected
