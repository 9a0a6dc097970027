from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklark.domain.dates import Due, parse_day, parse_due
from tasklark.domain.errors import Invalid

wall = datetime.fromisoformat
days = st.dates()
walls = st.datetimes()
offsets = st.integers(-(23 * 60 + 59), 23 * 60 + 59)
zones_in_use = st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * 15)


def offset_text(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@given(days)
@example(date.min)
@example(date.max)
@example(date(2028, 2, 29))
def test_a_day_comes_back_as_the_day_that_was_written(day: date) -> None:
    due = parse_due(day.isoformat())
    assert (due.kind, str(due)) == ("day", day.isoformat())
    assert due == Due.on_day(day)


@given(walls)
@example(wall("0001-01-01T00:00:00"))
@example(wall("9999-12-31T23:59:59.999999"))
def test_a_local_time_comes_back_without_a_zone(local: datetime) -> None:
    due = parse_due(local.isoformat())
    assert (due.kind, str(due)) == ("local", local.isoformat())
    assert due == Due.at_local(local)


@given(st.datetimes(wall("0001-01-02"), wall("9999-12-30")), offsets | zones_in_use)
@example(wall("2028-02-29T12:00:00"), 14 * 60)
@example(wall("2028-02-29T12:00:00"), -12 * 60)
def test_an_instant_is_the_same_in_every_offset(local: datetime, minutes: int) -> None:
    due = parse_due(local.isoformat() + offset_text(minutes))
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert (due.kind, due.sort_at) == ("instant", moment)
    assert str(due) == moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    assert due == parse_due(str(due))
    assert hash(due) == hash(parse_due(str(due)))


@given(st.sampled_from(["day", "local", "instant"]), walls)
def test_the_canonical_text_is_a_fixed_point(kind: str, local: datetime) -> None:
    made = {
        "day": Due.on_day(local.date()),
        "local": Due.at_local(local),
        "instant": Due.at_instant(local.replace(tzinfo=UTC)),
    }[kind]
    assert parse_due(str(made)) == made
    assert str(parse_due(str(made))) == str(made)


@given(st.lists(walls, min_size=2))
def test_local_times_sort_as_their_text_does(times: list[datetime]) -> None:
    dues = [Due.at_local(local.replace(microsecond=0)) for local in times]
    assert [str(d) for d in sorted(dues, key=lambda d: d.sort_at)] == sorted(map(str, dues))


def test_one_order_holds_all_three_kinds() -> None:
    soonest_first = [
        "2030-02-09T23:30:00-01:00",
        "2030-02-10T00:30:01",
        "2030-02-10T09:00:00+01:00",
        "2030-02-11",
    ]
    places = [parse_due(text).sort_at for text in soonest_first]
    assert sorted(places) == places


anything = st.text() | st.from_regex(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d*)?[Zz+\-\d:]*")


@given(anything)
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(Invalid):
        due = parse_due(text)
        assert parse_due(str(due)) == due


@given(anything)
def test_a_refusal_names_the_field_and_never_repeats_the_text(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_due(text + "\N{SECTION SIGN}")
    assert [error.field for error in refused.value.errors] == ["due_date"]
    assert "\N{SECTION SIGN}" not in refused.value.detail


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2030-02-10T09:00", "2030-02-10T09:00:00"),
        ("2030-02-10t09:00:00z", "2030-02-10T09:00:00Z"),
        ("2030-02-10T09:00:00.000", "2030-02-10T09:00:00"),
        ("2030-02-10T09:00:00.5", "2030-02-10T09:00:00.500000"),
        ("2030-02-10T09:00:00.123456789Z", "2030-02-10T09:00:00.123456Z"),
        ("2030-02-10T09:00:00.0000009Z", "2030-02-10T09:00:00Z"),
        ("2030-02-10T23:00:00-23:59", "2030-02-11T22:59:00Z"),
        ("2030-02-10T00:00:00+23:59", "2030-02-09T00:01:00Z"),
        ("2030-02-10T09:00:00-00:00", "2030-02-10T09:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_each_form_has_one_canonical_text(text: str, canonical: str) -> None:
    assert str(parse_due(text)) == canonical


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2030-02-10T09:00Z", "needs seconds"),
        ("2030-02-10T09:00:60Z", "leap second"),
        ("2016-12-31T23:59:60", "leap second"),
        ("2030-02-10T09:00:00.1234567890Z", "at most 9 digits"),
        ("2030-02-10T24:00:00Z", "no clock shows"),
        ("2030-02-10T09:60:00", "no clock shows"),
        ("2030-02-10T09:00:00+24:00", "between -23:59 and .23:59"),
        ("2030-02-10T09:00:00+01:60", "between -23:59 and .23:59"),
        ("0001-01-01T00:00:00+00:01", "years 0001 and 9999"),
        ("9999-12-31T23:59:59-00:01", "years 0001 and 9999"),
        ("2030-02-29", "not in the calendar"),
        ("2030-13-01T09:00:00Z", "not in the calendar"),
        ("0000-01-01", "not in the calendar"),
        ("2030-02-10 09:00:00Z", "must be a day"),
        ("2030-02-10T09:00:00+0100", "must be a day"),
        ("2030-02-10T09:00:00+01", "must be a day"),
        ("2030-02-10T09:00:00.Z", "must be a day"),
        ("2030-02-10T09:00:00,5Z", "must be a day"),
        ("2030-02-10T09", "must be a day"),
        ("2030-02-10Z", "must be a day"),
        ("20300210", "must be a day"),
        ("20300210T090000Z", "must be a day"),
        ("2030-W06-7", "must be a day"),
        ("2030-041", "must be a day"),
        ("+2030-02-10", "must be a day"),
        ("\N{FULLWIDTH DIGIT TWO}030-02-10", "must be a day"),
        ("2030-02-1\N{ARABIC-INDIC DIGIT ZERO}", "must be a day"),
        ("2030-02-10\n", "must be a day"),
        (" 2030-02-10", "must be a day"),
        ("2030-02-10T09:00:00\N{MINUS SIGN}01:00", "must be a day"),
        ("", "must be a day"),
        ("tomorrow", "must be a day"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parse_due(text)


@given(days)
def test_a_field_of_days_takes_each_day(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@given(anything)
def test_a_field_of_days_takes_what_is_a_day_and_nothing_else(text: str) -> None:
    try:
        due = parse_due(text)
    except Invalid:
        due = None
    if due and due.kind == "day":
        assert parse_day(text) == due.sort_at.date()
    else:
        with pytest.raises(Invalid, match="deadline: "):
            parse_day(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2030-02-10T09:00:00", "must be a day without a time"),
        ("2030-02-10T00:00:00Z", "must be a day without a time"),
        ("2030-02-29", "not in the calendar"),
        ("", "must be a day without a time"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        parse_day(text, "until")
    assert [error.field for error in refused.value.errors] == ["until"]


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2030-02-29",
        "2030-02-10T09:00:60",
        "2030-02-10T09:00Z",
        "2030-02-10T09:00:00.1234567890",
        "2030-02-10T25:00:00",
        "2030-02-10T09:00:00+24:00",
        "0001-01-01T00:00:00+00:01",
    ],
)
def test_each_refusal_names_the_field_that_was_read(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_due(text, "start_date")
    assert [error.field for error in refused.value.errors] == ["start_date"]
