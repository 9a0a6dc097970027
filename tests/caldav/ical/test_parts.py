"""Parts of objects and feeds, judged by an independent reader."""

from datetime import UTC, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.calendar_objects import Meaning
from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical.feeds import Writer
from tasklark.surfaces.caldav.ical.filters import Comp, Prop, TimeRange, Wanted
from tasklark.surfaces.caldav.ical.partial import part
from tasklark.surfaces.caldav.ical.writing import compose
from tests.caldav.ical.bodies import todo
from tests.caldav.ical.tasks import FACTS, meanings

WEEK = TimeRange(datetime(2026, 12, 7, tzinfo=UTC), datetime(2026, 12, 14, tzinfo=UTC))
LATER = (
    "BEGIN:VTODO\nUID:u\nRECURRENCE-ID;TZID=Europe/Berlin:20261220T090000\nSUMMARY:Later\n"
    "DTSTART:20261220T180000Z\nEND:VTODO\n"
)
DAILY = todo(
    [
        "UID:u",
        "SUMMARY:Water",
        "DTSTART;TZID=Europe/Berlin:20261201T090000",
        "DUE;TZID=Europe/Berlin:20261201T100000",
        "RRULE:FREQ=DAILY",
        "EXDATE;TZID=Europe/Berlin:20261209T090000",
    ],
    after="BEGIN:VTODO\nUID:u\nRECURRENCE-ID;TZID=Europe/Berlin:20261210T090000\nSUMMARY:Apart\n"
    "DTSTART:20261210T180000Z\nDUE:20261210T190000Z\nEND:VTODO\n"
    f"{LATER}",
)


@given(meanings())
def test_a_new_text_is_valid_for_another_reader(meaning: Meaning) -> None:
    text = compose(None, meaning, FACTS)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    (found,) = icalendar.Calendar.from_ical(text).walk("VTODO")
    assert not found.errors
    assert str(found["UID"]) == FACTS.uid
    assert str(found["SUMMARY"]) == meaning.title
    assert str(found.get("DESCRIPTION", "")) == (meaning.description or "")
    assert ("DUE" in found) is (meaning.due_date is not None)
    assert ("RRULE" in found) is (meaning.repeat is not None)
    assert len(found.walk("VALARM")) == len(meaning.alarms)


@given(st.lists(meanings(), max_size=4))
def test_a_feed_is_valid_for_another_reader(told: list[Meaning]) -> None:
    writer = Writer("Home; garden")
    objects = [compose(None, each, FACTS._replace(uid=f"u{n}")) for n, each in enumerate(told)]
    text = "".join([writer.begin(), *map(writer.add, objects), writer.end()])
    found = icalendar.Calendar.from_ical(text)
    assert [str(each["SUMMARY"]) for each in found.walk("VTODO")] == [m.title for m in told]
    zones = [str(each["TZID"]) for each in found.walk("VTIMEZONE")]
    assert len(zones) == len(set(zones))


def test_occurrences_stand_one_by_one_in_utc() -> None:
    text = part(DAILY, Wanted(expand=WEEK), "UTC")
    found = icalendar.Calendar.from_ical(text)
    assert not found.walk("VTIMEZONE")
    told = [
        (each["DTSTART"].to_ical(), each["RECURRENCE-ID"].to_ical(), str(each["SUMMARY"]))
        for each in found.walk("VTODO")
    ]
    days = [7, 8, 10, 11, 12, 13]
    hours = {10: b"20261210T180000Z"}
    assert told == [
        (
            hours.get(day, b"202612%02dT080000Z" % day),
            b"202612%02dT080000Z" % day,
            "Apart" if day == 10 else "Water",
        )
        for day in days
    ]
    assert not any("RRULE" in each or "EXDATE" in each for each in found.walk("VTODO"))


def test_only_overrides_within_the_range_are_kept() -> None:
    text = part(DAILY, Wanted(limit_recurrence_set=WEEK), "UTC")
    before, _, rest = DAILY.partition(LATER)
    assert text == before + rest


def test_only_the_lines_that_are_wanted_are_told() -> None:
    comp = Comp(
        "VCALENDAR",
        all_props=False,
        props=(Prop("VERSION"),),
        all_comps=False,
        comps=(
            Comp("VTODO", all_props=False, props=(Prop("UID"), Prop("SUMMARY", is_empty=True))),
        ),
    )
    text = part(
        todo(["UID:u", "SUMMARY;X-A=b:secret", "DUE:20261201T100000Z"]), Wanted(comp), "UTC"
    )
    assert text == (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:u\nSUMMARY;X-A=b:\n"
        "END:VTODO\nEND:VCALENDAR\n"
    )


def test_more_occurrences_than_anybody_reads_are_refused() -> None:
    text = DAILY.replace("FREQ=DAILY", "FREQ=HOURLY")
    century = TimeRange(WEEK.start, datetime(2126, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid) as refusal:
        part(text, Wanted(expand=century), "UTC")
    assert refusal.value.code == "calendar.too_many"


def test_a_feed_tells_a_series_one_by_one_if_it_is_to() -> None:
    writer = Writer("Home", datetime(2026, 12, 1, tzinfo=UTC))
    text = writer.begin() + writer.add(DAILY, expands=True) + writer.end()
    found = icalendar.Calendar.from_ical(text).walk("VTODO")
    assert len(found) == 365  # 366 days, one of them excluded
    assert not any("RRULE" in each for each in found)
