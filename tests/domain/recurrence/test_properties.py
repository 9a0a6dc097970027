"""What holds for every rule, every series and everything that may be sent."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.cleaning import clean
from tasklark.domain.recurrence.completion import When, complete, skip
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.domain.recurrence.rules import WEEKDAYS, parse_rule
from tasklark.domain.recurrence.slots import after, is_slot

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran")
_numbers = {
    "BYMONTH": st.integers(1, 12),
    "BYMONTHDAY": st.integers(-31, 31),
    "BYYEARDAY": st.integers(-366, 366),
    "BYWEEKNO": st.integers(-53, 53),
    "BYDAY": st.builds("{}{}".format, st.sampled_from(["", "1", "-1"]), st.sampled_from(WEEKDAYS)),
    "BYHOUR": st.integers(0, 23),
    "BYMINUTE": st.sampled_from([0, 15, 30]),
    "BYSETPOS": st.sampled_from([1, 2, -1]),
    "INTERVAL": st.integers(1, 30),
    "COUNT": st.integers(1, 400),
    "UNTIL": st.dates(date(2027, 1, 1)).map("{:%Y%m%d}".format),
    "WKST": st.sampled_from(WEEKDAYS),
}
_listed = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYHOUR", "BYMINUTE"}


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={frequency}"]
    for name in draw(st.lists(st.sampled_from(sorted(_numbers)), max_size=4, unique=True)):
        most = 3 if name in _listed else 1
        values = draw(st.lists(_numbers[name], min_size=1, max_size=most))
        parts.append(f"{name}={','.join(map(str, values))}")
    return ";".join(draw(st.permutations(parts)))


moments = st.integers(0, 40 * 365 * 24 * 4).map(
    lambda quarters: datetime(2000, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
)
dates = st.builds(
    lambda kind, moment: Due.on_day(moment.date()) if kind == "day" else Due(kind, moment),
    st.sampled_from(["day", "local", "instant"]),
    moments,
)


@st.composite
def series(draw: st.DrawFn) -> tuple[Repeat, str]:
    """Draw a repeat that was accepted, and its zone."""
    zone, start = draw(st.sampled_from(ZONES)), draw(dates)
    sent: dict[str, Any] = {
        "rule": draw(rule_texts()),
        "basis": draw(st.sampled_from(["schedule", "completion"])),
    }
    for name in ("exdates", "rdates"):
        days = draw(st.lists(st.integers(0, 40), max_size=3))
        moved = (Due(start.kind, start.sort_at + timedelta(days=number)) for number in days)
        sent[name] = [str(date) for date in moved]
    try:
        return parse_repeat(clean(sent, start, zone)), zone
    except Invalid:
        sent["rule"] = "FREQ=DAILY"
        return parse_repeat(clean(sent, start, zone)), zone


def _slots(one: Repeat, zone: str, number: int) -> list[Due]:
    before = Due(one.start.kind, one.start.sort_at - timedelta(days=1))
    return list(islice(after(one, zone, before), number))


@given(rule_texts())
def test_canonical_text_is_a_fixed_point(text: str) -> None:
    try:
        rule = parse_rule(text)
    except Invalid:
        return
    assert parse_rule(str(rule)) == rule
    assert parse_rule(str(rule).lower()) == rule


@given(series())
def test_a_stored_repeat_is_cleaned_to_itself(drawn: tuple[Repeat, str]) -> None:
    one, zone = drawn
    stored = one.as_json()
    assert parse_repeat(stored) == one
    assert clean(stored, one.occurrence, zone) == stored


@given(series())
def test_slots_increase_and_are_slots(drawn: tuple[Repeat, str]) -> None:
    one, zone = drawn
    slots = _slots(one, zone, 12)
    assert all(a.sort_at < b.sort_at for a, b in pairwise(slots))
    assert all(is_slot(one, zone, slot) for slot in slots)
    assert not set(slots) & set(one.exdates)
    assert set(one.rdates) - set(one.exdates) <= {*slots, *one.rdates[-3:]}


@given(series(), st.integers(0, 12))
def test_slots_are_the_same_from_each_of_them_on(drawn: tuple[Repeat, str], n: int) -> None:
    one, zone = drawn
    slots = _slots(one, zone, 12)
    for slot in slots[n : n + 1]:
        assert list(islice(after(one, zone, slot), 11 - n)) == slots[n + 1 :]


@given(series(), moments, moments)
def test_done_later_the_next_is_not_sooner(
    drawn: tuple[Repeat, str], one_moment: datetime, other: datetime
) -> None:
    one, zone = drawn
    if one.basis == "completion" and one.rule.interval > 1 and one.rule.chooses:
        return  # counted anew from the week or month of completion: see `anew`
    when = When(one, one.occurrence, None, zone)
    sooner = complete(when, min(one_moment, other), zone).when
    later = complete(when, max(one_moment, other), zone).when
    if sooner is None:
        assert later is None
    elif later is not None:
        assert sooner.due_date.sort_at <= later.due_date.sort_at


@given(series(), moments)
def test_what_follows_is_open_and_ahead(drawn: tuple[Repeat, str], at: datetime) -> None:
    one, zone = drawn
    advance = complete(When(one, one.occurrence, one.occurrence, zone), at, zone)
    if advance.when is None:
        return
    following = advance.when
    assert following.due_date == following.start_date == following.repeat.occurrence
    assert is_slot(following.repeat, zone, following.due_date)
    assert following.repeat.as_json() == clean(following.repeat.as_json(), following.due_date, zone)
    if one.basis == "schedule":
        assert following.repeat.start == one.start
        assert following.due_date.sort_at > one.occurrence.sort_at
        assert all(slot.sort_at < following.due_date.sort_at for slot in advance.missed)


@given(series())
def test_skipping_goes_through_the_series_one_by_one(drawn: tuple[Repeat, str]) -> None:
    one, zone = drawn
    expected = list(islice(after(one, zone, one.occurrence), 5))
    when: When | None = When(one, one.occurrence, None, zone)
    if one.basis == "schedule":
        for slot in expected:
            when = skip(when).when if when else None
            assert when is not None
            assert when.due_date == slot


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
_rule_like = (
    st.text("FREQ=DAILYWKMONTHBUSP;,-+0123456789Z ", max_size=60) | rule_texts() | st.text()
)
_date_like = st.text("0123456789-:TZ", max_size=25) | dates.map(str)
_sent = st.fixed_dictionaries(
    {"rule": _rule_like | JSON},
    optional={
        "basis": st.sampled_from(["schedule", "completion"]) | JSON,
        "start": _date_like | JSON,
        "occurrence": _date_like | JSON,
        "rdates": st.lists(_date_like, max_size=3) | JSON,
        "exdates": st.lists(_date_like, max_size=3) | JSON,
        "resets_subtasks": st.booleans() | JSON,
    },
)


@given(_sent | JSON, st.none() | dates, st.none() | st.sampled_from(ZONES))
@example({"rule": "FREQ=YEARLY;UNTIL=00000000"}, None, None)
@example({"rule": "FREQ=DAILY", "start": "9000-12-31T23:59:59Z"}, None, "Pacific/Apia")
@example({"rule": "FREQ=DAILY", "start": "1000-01-01T00:00:00Z"}, None, "America/New_York")
@example({"rule": "FREQ=DAILY;UNTIL=99991231", "start": "2026-01-01T00:00:00Z"}, None, "Asia/Tokyo")
@example({"rule": "FREQ=DAILY;UNTIL=00010101T000000Z"}, Due.on_day(date.min), "Asia/Tokyo")
def test_whatever_is_sent_is_cleaned_or_refused(
    sent: object, due_date: Due | None, zone: str | None
) -> None:
    with suppress(Invalid):
        stored = clean(sent, due_date, zone)
        assert clean(stored, due_date or parse_repeat(stored).occurrence, zone) == stored


@given(_sent | JSON)
def test_what_is_refused_names_a_member_of_repeat(sent: object) -> None:
    try:
        clean(sent, None, None)
    except Invalid as refused:
        fields = [error.field for error in refused.errors]
    else:
        fields = ["repeat"]
    assert {field.partition(".")[0] for field in fields} == {"repeat"}
