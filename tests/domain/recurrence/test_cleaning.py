"""What may stand in `repeat`, what is refused, and what comes back."""

from typing import Any

import pytest

from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.cleaning import clean

DAY, LOCAL, INSTANT = "2026-11-21", "2026-11-21T09:00:00", "2026-11-21T08:00:00Z"


def cleaned(sent: Any, due: str | None = DAY, zone: str | None = None) -> dict[str, Any]:
    return clean(sent, parse_due(due) if due else None, zone)


def rule(text: str, due: str = DAY, zone: str | None = None) -> str:
    return str(cleaned({"rule": text}, due, zone)["rule"])


def test_a_rule_alone_begins_with_the_due_date() -> None:
    assert cleaned({"rule": "FREQ=DAILY"}) == {
        "rule": "FREQ=DAILY",
        "basis": "schedule",
        "start": DAY,
        "occurrence": DAY,
        "rdates": [],
        "exdates": [],
        "resets_subtasks": False,
    }


def test_everything_that_was_sent_comes_back_in_canonical_form() -> None:
    sent = {
        "rule": "RRULE:freq=monthly;byday=fr,-1mo,MO,fr;interval=01;bymonth=12,+1;wkst=mo",
        "basis": "schedule",
        "start": "2026-11-20T09:00",
        "occurrence": "2026-11-23T09:00",
        "rdates": ["2026-12-24T10:00", "2026-12-23T10:00:00", "2026-12-24T10:00:00"],
        "exdates": ["2026-11-27T09:00"],
        "resets_subtasks": True,
    }
    assert cleaned(sent, LOCAL) == {
        "rule": "FREQ=MONTHLY;BYMONTH=1,12;BYDAY=-1MO,MO,FR",
        "basis": "schedule",
        "start": "2026-11-20T09:00:00",
        "occurrence": "2026-11-23T09:00:00",
        "rdates": ["2026-12-23T10:00:00", "2026-12-24T10:00:00"],
        "exdates": ["2026-11-27T09:00:00"],
        "resets_subtasks": True,
    }


def test_without_a_due_date_the_first_slot_is_open() -> None:
    found = cleaned({"rule": "FREQ=WEEKLY;BYDAY=MO", "start": DAY}, None)
    assert (found["start"], found["occurrence"]) == (DAY, "2026-11-23")


def test_from_completion_the_series_begins_with_its_occurrence() -> None:
    sent = {"rule": "FREQ=DAILY", "basis": "completion", "start": "2020-01-01"}
    assert cleaned(sent)["start"] == DAY


@pytest.mark.parametrize(
    ("until", "due", "zone", "kept"),
    [
        ("20301231", DAY, None, "20301231"),
        ("20301231T235959", DAY, None, "20301231"),
        ("20301231T225959Z", DAY, "Europe/Berlin", "20301231"),
        ("20301231T230000Z", DAY, "Europe/Berlin", "20310101"),
        ("20301231", LOCAL, None, "20301231T235959"),
        ("20301231T090000", LOCAL, None, "20301231T090000"),
        ("20301231T080000Z", LOCAL, "Europe/Berlin", "20301231T090000"),
        ("20301231", INSTANT, "Europe/Berlin", "20301231T225959Z"),
        ("20301231T090000", INSTANT, "Europe/Berlin", "20301231T080000Z"),
        ("20301231", INSTANT, None, "20301231T235959Z"),
        ("20301231T080000Z", INSTANT, None, "20301231T080000Z"),
    ],
)
def test_until_takes_the_kind_of_the_start(
    until: str, due: str, zone: str | None, kept: str
) -> None:
    assert rule(f"FREQ=DAILY;UNTIL={until}", due, zone) == f"FREQ=DAILY;UNTIL={kept}"


def test_times_of_day_fall_away_where_there_are_days_only() -> None:
    assert rule("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;BYSETPOS=1") == "FREQ=DAILY"


REFUSED = {
    "no frequency": "INTERVAL=2",
    "nothing": "",
    "every second": "FREQ=SECONDLY",
    "every minute": "FREQ=MINUTELY;INTERVAL=15",
    "an end twice": "FREQ=DAILY;COUNT=3;UNTIL=20301231",
    "a part twice": "FREQ=DAILY;FREQ=WEEKLY",
    "a part unknown": "FREQ=DAILY;BYEASTER=1",
    "a part without a value": "FREQ=DAILY;COUNT",
    "no interval": "FREQ=DAILY;INTERVAL=0",
    "a long interval": "FREQ=DAILY;INTERVAL=1001",
    "a very long interval": "FREQ=YEARLY;INTERVAL=101",
    "no slots": "FREQ=DAILY;COUNT=0",
    "many slots": "FREQ=DAILY;COUNT=5001",
    "a month too many": "FREQ=YEARLY;BYMONTH=13",
    "a month from the end": "FREQ=YEARLY;BYMONTH=-1",
    "day zero": "FREQ=MONTHLY;BYMONTHDAY=0",
    "day 32": "FREQ=MONTHLY;BYMONTHDAY=32",
    "an empty list": "FREQ=MONTHLY;BYMONTHDAY=",
    "a fraction": "FREQ=MONTHLY;BYMONTHDAY=1.5",
    "an unknown weekday": "FREQ=WEEKLY;BYDAY=XX",
    "weekday zero": "FREQ=MONTHLY;BYDAY=0MO",
    "the 54th Monday": "FREQ=YEARLY;BYDAY=54MO",
    "a number in a week": "FREQ=WEEKLY;BYDAY=1MO",
    "a number beside weeks": "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
    "a day of the month in a week": "FREQ=WEEKLY;BYMONTHDAY=1",
    "a day of the year in a month": "FREQ=MONTHLY;BYYEARDAY=1",
    "weeks of a month": "FREQ=MONTHLY;BYWEEKNO=1",
    "a position of nothing": "FREQ=DAILY;BYSETPOS=1",
    "an unknown week start": "FREQ=WEEKLY;WKST=1",
    "an end that is no date": "FREQ=DAILY;UNTIL=20301331",
    "hours of days": "FREQ=HOURLY",
    "30 February": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "30 February, day by day": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "the sixth Monday": "FREQ=MONTHLY;BYDAY=6MO",
    "an end before the start": "FREQ=DAILY;UNTIL=20201231",
    "a count that leads too far": "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=29;COUNT=5000",
    "a long text": "FREQ=DAILY" + ";" * 491,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_rule_that_breaks_a_rule_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rule(text)
    assert [error.field for error in refused.value.errors] == ["repeat.rule"]


def test_more_than_288_times_a_day_is_refused() -> None:
    minutes = ",".join(map(str, range(12)))
    assert rule(f"FREQ=HOURLY;BYMINUTE={minutes}", LOCAL)
    with pytest.raises(Invalid):
        rule(f"FREQ=HOURLY;BYMINUTE={minutes},59", LOCAL)


def test_until_in_utc_is_refused_for_a_local_time_in_no_zone() -> None:
    with pytest.raises(Invalid, match=r"repeat\.rule"):
        rule("FREQ=DAILY;UNTIL=20301231T080000Z", LOCAL)


WRONG: dict[str, list[Any]] = {
    "repeat": [7, "FREQ=DAILY", [], {"rule": "FREQ=DAILY", "ruel": 1}],
    "repeat.rule": [{}, {"rule": None}, {"rule": 7}],
    "repeat.basis": [{"rule": "FREQ=DAILY", "basis": basis} for basis in ("done", None, 7)],
    "repeat.start": [
        {"rule": "FREQ=DAILY", "start": start} for start in ("soon", 7, LOCAL, "0999-12-31")
    ],
    "repeat.occurrence": [
        {"rule": "FREQ=DAILY", "occurrence": date} for date in ("soon", LOCAL, "9001-01-01")
    ],
    "repeat.rdates": [
        {"rule": "FREQ=DAILY", "rdates": dates}
        for dates in (None, "2026-11-21", ["soon"], [7], [LOCAL], ["9001-01-01"])
    ],
    "repeat.exdates": [
        {"rule": "FREQ=DAILY", "exdates": dates} for dates in ([INSTANT], [DAY] * 501)
    ],
    "repeat.resets_subtasks": [{"rule": "FREQ=DAILY", "resets_subtasks": 1}],
}


@pytest.mark.parametrize(
    ("field", "sent"), [(field, sent) for field, many in WRONG.items() for sent in many]
)
def test_what_is_wrong_is_named(field: str, sent: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cleaned(sent)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_rule_without_any_date_is_refused() -> None:
    with pytest.raises(Invalid, match=r"repeat\.start: is needed"):
        cleaned({"rule": "FREQ=DAILY"}, None)
