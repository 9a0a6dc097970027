"""free-busy-query: the times of events, and of nothing else."""

from uuid import uuid4

import pytest

from tests.caldav.davs import CAL, DAV, DECLARED, Dav, precondition, todo

WEEK = '<C:time-range start="20300204T000000Z" end="20300211T000000Z"/>'
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nBEGIN:VEVENT\r\nUID:{0}\r\n"
    "DTSTAMP:20260101T000000Z\r\nSUMMARY:{0}\r\n{1}END:VEVENT\r\nEND:VCALENDAR\r\n"
)
EVENTS = {
    "one": "DTSTART:20300204T090000Z\r\nDTEND:20300204T100000Z\r\n",
    "touching": "DTSTART:20300204T100000Z\r\nDURATION:PT30M\r\n",
    "weekly": "DTSTART:20290206T120000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\n",
    "maybe": "DTSTART:20300205T090000Z\r\nDTEND:20300205T100000Z\r\nSTATUS:TENTATIVE\r\n",
    "off": "DTSTART:20300206T090000Z\r\nDTEND:20300206T100000Z\r\nSTATUS:CANCELLED\r\n",
    "free": "DTSTART:20300207T090000Z\r\nDTEND:20300207T100000Z\r\nTRANSP:TRANSPARENT\r\n",
    "over": "DTSTART:20300210T230000Z\r\nDTEND:20300211T090000Z\r\n",
    "elsewhere": "DTSTART:20310101T090000Z\r\nDTEND:20310101T100000Z\r\n",
    "moment": "DTSTART:20300208T090000Z\r\n",
    "day": "DTSTART;VALUE=DATE:20300209\r\n",
}


def for_events(dav: Dav) -> str:
    """Make a collection that holds events as well."""
    path = f"{dav.home}{uuid4()}/"
    kinds = '<C:comp name="VEVENT"/><C:comp name="VTODO"/>'
    asked = f"<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set>"
    body = f"<C:mkcalendar {DECLARED}><D:set><D:prop>{asked}</D:prop></D:set></C:mkcalendar>"
    assert dav.ask("MKCALENDAR", path, body).status_code == 201
    return path


def lines(text: str) -> list[str]:
    """Return the lines that tell when somebody is busy."""
    return [line for line in text.split("\r\n") if line.startswith("FREEBUSY")]


def test_events_keep_busy(dav: Dav) -> None:
    path = for_events(dav)
    for name, inner in EVENTS.items():
        assert dav.put(f"{path}{name}.ics", EVENT.format(name, inner)).status_code == 201
    dav.put(f"{path}task.ics", todo(None, "DUE:20300205T200000Z"))
    told = dav.report(path, "C:free-busy-query", WEEK, Depth="1")
    assert told.status_code == 200
    assert told.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20300204T000000Z\r\nDTEND:20300211T000000Z\r\n" in told.text
    assert lines(told.text) == [
        "FREEBUSY:20300204T090000Z/20300204T103000Z",
        "FREEBUSY:20300205T120000Z/20300205T130000Z",
        "FREEBUSY:20300209T000000Z/20300210T000000Z",
        "FREEBUSY:20300210T230000Z/20300211T000000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20300205T090000Z/20300205T100000Z",
    ]


def test_a_list_of_tasks_keeps_nobody_busy(dav: Dav) -> None:
    path = dav.make()
    dav.put(f"{path}task.ics", todo(None, "DTSTART:20300205T190000Z", "DUE:20300205T200000Z"))
    told = dav.report(path, "C:free-busy-query", WEEK)
    assert told.status_code == 200
    assert lines(told.text) == []


def test_how_much_is_told_is_bounded(dav: Dav) -> None:
    path = for_events(dav)
    often = "DTSTART:20000101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=MINUTELY\r\n"
    assert dav.put(f"{path}often.ics", EVENT.format("often", often)).status_code == 201
    century = '<C:time-range start="20000101T000000Z" end="21000101T000000Z"/>'
    refused = dav.report(path, "C:free-busy-query", century)
    assert refused.status_code == 403
    assert precondition(refused) == f"{DAV}number-of-matches-within-limits"


@pytest.mark.parametrize("inner", ["", '<C:time-range start="20300204T000000Z"/>'])
def test_a_time_must_be_asked_for(dav: Dav, inner: str) -> None:
    refused = dav.report(dav.make(), "C:free-busy-query", inner)
    assert refused.status_code == 403
    assert precondition(refused) == f"{CAL}valid-filter"


def test_only_who_sees_a_list_asks(dav: Dav, other: Dav) -> None:
    path = for_events(other)
    assert dav.report(path, "C:free-busy-query", WEEK).status_code == 404
