"""Discovery: from the server's name to the lists, and who is let in."""

import httpx
import pytest

from tests.api.people import Person
from tests.backends import Service
from tests.caldav.davs import APPLE, CAL, CS, DAV, Dav, answer, stranger, todo

CHALLENGE = 'Basic realm="Tasklark", charset="UTF-8"'
METHODS = ("OPTIONS", "GET", "PROPFIND", "REPORT", "PUT", "MKCALENDAR", "DELETE", "LOCK")


@pytest.mark.parametrize("path", ["/.well-known/caldav", "/dav", "/dav/", "/dav/calendars/x/y/z"])
@pytest.mark.parametrize("method", METHODS)
def test_every_path_asks_who_is_there(embedded: Service, path: str, method: str) -> None:
    with stranger(embedded) as http:
        refused = http.request(method, path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == CHALLENGE
    assert b"<D:error" in refused.content


def test_the_root_is_asked_who_is_there_by_programs_that_know_no_more(embedded: Service) -> None:
    with stranger(embedded) as http:
        assert http.request("PROPFIND", "/").status_code == 401


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic !", "Basic eA==", "Basic /w==", "Bearer x", "basic Og==", "Basic eDp5"],
)
def test_credentials_that_say_nobody_are_refused(embedded: Service, authorization: str) -> None:
    with stranger(embedded) as http:
        refused = http.request("PROPFIND", "/dav/", headers={"Authorization": authorization})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == CHALLENGE


def test_the_password_of_the_account_opens_nothing_here(person: Person) -> None:
    with stranger(person.service) as http:
        refused = http.request("PROPFIND", "/dav/", auth=(person.email, person.password))
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("PROPFIND", "/.well-known/caldav"), ("GET", "/.well-known/caldav/"), ("PROPFIND", "/")],
)
def test_the_well_known_address_leads_to_the_root(dav: Dav, method: str, path: str) -> None:
    led = dav.ask(method, path, Depth="0")
    assert (led.status_code, led.headers["location"]) == (301, "/dav/")


def test_nothing_is_known_of_address_books(dav: Dav) -> None:
    assert dav.ask("GET", "/.well-known/carddav").status_code == 404


def test_a_program_finds_the_lists_from_the_root(dav: Dav, person: Person) -> None:
    (principal,) = dav.properties("/dav/", "D:current-user-principal").one.hrefs(
        f"{DAV}current-user-principal"
    )
    assert principal == dav.principal
    told = dav.properties(
        principal,
        "C:calendar-home-set",
        "C:calendar-user-address-set",
        "CS:email-address-set",
        "D:resourcetype",
        "D:principal-URL",
        "D:displayname",
        "C:schedule-inbox-URL",
        "CS:notification-URL",
    ).one
    assert told.hrefs(f"{CAL}calendar-home-set") == [dav.home]
    assert told.hrefs(f"{CAL}calendar-user-address-set")[0] == f"mailto:{person.email}"
    assert told.found[f"{CS}email-address-set"][0].text == person.email
    assert told.found[f"{DAV}resourcetype"].find(f"{DAV}principal") is not None
    assert told.missing == {f"{CAL}schedule-inbox-URL", f"{CS}notification-URL"}
    lists = dav.properties(dav.home, "D:resourcetype", "D:displayname", depth="1")
    (inbox,) = (href for href, each in lists.items() if each.text(f"{DAV}displayname") == "Inbox")
    kinds = {each.tag for each in lists[inbox].found[f"{DAV}resourcetype"]}
    assert kinds == {f"{DAV}collection", f"{CAL}calendar"}


def test_a_list_says_what_clients_ask_of_it(dav: Dav) -> None:
    path = dav.make("<D:displayname>Home</D:displayname>")
    told = dav.properties(
        path,
        "D:resourcetype", "D:owner", "D:current-user-principal", "D:current-user-privilege-set",
        "D:supported-report-set", "C:supported-calendar-component-set", "CS:getctag",
        "D:sync-token", "D:displayname", "A:calendar-color", "C:calendar-timezone",
        "C:supported-calendar-data", "C:supported-collation-set", "C:max-resource-size",
        "C:min-date-time", "C:max-date-time", "C:max-instances", "D:supported-privilege-set",
        "D:principal-collection-set", "D:quota-available-bytes", "C:calendar-timezone-id",
    ).one  # fmt: skip
    assert told.missing == {f"{CAL}calendar-timezone", f"{DAV}quota-available-bytes"}
    assert told.hrefs(f"{DAV}owner") == [dav.principal]
    assert [c.get("name") for c in told.found[f"{CAL}supported-calendar-component-set"]] == [
        "VTODO"
    ]
    assert told.text(f"{DAV}sync-token").startswith("data:,")
    assert told.text(f"{APPLE}calendar-color").startswith("#")
    privileges = {each[0].tag for each in told.found[f"{DAV}current-user-privilege-set"]}
    assert {f"{DAV}read", f"{DAV}write", f"{DAV}bind", f"{DAV}unbind"} <= privileges
    reports = {e.tag for e in told.found[f"{DAV}supported-report-set"].iter()}
    assert {f"{CAL}calendar-query", f"{CAL}calendar-multiget", f"{DAV}sync-collection"} <= reports


def test_what_changed_nothing_moves_neither_ctag_nor_token(dav: Dav) -> None:
    path = dav.make()
    asked = ("CS:getctag", "D:sync-token")
    before = dav.properties(path, *asked).response.content
    assert dav.properties(path, *asked).response.content == before
    assert dav.put(f"{path}a.ics", todo()).status_code == 201
    assert dav.properties(path, *asked).response.content != before


@pytest.mark.parametrize("path", ["/dav/", "/dav/calendars/", "/dav/principals/"])
def test_collections_above_lead_down_to_oneself_alone(dav: Dav, other: Dav, path: str) -> None:
    told = dav.properties(path, "D:resourcetype", depth="1")
    assert path in told
    assert len(told) > 1
    assert not any(other.person_id in href for href in told)


@pytest.mark.parametrize("method", ["PROPFIND", "GET", "OPTIONS", "PUT", "MKCALENDAR", "PROPPATCH"])
def test_places_of_others_are_as_unknown_as_places_of_nobody(
    dav: Dav, other: Dav, method: str
) -> None:
    nobody = "018f2f6e-7d4c-7b1a-9c55-0d6f3a1b2c3d"
    for part in ("principals/{}/", "calendars/{}/", "calendars/{}/x/", "calendars/{}/x/y.ics"):
        answers = [
            dav.ask(method, f"/dav/{part.format(who)}", Depth="0")
            for who in (other.person_id, nobody)
        ]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize("path", ["/dav", "/dav/", "{home}", "{home}x/", "{home}x/y.ics"])
def test_what_is_promised_is_what_is_there(dav: Dav, path: str) -> None:
    told = dav.ask("OPTIONS", path.format(home=dav.home))
    assert told.status_code == 200
    assert told.headers["dav"] == "1, 3, calendar-access, extended-mkcol"
    allowed = set(told.headers["allow"].split(", "))
    assert allowed.isdisjoint({"LOCK", "UNLOCK", "ACL", "POST", "PATCH"})
    assert {"OPTIONS", "PROPFIND", "PROPPATCH", "REPORT"} <= allowed


@pytest.mark.parametrize("method", ["LOCK", "UNLOCK", "ACL", "POST", "PATCH", "SEARCH"])
def test_other_methods_are_refused_with_those_that_are_taken(dav: Dav, method: str) -> None:
    for path in ("/dav/", dav.home, f"{dav.home}x/", f"{dav.home}x/y.ics"):
        refused = dav.ask(method, path)
        assert refused.status_code == 405
        assert "PROPFIND" in refused.headers["allow"]


def test_no_page_of_another_site_may_read(embedded: Service, dav: Dav) -> None:
    preflight = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "PROPFIND",
    }
    with stranger(embedded) as http:
        asked = http.options("/dav/", headers=preflight)
    assert asked.status_code == 401
    read = dav.ask("PROPFIND", "/dav/", Depth="0", Origin="https://evil.example")
    for each in (asked, read):
        assert not any(name.startswith("access-control") for name in each.headers)


def test_answers_bring_no_page_and_no_cookie(dav: Dav) -> None:
    for told in (dav.ask("GET", "/dav/"), dav.ask("PROPFIND", dav.home, Depth="1")):
        assert told.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in told.headers["content-security-policy"]
        assert told.headers["cache-control"] == "private, no-cache"
        assert "set-cookie" not in told.headers


def test_addresses_lead_nowhere_else(dav: Dav) -> None:
    for path in ("/dav", dav.home.rstrip("/"), dav.principal.rstrip("/")):
        told: httpx.Response = dav.ask("PROPFIND", path, Depth="0")
        (href,) = answer(told)
        assert href == f"{path}/"
