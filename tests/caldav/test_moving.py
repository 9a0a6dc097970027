"""MOVE and COPY: within a list, between lists, over what is there, and nowhere else."""

import pytest

from tests.caldav.davs import CAL, Dav, precondition, todo


@pytest.fixture
def path(dav: Dav) -> str:
    """Give a list with an object."""
    made = dav.make()
    dav.put(f"{made}a.ics", todo("uid-a"))
    return made


def test_an_object_is_renamed(dav: Dav, path: str) -> None:
    text = dav.ask("GET", f"{path}a.ics").text
    moved = dav.ask("MOVE", f"{path}a.ics", Destination=f"{path}b c.ics".replace(" ", "%20"))
    assert (moved.status_code, moved.headers["location"]) == (201, f"{path}b%20c.ics")
    assert dav.ask("GET", f"{path}a.ics").status_code == 404
    assert dav.ask("GET", f"{path}b%20c.ics").text == text


def test_an_object_is_moved_to_another_list(dav: Dav, path: str) -> None:
    there = dav.make()
    text = dav.ask("GET", f"{path}a.ics").text
    where = f"{dav.http.base_url}".rstrip("/") + f"{there}a.ics"
    assert dav.ask("MOVE", f"{path}a.ics", Destination=where).status_code == 201
    assert dav.ask("GET", f"{path}a.ics").status_code == 404
    assert dav.ask("GET", f"{there}a.ics").text == text


def test_an_object_is_copied(dav: Dav, path: str) -> None:
    there = dav.make()
    assert dav.ask("COPY", f"{path}a.ics", Destination=f"{there}a.ics").status_code == 201
    assert dav.ask("GET", f"{path}a.ics").status_code == 200
    assert "SUMMARY:Buy milk" in dav.ask("GET", f"{there}a.ics").text


@pytest.mark.parametrize("method", ["MOVE", "COPY"])
def test_what_is_there_is_overwritten_unless_it_must_not(dav: Dav, path: str, method: str) -> None:
    there = dav.make()
    dav.put(f"{there}b.ics", todo("uid-b", summary="old"))
    kept = dav.ask(method, f"{path}a.ics", Destination=f"{there}b.ics", Overwrite="F")
    assert kept.status_code == 412
    assert "SUMMARY:old" in dav.ask("GET", f"{there}b.ics").text
    over = dav.ask(method, f"{path}a.ics", Destination=f"{there}b.ics", Overwrite="T")
    assert over.status_code == 204
    assert "SUMMARY:Buy milk" in dav.ask("GET", f"{there}b.ics").text


def test_a_move_meets_its_condition(dav: Dav, path: str) -> None:
    late = dav.ask("MOVE", f"{path}a.ics", Destination=f"{path}b.ics", If_Match='"x"')
    assert late.status_code == 412
    assert dav.ask("GET", f"{path}a.ics").status_code == 200


@pytest.mark.parametrize("method", ["MOVE", "COPY"])
@pytest.mark.parametrize(
    ("destination", "status"),
    [
        (None, 400),
        ("{path}a.ics", 403),
        ("{home}nowhere/a.ics", 409),
        ("{path}deeper/a.ics", 409),
        ("/elsewhere/a.ics", 409),
        ("http://elsewhere.example/dav/a.ics", 502),
        ("{path}a%2Fb.ics", 400),
        ("http://[", 400),
    ],
)
def test_other_destinations_are_refused(
    dav: Dav, path: str, method: str, destination: str | None, status: int
) -> None:
    told = {"Destination": destination.format(path=path, home=dav.home)} if destination else {}
    assert dav.ask(method, f"{path}a.ics", **told).status_code == status
    assert dav.ask("GET", f"{path}a.ics").status_code == 200


def test_a_list_is_no_object(dav: Dav, path: str) -> None:
    refused = dav.ask("MOVE", f"{path}a.ics", Destination=f"{dav.home}new/")
    assert precondition(refused) == f"{CAL}calendar-collection-location-ok"
    assert dav.ask("MOVE", path, Destination=f"{dav.home}new/").status_code == 403


def test_nothing_is_moved_from_nowhere_or_to_others(dav: Dav, other: Dav, path: str) -> None:
    there = other.make()
    assert dav.ask("MOVE", f"{path}a.ics", Destination=f"{there}a.ics").status_code == 409
    assert dav.ask("MOVE", f"{path}no.ics", Destination=f"{path}b.ics").status_code == 404
    assert (
        dav.ask("COPY", f"{path}a.ics", Destination=f"{path}b.ics", Overwrite="X").status_code
        == 400
    )
