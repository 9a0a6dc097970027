"""Texts as clients write them: to-dos with anything in them that the field's programs put there."""

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from tasklark.surfaces.caldav.ical.lines import folded
from tasklark.surfaces.caldav.ical.vtimezone import definition

OUTLOOK = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"
OLSON = "/freeassociation.sourceforge.net/Europe/Berlin"
_OUTLOOK_ZONE = definition("Europe/Berlin", 2000).replace("TZID:Europe/Berlin", f"TZID:{OUTLOOK}")
_OLSON_ZONE = definition("Europe/Berlin", 2026).replace("TZID:Europe/Berlin", f"TZID:{OLSON}")
_MARS = """BEGIN:VTIMEZONE
TZID:Mars/Olympus
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0037
TZOFFSETTO:+0037
END:STANDARD
END:VTIMEZONE
"""

_DATES = (
    ("DTSTART;VALUE=DATE:20261201", "DUE;VALUE=DATE:20261203"),
    ("DUE;VALUE=DATE:20261203",),
    ("DTSTART:20261201T090000Z", "DUE:20261201T100000Z"),
    ("DTSTART;TZID=Europe/Berlin:20261201T090000", "DUE;TZID=Europe/Berlin:20261201T090000"),
    (f'DUE;TZID="{OUTLOOK}":20261201T090000',),
    (f"DTSTART;TZID={OLSON}:20261201T090000", f"DUE;TZID={OLSON};X-A=b:20261201T103000"),
    ("DTSTART;TZID=Europe/Berlin:20261201T090000", "DURATION:PT1H30M"),
    ("DTSTART:20261201T090000", "DURATION:P2D"),
    ("DTSTART:20261205T090000", "DUE:20261201T090000"),
    ("DTSTART;VALUE=DATE:20261201", "DUE:20261203T100000Z"),
    ("DUE;TZID=Mars/Olympus:20261201T090000",),
    ("DTSTART;TZID=Europe/Berlin:20261201T090000",),
    ("DTSTART;VALUE=DATE:20261201",),
    (),
)
_RULES = (
    ("RRULE:FREQ=WEEKLY",),
    ("RRULE:INTERVAL=1;FREQ=WEEKLY;BYDAY=TU", "X-OTHER:1"),
    ("RRULE:FREQ=DAILY;COUNT=30", "EXDATE:20261202T090000Z"),
    ("RRULE:FREQ=SECONDLY;INTERVAL=90",),
    ("RDATE:20261207T090000Z,20261209T090000Z",),
    ("RRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20300101T000000Z",),
    (),
    (),
)
_STATUS = (
    ("STATUS:NEEDS-ACTION",),
    ("STATUS:COMPLETED",),
    ("COMPLETED:20261120T101500Z",),
    ("PERCENT-COMPLETE:100", "STATUS:NEEDS-ACTION"),
    ("STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED;X-A=1:20261120T101500Z"),
    ("STATUS:IN-PROCESS", "PERCENT-COMPLETE:40"),
    ("STATUS:CANCELLED",),
    (),
)
_REST = (
    "SUMMARY;LANGUAGE=de:Brötchen\\, Käse \\; \\n und mehr",
    'DESCRIPTION;ALTREP="data:text/html,%3Cb%3Ea%3C/b%3E":a\\nb',
    "DESCRIPTION:plain",
    "PRIORITY:3",
    "PRIORITY:7",
    "CATEGORIES:home,Work\\,shop",
    "CATEGORIES;LANGUAGE=en:work,Errand",
    "RELATED-TO;RELTYPE=SIBLING:s1",
    "RELATED-TO:parent-1",
    "RELATED-TO;RELTYPE=DEPENDS-ON:d1",
    "RELATED-TO;RELTYPE=CHILD:c1",
    "URL:message:%3Cabc@example.org%3E",
    "URL;VALUE=URI:https://example.org/?a=1,2;3",
    "X-APPLE-SORT-ORDER:640012345",
    "GEO:48.2;16.37",
    "LOCATION:Kitchen",
    "CLASS:PRIVATE",
    "SEQUENCE:7",
    "X-OC-HIDESUBTASKS:1",
    'X-QUOTED;X-P="a;b:c,d^n":value',
    "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw==",
    "X-MOZ-LASTACK:20261101T000000Z",
    "LAST-MODIFIED:20261101T000000Z",
    "CREATED:20261001T000000Z",
    "ESTIMATED-DURATION:PT45M",
    "x-lower-case:kept",
)
ALARMS = (
    "BEGIN:VALARM\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\nACTION:NONE\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nUID:A1\nX-WR-ALARMUID:A1\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-P1D\nDESCRIPTION:x\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;VALUE=DATE-TIME:20261130T080000Z\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT90S\nACKNOWLEDGED:20261201T000000Z\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER;VALUE=DATE-TIME:20261130T080000Z\n"
    "ACKNOWLEDGED:20261130T080001Z\nEND:VALARM\n",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;VALUE=DATE-TIME:20261130T080000Z\n"
    "X-APPLE-PROXIMITY:ARRIVE\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI:geo:1,2\nEND:VALARM\n",
)
_SINGLE = ("SUMMARY", "DESCRIPTION", "PRIORITY", "URL", "SEQUENCE")


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Draw the text of one to-do, its lines in any order, folded anyhow."""
    times = draw(st.sampled_from(_DATES))
    lines = [*times, *draw(st.sampled_from(_STATUS))]
    if times:
        lines += draw(st.sampled_from(_RULES))
    rest = draw(st.lists(st.sampled_from(_REST), max_size=12, unique=True))
    lines += _each_once(rest)
    lines = draw(st.permutations(lines))
    alarms = draw(st.lists(st.sampled_from(ALARMS), max_size=3, unique=True))
    override = draw(st.sampled_from(["", *_overrides(times)])) if len(times) == 2 else ""
    text = todo(["UID:u-1", *lines], "".join(alarms), override)
    text = _folded(text, draw(st.integers(0, 5)))
    return text if draw(st.booleans()) else text.replace("\n", "\r\n")


def todo(lines: Sequence[str], inner: str = "", after: str = "") -> str:
    """Return a calendar with one to-do, and what it needs."""
    body = "".join(f"{line}\n" for line in lines)
    zones = "".join(
        zone.replace("\r\n", "\n")
        for tzid, zone in ((OUTLOOK, _OUTLOOK_ZONE), (OLSON, _OLSON_ZONE), ("Mars/", _MARS))
        if tzid in body
    )
    return (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Client//1.0//EN\n"
        f"{zones}BEGIN:VTODO\n{body}{inner}END:VTODO\n{after}END:VCALENDAR\n"
    )


def _overrides(times: Sequence[str]) -> list[str]:
    """Return components that tell of the first occurrence alone, or of a later one."""
    first = times[0].replace("DTSTART", "RECURRENCE-ID").replace("20261205", "20261201")
    later = first.replace("20261201", "20261208")
    return [
        f"BEGIN:VTODO\nUID:u-1\n{each}\nSUMMARY:apart\nSTATUS:{status}\nEND:VTODO\n"
        for each in (first, later)
        for status in ("COMPLETED", "CANCELLED")
    ]


def _each_once(lines: list[str]) -> list[str]:
    kept: dict[str, str] = {}
    for line in lines:
        name = line.partition(":")[0].partition(";")[0]
        kept.setdefault(name if name in _SINGLE else line, line)
    return list(kept.values())


def _folded(text: str, seed: int) -> str:
    """Return a text with folds: none, as the RFC has them, or at any place."""
    if seed == 0:
        return text
    if seed == 1:
        return "".join(folded(line, "\n") for line in text.split("\n")[:-1])
    chance = random.Random(seed)  # noqa: S311 - not a secret
    lines = []
    for line in text.split("\n")[:-1]:
        place = chance.randrange(3, 60)
        cut = len(line) > place + 1
        lines.append(f"{line[:place]}\n {line[place:]}" if cut and line[0] != "B" else line)
    return "\n".join(lines) + "\n"
