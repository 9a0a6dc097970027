"""What somebody sends who means harm: a refusal or a short answer, soon, and never a 500."""

import time

import pytest

from tests.caldav.davs import Dav, todo
from tests.caldav.test_xml import HOSTILE

METHODS = {
    "PROPFIND": "{path}",
    "PROPPATCH": "{path}",
    "REPORT": "{path}",
    "MKCALENDAR": "{home}hostile/",
    "MKCOL": "{home}hostile/",
}
SECONDS = 3
NEVER_ENDS = ("DTSTART:19700101T000000Z", "DUE:19700101T000001Z", "RRULE:FREQ=SECONDLY")


@pytest.fixture(scope="module")
def path(dav: Dav) -> str:
    """Give a list."""
    return dav.make()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "nothing"])
def test_xml_that_could_hurt_is_refused_at_once(
    dav: Dav, path: str, method: str, kind: str
) -> None:
    began = time.perf_counter()
    refused = dav.ask(
        method, METHODS[method].format(path=path, home=dav.home), HOSTILE[kind], Depth="0"
    )
    assert time.perf_counter() - began < SECONDS
    assert refused.status_code == 400
    assert b"root:" not in refused.content
    assert len(refused.content) < 1_000


RULES = {
    "every second for ever": "FREQ=SECONDLY",
    "every second of some months": "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "never": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    "once in ages": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    "all lists full": "FREQ=YEARLY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE="
    + ",".join(map(str, range(60))) + ";BYHOUR=" + ",".join(map(str, range(24))),
    "a huge count": "FREQ=SECONDLY;COUNT=999999999",
    "a huge interval": "FREQ=YEARLY;INTERVAL=999999999",
    "a long rule": "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 20_000),
    "no rule": "FREQ=NEVER",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_never_ends_holds_nobody_up(dav: Dav, rule: str) -> None:
    path = dav.make()
    began = time.perf_counter()
    put = dav.put(
        f"{path}a.ics",
        todo(None, "DTSTART:19700101T000000Z", "DUE:19700101T000001Z", f"RRULE:{rule}"),
    )
    assert time.perf_counter() - began < SECONDS
    assert put.status_code in {201, 403}, put.text
    _look_everywhere(dav, path)


def _look_everywhere(dav: Dav, path: str) -> None:
    """Ask for far and long times, with and without expanding; each answer comes soon."""
    far = '<C:time-range start="20990101T000000Z" end="20990102T000000Z"/>'
    century = '<C:time-range start="20000101T000000Z" end="21000101T000000Z"/>'
    expand = "<C:calendar-data><C:expand {}/></C:calendar-data>"
    limit = "<C:calendar-data><C:limit-recurrence-set {}/></C:calendar-data>"
    long = 'start="19700101T000000Z" end="21000101T000000Z"'
    for filters, data in (
        (far, "<C:calendar-data/>"),
        (century, "<C:calendar-data/>"),
        ("", expand.format(long)),
        ("", limit.format(long)),
    ):
        began = time.perf_counter()
        dav.query(path, filters, data)
        assert time.perf_counter() - began < SECONDS


def test_many_endless_series_hold_nobody_up_either(dav: Dav) -> None:
    path = dav.make()
    for number in range(20):
        text = todo(f"many-{number}", *NEVER_ENDS)
        assert dav.put(f"{path}{number}.ics", text).status_code in {201, 403}
    _look_everywhere(dav, path)


BODIES = {
    "deep": "BEGIN:VCALENDAR\r\n" * 10_000,
    "wide": todo().replace("END:VTODO", "X-A:b\r\n" * 60_000 + "END:VTODO"),
    "many components": todo().replace(
        "END:VTODO", "BEGIN:VALARM\r\nEND:VALARM\r\n" * 20_000 + "END:VTODO"),
    "one long line": todo(summary="x" * 1_900_000),
    "many folds": todo(summary="x" + "\r\n x" * 300_000),
    "many parameters": todo(None, "X-A" + ";P=1" * 300_000 + ":b"),
    "quotes that never end": todo(None, 'X-A;P="' + "a" * 500_000),
    "many dates": todo(None, "DTSTART:20260101T000000Z", "DUE:20260101T010000Z", "RRULE:FREQ=DAILY",
                       "EXDATE:" + ",".join(["20260101T000000Z"] * 50_000)),
    "many overrides": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
        f"BEGIN:VTODO\r\nUID:x\r\nRECURRENCE-ID:{20200101 + day}T000000Z\r\nEND:VTODO\r\n"
        for day in range(4_000)) + "END:VCALENDAR\r\n",
    "a year that is none": todo(None, "DUE:99999999T999999Z"),
    "a zone from nowhere": todo(None, "DUE;TZID=../../etc/passwd:20260101T000000"),
    "a line break in a label": todo(None, "CATEGORIES:a\\nBEGIN:VALARM"),
    "half a surrogate": todo().replace("Buy", "\\ud800"),
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_calendar_that_could_hurt_is_taken_or_refused_soon(
    dav: Dav, path: str, body: str
) -> None:
    began = time.perf_counter()
    put = dav.put(f"{path}hostile.ics", body)
    assert time.perf_counter() - began < SECONDS
    assert put.status_code in {201, 204, 403, 413}, put.text
    if put.is_success:
        began = time.perf_counter()
        assert dav.ask("GET", f"{path}hostile.ics").status_code == 200
        assert dav.ask("DELETE", f"{path}hostile.ics").status_code == 204
        assert time.perf_counter() - began < SECONDS


@pytest.mark.parametrize(
    "path",
    ["/dav/%", "/dav/%zz", "/dav/calendars/%00/", "/dav/calendars/{me}/%ff/", "/dav/..%2f..%2f",
     "/dav/" + "x/" * 3_000, "/dav/calendars/{me}/" + "%20" * 300 + "/", "/dav/calendars/{me}/x?y"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(dav: Dav, path: str) -> None:
    for method in ("GET", "PROPFIND", "PUT", "DELETE", "REPORT"):
        answered = dav.ask(method, path.format(me=dav.person_id), Depth="0")
        assert 400 <= answered.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Depth": "x"}, {"If_Match": '"' * 5_000}, {"If_None_Match": "," * 5_000},
        {"Prefer": "=;,=" * 999}, {"Destination": "x" * 5_000}, {"Overwrite": "?"},
        {"If_Modified_Since": "-1"}, {"Content_Type": "é"},
    ],
)  # fmt: skip
def test_headers_that_mean_nothing_break_nothing(
    dav: Dav, path: str, headers: dict[str, str]
) -> None:
    told = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    for method in ("GET", "PROPFIND", "PUT", "MOVE", "DELETE", "REPORT"):
        answered = dav.http.request(method, f"{path}a.ics", headers=told)
        assert answered.status_code < 500
