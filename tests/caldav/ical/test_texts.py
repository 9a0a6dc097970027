"""What is taken for a calendar object, and what is refused with a sentence that helps."""

import pytest

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical.indexing import index
from tasklark.surfaces.caldav.ical.limits import MOST_BYTES
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import parse
from tests.caldav.ical.bodies import todo

GOOD = todo(["UID:u", "SUMMARY:Grüße"])


MANY = ",".join(["20261202"] * 2001)


def _refused(body: bytes | str) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        index(parse(body))
    return refusal.value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must be one VCALENDAR"),
        ("hello", "line 1: is no content line"),
        (GOOD + GOOD, "must be one VCALENDAR"),
        (GOOD.replace("SUMMARY:Grüße", "SUMMARY"), "line 6: is no content line"),
        (GOOD.replace("END:VTODO\n", ""), "line 7: ends a component that was not begun"),
        (GOOD.replace("END:VCALENDAR\n", ""), "line 8: END:VCALENDAR is missing"),
        (f"X-A:1\n{GOOD}", "line 1: stands outside"),
        (GOOD.replace("SUMMARY:Grüße", "DUE:tomorrow"), "line 6: DUE must be a date"),
        (todo(["UID:u", "DUE:20261201", f"RDATE:{MANY}"]), "at most 2000 dates"),
        (todo(["UID:u", "DUE:20261201", "EXDATE:soon"]), "line 7: EXDATE must be a date"),
        (GOOD.replace("VERSION:2.0", "VERSION:1.0"), "VERSION:2.0"),
        ("BEGIN:A\n" * 8, "line 7: there are too many components"),
    ],
)
def test_what_is_no_calendar_is_told_by_its_line(text: str, told: str) -> None:
    refusal = _refused(text)
    assert refusal.code == "calendar.invalid"
    assert told in refusal.detail


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("VERSION:2.0\n", "VERSION:2.0\nMETHOD:PUBLISH\n"), "METHOD"),
        (GOOD.replace("UID:u\n", ""), "one UID"),
        (todo(["UID:u"], after="BEGIN:VTODO\nUID:v\nEND:VTODO\n"), "one UID"),
        (todo(["UID:u"], after="BEGIN:VEVENT\nUID:u\nEND:VEVENT\n"), "one kind"),
        (todo(["UID:u"], after="BEGIN:VTODO\nUID:u\nEND:VTODO\n"), "twice"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "one kind"),
    ],
)
def test_what_is_not_one_object_is_refused(text: str, told: str) -> None:
    refusal = _refused(text)
    assert refusal.code == "calendar.no_object"
    assert told in refusal.detail


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    assert _refused(b"x" * (MOST_BYTES + 1)).code == "calendar.too_large"


def test_a_fold_within_a_character_is_undone() -> None:
    body = GOOD.encode().replace("ü".encode(), b"\xc3\r\n \xbc")
    calendar = parse(body)
    assert not calendar.is_exact
    assert read(calendar).title == "Grüße"


@pytest.mark.parametrize("body", [b"\xff\xfe", GOOD.encode("latin-1")])
def test_what_is_not_utf_8_is_refused(body: bytes) -> None:
    assert "UTF-8" in _refused(body).detail


def test_what_cannot_be_sent_on_is_taken_out_and_told() -> None:
    calendar = parse(b"\xef\xbb\xbf" + GOOD.replace("Gr", "G\x0b\x00r").encode())
    assert not calendar.is_exact
    assert calendar.text == GOOD


def test_blank_lines_and_any_case_of_letters_are_taken() -> None:
    text = (
        "\n\n" + GOOD.replace("BEGIN:VTODO", "\nbegin:vtodo").replace("SUMMARY", "Summary") + "\n"
    )
    calendar = parse(text)
    assert calendar.is_exact
    assert read(calendar).title == "Grüße"
