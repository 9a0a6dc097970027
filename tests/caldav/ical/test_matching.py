"""What an index tells of a query is what the text tells; texts are compared as clients ask."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical import by_index, by_text
from tasklark.surfaces.caldav.ical.filters import (
    CompFilter,
    ParamFilter,
    PropFilter,
    TextMatch,
    TimeRange,
)
from tasklark.surfaces.caldav.ical.indexing import index
from tasklark.surfaces.caldav.ical.matching import matches
from tasklark.surfaces.caldav.ical.tree import parse
from tests.caldav.ical.bodies import bodies, todo

_starts = st.integers(0, 24 * 60).map(
    lambda hours: datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hours)
)
_ranges = st.builds(
    lambda start, hours: TimeRange(start, start + timedelta(hours=hours) if hours else None),
    _starts,
    st.sampled_from([0, 1, 24, 24 * 30]),
)
_props = st.one_of(
    st.tuples(st.sampled_from(["COMPLETED", "DUE", "RRULE", "X-NONE"]), st.booleans()).map(
        lambda asked: PropFilter(*asked)
    ),
    st.just(PropFilter("STATUS", text=TextMatch("completed", is_negated=True))),
    _ranges.map(lambda within: PropFilter("DUE", within=within)),
)


@given(
    bodies(),
    st.one_of(st.none(), _ranges),
    st.lists(_props, max_size=2),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
)
def test_the_index_tells_what_the_text_tells(
    body: str, within: TimeRange | None, props: list[PropFilter], zone: str
) -> None:
    calendar = parse(body)
    component = CompFilter("VTODO", within=within, props=tuple(props))
    wanted = CompFilter("VCALENDAR", comps=(component,))
    told = by_index.matches(wanted, index(calendar), zone)
    assert told in (None, by_text.matches(wanted, calendar, zone))


ALARM = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1H\nEND:VALARM\n"
TEXT = todo(
    [
        "UID:u",
        "SUMMARY;LANGUAGE=de:Straße und Ärger",
        "CATEGORIES:a\\,b,c",
        "DUE:20261201T100000Z",
        "STATUS:NEEDS-ACTION",
    ],
    ALARM,
)


def _wanted(*props: PropFilter, comps: tuple[CompFilter, ...] = ()) -> CompFilter:
    return CompFilter("VCALENDAR", comps=(CompFilter("VTODO", props=props, comps=comps),))


def _summary(text: str, collation: str = "i;ascii-casemap", negated: bool = False) -> CompFilter:
    return _wanted(PropFilter("SUMMARY", text=TextMatch(text, collation, negated)))


def _rings(hour: int) -> CompFilter:
    start = datetime(2026, 12, 1, hour, tzinfo=UTC)
    within = TimeRange(start, start + timedelta(hours=1))
    return _wanted(comps=(CompFilter("VALARM", within=within),))


@pytest.mark.parametrize(
    ("wanted", "is_match"),
    [
        (_summary("straßE"), True),
        (_summary("ärger"), False),
        (_summary("ärger", "i;unicode-casemap"), True),
        (_summary("STRASSE", "i;unicode-casemap"), True),
        (_summary("straße", "i;octet"), False),
        (_summary("Straße", "i;octet"), True),
        (_summary("nothing", negated=True), True),
        (_wanted(PropFilter("LOCATION", text=TextMatch("x", is_negated=True))), False),
        (_wanted(PropFilter("CATEGORIES", text=TextMatch("a,b"))), True),
        (_wanted(PropFilter("SUMMARY", params=(ParamFilter("LANGUAGE"),))), True),
        (_wanted(PropFilter("SUMMARY", params=(ParamFilter("LANGUAGE", True),))), False),
        (_wanted(PropFilter("SUMMARY", params=(ParamFilter("X-A", True),))), True),
        (_wanted(comps=(CompFilter("VALARM"),)), True),
        (_wanted(comps=(CompFilter("VALARM", is_absent=True),)), False),
        (_rings(9), True),
        (_rings(10), False),
        (CompFilter("VCALENDAR", comps=(CompFilter("VEVENT"),)), False),
        (CompFilter("VCALENDAR", comps=(CompFilter("VEVENT", is_absent=True),)), True),
        (CompFilter("VCALENDAR", comps=(CompFilter("VTIMEZONE"),)), False),
        (CompFilter("VCALENDAR"), True),
        (CompFilter("VTODO"), False),
    ],
)
def test_a_filter_finds_what_it_says(wanted: CompFilter, is_match: bool) -> None:
    assert matches(wanted, index(parse(TEXT)), lambda: TEXT, "UTC") is is_match


def test_an_unknown_collation_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        matches(_summary("x", "i;klingon"), index(parse(TEXT)), lambda: TEXT, "UTC")
    assert refusal.value.code == "calendar.collation"
