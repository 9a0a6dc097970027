"""Saved filters as collections that are only read; and feeds, at addresses that are secrets."""

import httpx
import pytest

from tests.api.people import Person
from tests.backends import Service
from tests.caldav.davs import CS, DAV, Dav, precondition, stranger, todo


@pytest.fixture(scope="module")
def milk(dav: Dav, person: Person) -> str:
    """Give the address of a saved filter for what is to be bought."""
    dav.put(f"{dav.make()}a.ics", todo(None, "PRIORITY:1", summary="Buy milk"))
    with person.client() as client:
        made = client.post("/api/filters", json={"name": "Urgent", "query": "p1"})
        assert made.status_code == 201, made.text
    return f"{dav.home}filter-{made.json()['id']}/"


def test_a_saved_filter_is_read_like_a_list(dav: Dav, milk: str) -> None:
    told = dav.properties(
        milk,
        "D:displayname",
        "D:sync-token",
        "CS:getctag",
        "D:current-user-privilege-set",
        "D:supported-report-set",
    ).one
    assert told.text(f"{DAV}displayname") == "Urgent"
    assert told.missing == {f"{DAV}sync-token"}
    privileges = {each[0].tag for each in told.found[f"{DAV}current-user-privilege-set"]}
    assert f"{DAV}write" not in privileges
    reports = {each.tag for each in told.found[f"{DAV}supported-report-set"].iter()}
    assert f"{DAV}sync-collection" not in reports
    (href,) = dav.properties(milk, "D:getetag", depth="1").keys() - {milk}
    assert "SUMMARY:Buy milk" in dav.ask("GET", href).text
    assert list(dav.query(milk, "")) == [href]
    assert dav.multiget(milk, [href]).one.found


def test_the_tag_of_a_filter_moves_with_what_is_in_it(dav: Dav, milk: str) -> None:
    before = dav.properties(milk, "CS:getctag").one.text(f"{CS}getctag")
    assert dav.properties(milk, "CS:getctag").one.text(f"{CS}getctag") == before
    path = dav.make()
    dav.put(f"{path}b.ics", todo(None, "PRIORITY:1"))
    assert dav.properties(milk, "CS:getctag").one.text(f"{CS}getctag") != before
    dav.ask("DELETE", f"{path}b.ics")
    assert dav.properties(milk, "CS:getctag").one.text(f"{CS}getctag") == before


def test_nothing_is_written_through_a_filter(dav: Dav, milk: str) -> None:
    (href,) = dav.properties(milk, "D:getetag", depth="1").keys() - {milk}
    refusals = {
        "put": dav.put(href, todo()),
        "new": dav.put(f"{milk}new.ics", todo()),
        "delete": dav.ask("DELETE", href),
        "move": dav.ask("MOVE", href, Destination=f"{dav.make()}x.ics"),
        "remove": dav.ask("DELETE", milk),
    }
    for what, refused in refusals.items():
        assert refused.status_code == 403, (what, refused.text)
        assert precondition(refused) == f"{DAV}need-privileges"
    inner = "<D:sync-token/><D:sync-level>1</D:sync-level><D:prop/>"
    unknown = dav.report(milk, "D:sync-collection", inner, Depth="0")
    assert precondition(unknown) == f"{DAV}supported-report"


def feed(person: Person, dav: Dav, path: str, **more: object) -> str:
    """Make a feed of a list; return the path of its address."""
    project = dav.properties(path, "D:resource-id").one.hrefs(f"{DAV}resource-id")[0][9:]
    with person.client() as client:
        draft = {"kind": "project", "resource_id": project, **more}
        made = client.post("/api/feeds", json=draft)
        assert made.status_code == 201, made.text
    return str(made.json()["path"])


def test_a_feed_is_a_calendar_for_who_knows_its_address(dav: Dav, person: Person) -> None:
    path = dav.make("<D:displayname>Garden</D:displayname>")
    dav.put(f"{path}a.ics", todo(summary="Rake"))
    address = feed(person, dav, path)
    with stranger(person.service) as http:
        read = http.get(address)
        assert read.status_code == 200
        assert read.headers["content-type"] == "text/calendar; charset=utf-8"
        assert read.headers["cache-control"] == "private, no-cache"
        assert "SUMMARY:Rake" in read.text
        assert "X-WR-CALNAME:Garden" in read.text
        same = http.get(address, headers={"If-None-Match": read.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert http.head(address).headers["etag"] == read.headers["etag"]
        dav.put(f"{path}b.ics", todo(summary="Mow"))
        changed = http.get(address, headers={"If-None-Match": read.headers["etag"]})
        assert "SUMMARY:Mow" in changed.text
        assert http.post(address, json={}).status_code == 405


def test_a_feed_tells_occurrences_one_by_one_when_it_is_asked(dav: Dav, person: Person) -> None:
    path = dav.make()
    lines = ("DTSTART:20260105T090000Z", "DUE:20260105T100000Z", "RRULE:FREQ=WEEKLY")
    dav.put(f"{path}a.ics", todo(None, *lines))
    with stranger(person.service) as http:
        assert http.get(feed(person, dav, path)).text.count("BEGIN:VTODO") == 1
        expanded = http.get(feed(person, dav, path, expands=True)).text
    assert expanded.count("BEGIN:VTODO") > 10
    assert "RRULE" not in expanded


def test_other_addresses_of_feeds_are_nothing(embedded: Service) -> None:
    with stranger(embedded) as http:
        answers: list[httpx.Response] = [
            http.get(f"/feeds/{secret}") for secret in ("", "x.ics", "x", "a/b.ics", "%00.ics")
        ]
    assert {each.status_code for each in answers} == {404}


def test_the_secret_of_a_feed_opens_nothing_else(dav: Dav, person: Person) -> None:
    secret = feed(person, dav, dav.make())[7:-4]
    with stranger(person.service) as http:
        assert (
            http.get("/api/tasks", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
        )
        auth = (person.email, secret)
        assert http.request("PROPFIND", "/dav/", auth=auth).status_code == 401
