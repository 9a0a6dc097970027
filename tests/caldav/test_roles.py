"""Shared projects: in the home of every member, with the rights of the role."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from tests.api.circle import Circle, circle
from tests.backends import Service
from tests.caldav.davs import APPLE, DAV, Dav, answer, precondition, program_of, todo

ROLES = ("viewer", "commenter", "editor", "admin")
MAY_WRITE = {"editor", "admin", "owner"}


@pytest.fixture(scope="module")
def garden(embedded: Service) -> Iterator[Circle]:
    """Give a project with somebody in each role."""
    with circle(embedded, *ROLES) as found:
        yield found


@pytest.fixture(scope="module")
def programs(embedded: Service, garden: Circle) -> Iterator[Mapping[str, Dav]]:
    """Give the calendar program of each of them."""
    with ExitStack() as stack:
        yield {
            role: stack.enter_context(program_of(embedded, client))
            for role, client in garden.clients.items()
        }


@pytest.mark.parametrize("role", [*ROLES, "owner"])
def test_a_shared_project_is_in_the_home_of_each_member(
    garden: Circle, programs: Mapping[str, Dav], role: str
) -> None:
    dav = programs[role]
    lists = dav.properties(dav.home, "D:displayname", depth="1")
    path = f"{dav.home}{garden.project}/"
    assert lists[path].text(f"{DAV}displayname") == "Garden"
    told = dav.properties(path, "D:current-user-privilege-set", "D:owner", "D:share-access").one
    privileges = {each[0].tag for each in told.found[f"{DAV}current-user-privilege-set"]}
    assert f"{DAV}read" in privileges
    assert (f"{DAV}write-content" in privileges) is (role in MAY_WRITE)
    assert told.hrefs(f"{DAV}owner") == ([dav.principal] if role == "owner" else [])
    access = {each.tag for each in told.found.get(f"{DAV}share-access", [])}
    wanted = {"owner": set(), "viewer": {f"{DAV}read"}, "editor": {f"{DAV}read-write"}}
    assert access == wanted.get(role, access)


@pytest.mark.parametrize("role", [*ROLES, "owner"])
def test_who_may_not_write_is_told_which_right_is_missing(
    garden: Circle, programs: Mapping[str, Dav], role: str
) -> None:
    task = garden.task()
    dav = programs[role]
    path = f"{dav.home}{garden.project}/"
    there = f"{path}{task['id']}.ics"
    text = dav.ask("GET", there).text
    answers = {
        "new": dav.put(f"{path}{role}.ics", todo()),
        "change": dav.put(there, text.replace("Rake", "Mow")),
        "move": dav.ask("MOVE", there, Destination=f"{path}{role}-moved.ics"),
        "delete": dav.ask("DELETE", f"{path}{role}-moved.ics" if role in MAY_WRITE else there),
    }
    for what, told in answers.items():
        if role in MAY_WRITE:
            assert told.is_success, (what, told.text)
        else:
            assert told.status_code == 403, (what, told.text)
            assert precondition(told) == f"{DAV}need-privileges"
    if role not in MAY_WRITE:
        assert dav.ask("GET", there).text == text


def test_only_who_manages_a_project_renames_it(garden: Circle, programs: Mapping[str, Dav]) -> None:
    for role in ("viewer", "editor"):
        dav = programs[role]
        path = f"{dav.home}{garden.project}/"
        inner = "<D:displayname>Mine</D:displayname><A:calendar-order>7</A:calendar-order>"
        told = answer(dav.set(path, inner)).one
        assert told.failed == {f"{DAV}displayname": 403, f"{APPLE}calendar-order": 424}
        assert answer(dav.set(path, "<A:calendar-order>7</A:calendar-order>")).one.found
    admin = programs["admin"]
    path = f"{admin.home}{garden.project}/"
    assert answer(admin.set(path, "<D:displayname>Yard</D:displayname>")).one.found
    viewer = programs["viewer"]
    told = viewer.properties(f"{viewer.home}{garden.project}/", "D:displayname").one
    assert told.text(f"{DAV}displayname") == "Yard"
    admin.set(path, "<D:displayname>Garden</D:displayname>")


def test_only_the_owner_deletes_a_project(garden: Circle, programs: Mapping[str, Dav]) -> None:
    for role in ROLES:
        dav = programs[role]
        refused = dav.ask("DELETE", f"{dav.home}{garden.project}/")
        assert refused.status_code == 403
        assert precondition(refused) == f"{DAV}need-privileges"


def test_strangers_learn_nothing(garden: Circle, programs: Mapping[str, Dav]) -> None:
    dav = programs["stranger"]
    task = garden.task()
    path = f"{dav.home}{garden.project}/"
    assert path not in dav.properties(dav.home, "D:displayname", depth="1")
    there = f"{path}{task['id']}.ics"
    for method in ("PROPFIND", "GET", "DELETE"):
        for each in (path, there):
            assert dav.ask(method, each, Depth="0").status_code == 404
    for each in (path, there):
        assert dav.set(each, "<D:displayname>x</D:displayname>").status_code == 404
    assert (
        dav.report(path, "D:sync-collection", "<D:sync-token/><D:prop/>", Depth="0").status_code
        == 404
    )
    assert dav.put(f"{path}x.ics", todo()).status_code == 409
    assert dav.multiget(dav.home, [f"{path}{task['id']}.ics"]).one.status == 404


def test_who_has_left_has_it_no_more(embedded: Service) -> None:
    with (
        circle(embedded, "editor") as found,
        program_of(embedded, found["editor"]) as dav,
    ):
        path = f"{dav.home}{found.project}/"
        assert dav.put(f"{path}a.ics", todo()).status_code == 201
        gone = found["owner"].delete(f"{found.address}/members/{found.people['editor']}")
        assert gone.status_code == 204
        assert dav.ask("PROPFIND", path, Depth="0").status_code == 404
        assert dav.put(f"{path}b.ics", todo()).status_code == 409
