"""The tasks that every server gets, and the questions that clients ask of them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_LINE = "and then a few more words that somebody wrote down about it\\n"
_DAV = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
)
_ETAG = "<D:prop><D:getetag/></D:prop>"
_DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"


class Todo(NamedTuple):
    """One task: the name of its object, and its text."""

    name: str
    text: str


def todos(count: int) -> Iterator[Todo]:
    """Give so many tasks, always the same: half of them done, two thirds due, some repeating."""
    chance = random.Random(7)
    for n in range(count):
        yield Todo(f"task-{n}.ics", text(n, chance))


def text(n: int, chance: random.Random, title: str = "Mend the fence") -> str:
    """Return the text of the n-th task."""
    due = _NOW + timedelta(days=chance.randint(-200, 200), hours=chance.randint(0, 8))
    lines = [
        f"UID:task-{n}@bench.example",
        "DTSTAMP:20261101T120000Z",
        "CREATED:20260901T080000Z",
        "LAST-MODIFIED:20261101T120000Z",
        f"SUMMARY:{title} {n}",
        f"DESCRIPTION:{_LINE * 3}",
        f"PRIORITY:{chance.choice([0, 1, 5, 9])}",
        "CATEGORIES:garden,home",
    ]
    if n % 3:
        lines.append(f"DUE:{due:%Y%m%dT%H%M%SZ}")
    if n % 2:
        lines += ["STATUS:COMPLETED", "COMPLETED:20261031T090000Z", "PERCENT-COMPLETE:100"]
    else:
        lines.append("STATUS:NEEDS-ACTION")
    if n % 50 == 4:
        lines.append("RRULE:FREQ=WEEKLY;COUNT=10")
    inside = "\r\n".join(_folded(line) for line in lines)
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bench//EN\r\nBEGIN:VTODO\r\n"
        f"{inside}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    )


def _folded(line: str) -> str:
    return "\r\n ".join(line[at : at + 74] for at in range(0, len(line), 74))


MKCALENDAR = (
    f"<C:mkcalendar {_DAV}><D:set><D:prop><D:displayname>Bench</D:displayname>"
    '<C:supported-calendar-component-set><C:comp name="VTODO"/>'
    "</C:supported-calendar-component-set>"
    "</D:prop></D:set></C:mkcalendar>"
)
ETAGS = f"<D:propfind {_DAV}>{_ETAG}</D:propfind>"
CTAG = f"<D:propfind {_DAV}><D:prop><S:getctag/><D:sync-token/></D:prop></D:propfind>"


def query(condition: str = "", *, data: bool = False) -> str:
    """Return a calendar-query of to-dos, under a condition (RFC 4791, 7.8)."""
    return (
        f"<C:calendar-query {_DAV}>{_DATA if data else _ETAG}<C:filter>"
        '<C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="VTODO">{condition}</C:comp-filter></C:comp-filter></C:filter>'
        "</C:calendar-query>"
    )


OPEN = (
    '<C:prop-filter name="COMPLETED"><C:is-not-defined/></C:prop-filter><C:prop-filter'
    ' name="STATUS"><C:text-match negate-condition="yes">CANCELLED</C:text-match></C:prop-filter>'
)
DUE_WINDOW = '<C:time-range start="20261101T000000Z" end="20261108T000000Z"/>'


def multiget(hrefs: list[str]) -> str:
    """Return a calendar-multiget with the texts of objects (RFC 4791, 7.9)."""
    asked = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return f"<C:calendar-multiget {_DAV}>{_DATA}{asked}</C:calendar-multiget>"


def sync(token: str) -> str:
    """Return a sync-collection from a token on, or from the beginning (RFC 6578, 3.2)."""
    return (
        f"<D:sync-collection {_DAV}><D:sync-token>{token}</D:sync-token>"
        f"<D:sync-level>1</D:sync-level>{_ETAG}</D:sync-collection>"
    )
