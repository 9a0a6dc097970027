"""calendar-query and calendar-multiget: what is found, what of it is told, what is refused."""

from xml.etree import ElementTree

import pytest

from tests.api.people import Person
from tests.caldav.davs import CAL, DAV, Answer, Dav, answer, precondition, todo

DONE = ("STATUS:COMPLETED", "COMPLETED:20260105T120000Z", "PERCENT-COMPLETE:100")
OBJECTS = {
    "bare": (),
    "due": ("DUE:20260310T120000Z", "PRIORITY:1"),
    "late": ("DUE:20270310T120000Z", "CATEGORIES:garden,Home"),
    "day": ("DUE;VALUE=DATE:20260310",),
    "span": ("DTSTART:20260301T080000Z", "DUE:20260331T080000Z"),
    "done": ("DUE:20260105T100000Z", *DONE),
    "weekly": ("DTSTART:20260105T090000Z", "DUE:20260105T100000Z", "RRULE:FREQ=WEEKLY"),
    "alarmed": (
        "DUE:20260401T100000Z", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x",
        "TRIGGER;RELATED=END:-PT1H", "END:VALARM",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(dav: Dav) -> str:
    """Give a list with many kinds of to-dos."""
    made = dav.make()
    for name, lines in OBJECTS.items():
        put = dav.put(f"{made}{name}.ics", todo(f"uid-{name}", *lines, summary=f"The {name} one"))
        assert put.status_code == 201, put.text
    return made


def names(told: Answer) -> set[str]:
    """Return the names of the objects that are told."""
    return {href.rpartition("/")[2].removesuffix(".ics") for href in told}


def prop(name: str, inner: str) -> str:
    """Return a part of a filter."""
    return f'<C:prop-filter name="{name}">{inner}</C:prop-filter>'


def text(match: str, more: str = "") -> str:
    """Return a comparison of text."""
    return f"<C:text-match {more}>{match}</C:text-match>"


ABSENT = "<C:is-not-defined/>"
MARCH = '<C:time-range start="20260301T000000Z" end="20260401T000000Z"/>'
FILTERS = {
    "all": ("", set(OBJECTS)),
    "open": (prop("COMPLETED", ABSENT), set(OBJECTS) - {"done"}),
    "open, as libraries ask": (
        prop("COMPLETED", ABSENT)
        + prop("STATUS", text("COMPLETED", 'negate-condition="yes"'))
        + prop("STATUS", text("CANCELLED", 'negate-condition="yes"')),
        None,
    ),
    "march": (MARCH, {"bare", "due", "day", "span", "weekly"}),
    "far": ('<C:time-range start="20270301T000000Z"/>', {"bare", "late", "weekly"}),
    "a UID": (prop("UID", text("uid-due", 'collation="i;octet"')), {"due"}),
    "a UID of any case": (prop("UID", text("UID-DUE")), {"due"}),
    "no such UID": (prop("UID", text("nobody")), set()),
    "a title": (prop("SUMMARY", text("DAY ONE")), {"day"}),
    "octets": (prop("SUMMARY", text("DAY ONE", 'collation="i;octet"')), set()),
    "not a title": (
        prop("SUMMARY", text("the d", 'negate-condition="yes"')),
        set(OBJECTS) - {"day", "due", "done"},
    ),
    "has a priority": (prop("PRIORITY", ""), {"due"}),
    "a category": (prop("CATEGORIES", text("home")), {"late"}),
    "a parameter": (
        prop(
            "DUE", '<C:param-filter name="VALUE"><C:text-match>DATE</C:text-match></C:param-filter>'
        ),
        {"day"},
    ),
    "alarms": ('<C:comp-filter name="VALARM"/>', {"alarmed"}),
    "no alarms": (
        '<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>',
        set(OBJECTS) - {"alarmed"},
    ),
    "a prop in time": (
        prop("COMPLETED", '<C:time-range start="20260101T000000Z" end="20260201T000000Z"/>'),
        {"done"},
    ),
}


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS)
def test_a_filter_finds_what_it_describes(
    dav: Dav, path: str, filters: str, expected: set[str] | None
) -> None:
    found = names(dav.query(path, filters))
    if expected is not None:
        assert found == expected
    assert names(dav.query(path, filters, data="")) == found


def test_other_components_are_not_found(dav: Dav, path: str) -> None:
    inner = (
        "<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name='VCALENDAR'>"
        "<C:comp-filter name='{}'>{}</C:comp-filter></C:comp-filter></C:filter>"
    )
    for name, absent, found in (
        ("VEVENT", "", False),
        ("VEVENT", ABSENT, True),
        ("VTODO", ABSENT, False),
    ):
        told = answer(dav.report(path, "C:calendar-query", inner.format(name, absent)))
        assert bool(told) is found


def test_what_is_done_on_the_web_is_no_longer_found_open(dav: Dav, person: Person) -> None:
    path = dav.make()
    dav.put(f"{path}a.ics", todo())
    project_id = dav.properties(path, "D:resource-id").one.hrefs(f"{DAV}resource-id")[0][9:]
    with person.client() as client:
        (task,) = client.get("/api/tasks", params={"project_id": project_id}).json()
        client.patch(f"/api/tasks/{task['id']}/complete")
    assert names(dav.query(path, prop("COMPLETED", ABSENT))) == set()
    (told,) = dav.query(path, prop("COMPLETED", "")).values()
    assert "STATUS:COMPLETED" in told.text(f"{CAL}calendar-data")


def test_found_data_is_what_get_gives(dav: Dav, path: str) -> None:
    for href, told in dav.query(path, "").items():
        got = dav.ask("GET", href)
        assert told.text(f"{CAL}calendar-data") == got.text
        assert told.text(f"{DAV}getetag") == got.headers["etag"]


def test_only_what_is_wanted_of_the_data_is_told(dav: Dav, path: str) -> None:
    data = (
        '<C:calendar-data><C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VTODO">'
        '<C:prop name="UID"/><C:prop name="SUMMARY"/></C:comp></C:comp></C:calendar-data>'
    )
    told = dav.query(path, prop("UID", text("uid-alarmed")), data).one.text(f"{CAL}calendar-data")
    assert "SUMMARY:The alarmed one" in told
    assert all(left not in told for left in ("PRODID", "DUE", "VALARM"))


def test_occurrences_are_expanded(dav: Dav, path: str) -> None:
    data = (
        '<C:calendar-data><C:expand start="20260301T000000Z" end="20260401T000000Z"/>'
        "</C:calendar-data>"
    )
    told = dav.query(path, prop("UID", text("uid-weekly")) + MARCH, data)
    found = told.one.text(f"{CAL}calendar-data")
    assert "RRULE" not in found
    assert found.count("BEGIN:VTODO") == 5
    assert "RECURRENCE-ID:20260302T090000Z" in found


def test_a_bound_of_results_is_kept_and_told(dav: Dav, path: str) -> None:
    inner = (
        "<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name='VCALENDAR'/></C:filter>"
        "<D:limit><D:nresults>3</D:nresults></D:limit>"
    )
    told = answer(dav.report(path, "C:calendar-query", inner))
    assert told.pop(path).status == 507
    assert len(told) == 3


CALENDAR = "<C:comp-filter name='VCALENDAR'>{}</C:comp-filter>"
TASK = CALENDAR.format("<C:comp-filter name='VTODO'>{}</C:comp-filter>")
BAD = {
    "no comp-filter": ("", "valid-filter"),
    "another root": ("<C:comp-filter name='VTODO'/>", "valid-filter"),
    "no name": ("<C:comp-filter/>", "valid-filter"),
    "two roots": (CALENDAR.format("") * 2, "valid-filter"),
    "an unknown part": (TASK.format("<C:near/>"), "supported-filter"),
    "an unknown collation": (
        TASK.format(prop("SUMMARY", text("x", 'collation="i;fancy"'))),
        "supported-collation",
    ),
    "a local time": (TASK.format('<C:time-range start="20260101T000000"/>'), "valid-filter"),
    "a day": (TASK.format('<C:time-range start="20260101"/>'), "valid-filter"),
    "no such day": (TASK.format('<C:time-range start="20260231T000000Z"/>'), "valid-filter"),
    "no time": (TASK.format("<C:time-range/>"), "valid-filter"),
    "the end first": (
        TASK.format('<C:time-range start="20260201T000000Z" end="20260101T000000Z"/>'),
        "valid-filter",
    ),
    "absent and there": (TASK.format(f"{ABSENT}{MARCH}"), "valid-filter"),
    "too many parts": (TASK.format(prop("X", "") * 300), "valid-filter"),
}


@pytest.mark.parametrize(("filters", "rule"), BAD.values(), ids=BAD)
def test_a_filter_that_is_not_understood_finds_nothing_but_its_rule(
    dav: Dav, path: str, filters: str, rule: str
) -> None:
    inner = f"<D:prop><D:getetag/></D:prop><C:filter>{filters}</C:filter>"
    refused = dav.report(path, "C:calendar-query", inner)
    assert refused.status_code == 403
    assert precondition(refused) == f"{CAL}{rule}"


def test_other_data_and_zones_are_refused_by_their_rules(dav: Dav, path: str) -> None:
    inner = (
        "<D:prop><C:calendar-data {}/></D:prop>"
        "<C:filter><C:comp-filter name='VCALENDAR'/></C:filter>{}"
    )
    for data, zone, rule in (
        ('content-type="application/calendar+json"', "", "supported-calendar-data"),
        ('version="3.0"', "", "supported-calendar-data"),
        ("", "<C:timezone>hello</C:timezone>", "valid-calendar-data"),
        ("", "<C:timezone-id>Mars/Olympus</C:timezone-id>", "valid-timezone"),
    ):
        refused = dav.report(path, "C:calendar-query", inner.format(data, zone))
        assert precondition(refused) == f"{CAL}{rule}"
    assert dav.report(path, "C:calendar-query", "<D:prop/>").status_code == 400


def test_objects_are_got_by_any_form_of_their_addresses(dav: Dav, path: str) -> None:
    whole = f"{dav.http.base_url}".rstrip("/")
    told = dav.multiget(
        path,
        [
            f"{path}due.ics", f"{path}due.ics", f"{path}d%75e.ics", f"{whole}{path}day.ics",
            f"{path}nothing.ics", f"http://elsewhere.example{path}day.ics", "/etc/passwd",
            f"{dav.home}other/day.ics", path, "http://[", f"{path}a%2Fb",
        ],
    )  # fmt: skip
    found = {href for href, each in told.items() if each.found}
    assert found == {f"{path}due.ics", f"{path}day.ics"}
    assert {each.status for href, each in told.items() if href not in found} == {404}
    assert len(told) == 9


def test_a_home_is_asked_for_objects_of_several_lists(dav: Dav, path: str) -> None:
    there = dav.make()
    dav.put(f"{there}a.ics", todo())
    told = dav.multiget(dav.home, [f"{path}due.ics", f"{there}a.ics", f"{dav.home}no/a.ics"])
    assert [bool(each.found) for each in told.values()] == [True, True, False]


def test_nobody_elses_objects_are_got(dav: Dav, other: Dav, path: str) -> None:
    theirs = other.make()
    other.put(f"{theirs}a.ics", todo())
    assert dav.multiget(path, [f"{theirs}a.ics"]).one.status == 404
    assert dav.multiget(dav.home, [f"{theirs}a.ics"]).one.status == 404


def test_how_many_are_got_is_bounded(dav: Dav, path: str) -> None:
    told = dav.multiget(path, [f"{path}{number}" for number in range(9_900)])
    assert len(told) == 9_900
    many = "".join(f"<D:href>{number}</D:href>" for number in range(10_001))
    refused = dav.report(path, "C:calendar-multiget", f"<D:prop/>{many}")
    assert precondition(refused) == f"{DAV}number-of-matches-within-limits"
    assert dav.report(path, "C:calendar-multiget", "<D:prop/>").status_code == 400


@pytest.mark.parametrize(
    "name", ["D:acl-principal-prop-set", "CS:x", "D:principal-property-search"]
)
def test_reports_that_are_not_answered_are_refused_politely(dav: Dav, path: str, name: str) -> None:
    refused = dav.report(path, name, "")
    assert refused.status_code == 403
    assert precondition(refused) == f"{DAV}supported-report"


def test_a_principal_is_told_with_what_its_properties_lead_to(dav: Dav) -> None:
    inner = (
        '<D:property name="current-user-principal"><D:property name="displayname"/>'
        '<D:property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav">'
        '<D:property name="resourcetype"/></D:property></D:property>'
        '<D:property name="nothing"/>'
    )
    told = dav.report("/dav/", "D:expand-property", inner, Depth="0")
    assert told.status_code == 207
    root = ElementTree.fromstring(told.content)  # noqa: S314 - our own server wrote it
    hrefs = [each.text for each in root.iter(f"{DAV}href")]
    assert hrefs == ["/dav/", dav.principal, dav.home]


def test_nobody_finds_anybody_but_themselves(dav: Dav, other: Dav, person: Person) -> None:
    search = (
        "<D:property-search><D:prop><D:displayname/></D:prop><D:match>{}</D:match>"
        "</D:property-search><D:prop><D:displayname/></D:prop>"
    )
    told = [
        answer(
            dav.report(
                "/dav/principals/", "D:principal-property-search", search.format(who), Depth="0"
            )
        )
        for who in (person.email[:8].upper(), "example.org", "nobody at all")
    ]
    assert [set(each) for each in told] == [{dav.principal}, {dav.principal}, set()]
    every = dav.report(
        "/dav/", "D:principal-property-search", "<D:prop/><D:displayname/>", Depth="0"
    )
    ((href, found),) = answer(every).items()
    assert (href, set(found.found)) == (dav.principal, {f"{DAV}displayname"})
    known = dav.report("/dav/", "D:principal-search-property-set", "", Depth="0")
    assert known.status_code == 200
    assert b"displayname" in known.content
