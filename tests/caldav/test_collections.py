"""Collections: made with all that they are to be, or not at all; and deleted."""

from uuid import uuid4

import httpx
import pytest

from tests.api.people import Person
from tests.caldav.davs import CAL, DAV, DECLARED, Dav, precondition, todo

CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"

PLAIN = "<D:resourcetype><D:collection/></D:resourcetype>"
POLLS = (
    '<C:supported-calendar-component-set><C:comp name="VPOLL"/>'
    "</C:supported-calendar-component-set>"
)


def mkcol(dav: Dav, path: str, inner: str) -> httpx.Response:
    """Make a collection by extended MKCOL."""
    body = f"<D:mkcol {DECLARED}><D:set><D:prop>{inner}</D:prop></D:set></D:mkcol>"
    return dav.ask("MKCOL", path, body)


def components(dav: Dav, path: str) -> list[str | None]:
    """Return what a collection says that it holds."""
    told = dav.properties(path, "C:supported-calendar-component-set").one
    return [each.get("name") for each in told.found[f"{CAL}supported-calendar-component-set"]]


def test_a_list_is_a_project(dav: Dav, person: Person) -> None:
    path = dav.make("<D:displayname>Garage</D:displayname>", name="my-garage")
    assert path.endswith("/my-garage/")
    with person.client() as client:
        (project,) = (p for p in client.get("/api/projects").json() if p["name"] == "Garage")
        dav.put(f"{path}a.ics", todo(summary="Sweep"))
        assert any(
            t["title"] == "Sweep"
            for t in client.get("/api/tasks", params={"project_id": project["id"]}).json()
        )
    assert path in dav.properties(dav.home, "D:displayname", depth="1")


def test_mkcol_makes_a_list_with_its_properties(dav: Dav) -> None:
    path = f"{dav.home}{uuid4()}/"
    inner = (
        f"{CALENDAR}<D:displayname>Errands</D:displayname>"
        '<C:supported-calendar-component-set><C:comp name="VTODO"/>'
        "</C:supported-calendar-component-set><A:calendar-color>#00AAFFFF</A:calendar-color>"
    )
    made = mkcol(dav, path, inner)
    assert made.status_code == 201, made.text
    assert components(dav, path) == ["VTODO"]
    assert dav.properties(path, "D:displayname").one.text(f"{DAV}displayname") == "Errands"


@pytest.mark.parametrize("asked", [["VEVENT"], ["VJOURNAL"], ["VEVENT", "VTODO"], []])
def test_a_collection_holds_what_it_was_made_for(dav: Dav, asked: list[str]) -> None:
    path = f"{dav.home}{uuid4()}/"
    named = "".join(f'<C:comp name="{name}"/>' for name in asked)
    wanted = f"<C:supported-calendar-component-set>{named}</C:supported-calendar-component-set>"
    body = f"<C:mkcalendar {DECLARED}><D:set><D:prop>{wanted}</D:prop></D:set></C:mkcalendar>"
    assert dav.ask("MKCALENDAR", path, body if asked else "").status_code == 201
    held = asked or ["VEVENT", "VJOURNAL", "VTODO"]
    assert components(dav, path) == sorted(held)
    for name in ("VEVENT", "VJOURNAL", "VTODO"):
        text = (
            todo().replace("VTODO", name).replace("SUMMARY", "DTSTART:20260301T100000Z\r\nSUMMARY")
        )
        put = dav.put(f"{path}{name}.ics", text)
        if name in held:
            assert put.status_code == 201, put.text
            assert dav.ask("GET", f"{path}{name}.ics").text == text
        else:
            assert precondition(put) == f"{CAL}supported-calendar-component"


def test_what_is_there_already_is_not_made_again(dav: Dav) -> None:
    path = dav.make()
    again = dav.ask("MKCALENDAR", path)
    assert again.status_code == 403
    assert precondition(again) == f"{DAV}resource-must-be-null"
    assert mkcol(dav, path, CALENDAR).status_code == 405
    assert dav.ask("MKCALENDAR", dav.home).status_code == 405


def test_nothing_is_made_when_a_property_cannot_be_set(dav: Dav) -> None:
    path = f"{dav.home}{uuid4()}/"
    refused = mkcol(
        dav, path, f"{CALENDAR}<D:displayname>x</D:displayname><D:getetag>x</D:getetag>"
    )
    assert refused.status_code == 403
    assert b"mkcol-response" in refused.content
    assert b"cannot-modify-protected-property" in refused.content
    assert b"424" in refused.content
    assert dav.ask("PROPFIND", path, Depth="0").status_code == 404


@pytest.mark.parametrize(
    ("path", "inner", "status", "rule"),
    [
        ("{home}x/", PLAIN, 403, f"{DAV}valid-resourcetype"),
        ("{home}x/", "", 403, f"{DAV}valid-resourcetype"),
        ("{home}x/y/", CALENDAR, 403, f"{CAL}calendar-collection-location-ok"),
        ("{home}x/", f"{CALENDAR}{POLLS}", 403, f"{CAL}supported-calendar-component"),
    ],
)  # fmt: skip
def test_other_collections_are_not_made(
    dav: Dav, path: str, inner: str, status: int, rule: str
) -> None:
    refused = mkcol(dav, path.format(home=dav.home), inner)
    assert refused.status_code == status
    assert precondition(refused) == rule


def test_a_body_of_another_kind_is_not_understood(dav: Dav) -> None:
    assert dav.ask("MKCOL", f"{dav.home}x/", "<x/>").status_code == 415
    assert dav.ask("MKCALENDAR", f"{dav.home}x/", "<x/>").status_code == 400


def test_a_list_is_deleted_and_its_name_is_free(dav: Dav) -> None:
    path = dav.make(name="short-lived")
    dav.put(f"{path}a.ics", todo())
    assert dav.ask("DELETE", path).status_code == 204
    assert dav.ask("GET", f"{path}a.ics").status_code == 404
    assert dav.ask("DELETE", path).status_code == 404
    assert dav.make(name="short-lived") == path
    assert dav.ask("GET", f"{path}a.ics").status_code == 404


def test_the_inbox_stays(dav: Dav) -> None:
    lists = dav.properties(dav.home, "D:displayname", depth="1")
    (inbox,) = (h for h, each in lists.items() if each.text(f"{DAV}displayname") == "Inbox")
    refused = dav.ask("DELETE", inbox)
    assert refused.status_code == 403
    assert precondition(refused) == f"{DAV}need-privileges"
    assert dav.ask("DELETE", dav.home).status_code == 405


def test_the_lists_of_the_web_are_there(dav: Dav, person: Person) -> None:
    with person.client() as client:
        made = client.post("/api/projects", json={"name": "From the web"}).json()
    path = f"{dav.home}{made['id']}/"
    assert dav.properties(path, "D:displayname").one.text(f"{DAV}displayname") == "From the web"
