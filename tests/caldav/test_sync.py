"""sync-collection: what has changed since a token, all of it, once."""

from uuid import uuid4

import pytest

from tests.api.people import Person
from tests.caldav.davs import DAV, Answer, Dav, precondition, todo


@pytest.fixture
def path(dav: Dav) -> str:
    """Give a new list."""
    return dav.make()


def names(told: Answer) -> dict[str, int | None]:
    """Return the status of each object that is told, by its name."""
    return {href.rpartition("/")[2]: each.status for href, each in told.items()}


def test_from_nothing_everything_is_told(dav: Dav, path: str) -> None:
    assert dav.sync(path) == {}
    for name in "abc":
        dav.put(f"{path}{name}.ics", todo())
    told = dav.sync(path)
    assert names(told) == {"a.ics": None, "b.ics": None, "c.ics": None}
    assert all(each.text(f"{DAV}getetag") for each in told.values())
    assert told.token == dav.properties(path, "D:sync-token").one.text(f"{DAV}sync-token")


def test_since_a_token_only_what_is_new_is_told(dav: Dav, path: str) -> None:
    uid = str(uuid4())
    dav.put(f"{path}a.ics", todo(uid))
    dav.put(f"{path}b.ics", todo())
    token = dav.sync(path).token or ""
    assert dav.sync(path, token) == {}
    dav.put(f"{path}a.ics", todo(uid, summary="other"))
    dav.put(f"{path}c.ics", todo())
    dav.ask("DELETE", f"{path}b.ics")
    told = dav.sync(path, token)
    assert names(told) == {"a.ics": None, "c.ics": None, "b.ics": 404}
    assert dav.sync(path, told.token or "") == {}


def test_what_came_and_went_between_two_looks(dav: Dav, path: str) -> None:
    dav.put(f"{path}a.ics", todo())
    token = dav.sync(path).token or ""
    dav.put(f"{path}short.ics", todo())
    dav.ask("DELETE", f"{path}short.ics")
    assert names(dav.sync(path, token)) in ({}, {"short.ics": 404})


def test_deleted_and_made_anew_is_a_change(dav: Dav, path: str) -> None:
    uid = str(uuid4())
    etag = dav.put(f"{path}a.ics", todo(uid)).headers["etag"]
    token = dav.sync(path).token or ""
    dav.ask("DELETE", f"{path}a.ics")
    assert dav.put(f"{path}a.ics", todo(uid, summary="anew")).status_code == 201
    told = dav.sync(path, token)
    assert names(told) == {"a.ics": None}
    assert told[f"{path}a.ics"].text(f"{DAV}getetag") != etag


def test_moved_away_is_gone_here_and_new_there(dav: Dav, path: str) -> None:
    there = dav.make()
    dav.put(f"{path}a.ics", todo())
    tokens = [dav.sync(each).token or "" for each in (path, there)]
    moved = dav.ask("MOVE", f"{path}a.ics", Destination=f"{there}b.ics")
    assert moved.status_code == 201, moved.text
    assert names(dav.sync(path, tokens[0])) == {"a.ics": 404}
    assert names(dav.sync(there, tokens[1])) == {"b.ics": None}


def test_changes_from_elsewhere_are_told(dav: Dav, path: str, person: Person) -> None:
    project_id = dav.properties(path, "D:resource-id").one.hrefs(f"{DAV}resource-id")[0][9:]
    token = dav.sync(path).token or ""
    with person.client() as client:
        made = client.post("/api/tasks", json={"title": "web", "project_id": project_id}).json()
        assert names(dav.sync(path, token)) == {f"{made['id']}.ics": None}
        token = dav.sync(path).token or ""
        client.put(f"/api/tasks/{made['id']}", json={"title": "web 2"})
        assert names(dav.sync(path, token)) == {f"{made['id']}.ics": None}
        token = dav.sync(path).token or ""
        client.delete(f"/api/tasks/{made['id']}")
    assert names(dav.sync(path, token)) == {f"{made['id']}.ics": 404}


def test_a_long_answer_is_cut_and_goes_on(dav: Dav, path: str) -> None:
    wanted = {f"{number}.ics" for number in range(7)}
    for name in wanted:
        dav.put(f"{path}{name}", todo())
    found: set[str] = set()
    token, rounds = "", 0
    while True:
        told = dav.sync(path, token, limit=3)
        cut = told.pop(path, None)
        assert cut is None or cut.status == 507
        assert not found & set(names(told))
        found |= set(names(told))
        token, rounds = told.token or "", rounds + 1
        if cut is None:
            break
    assert (found, rounds) == (wanted, 3)
    assert dav.sync(path, token) == {}


@pytest.mark.parametrize("depth", ["0", "1"])
@pytest.mark.parametrize("level", ["1", "infinite"])
def test_either_depth_and_level_is_answered(dav: Dav, path: str, depth: str, level: str) -> None:
    dav.put(f"{path}a.ics", todo())
    inner = (
        f"<D:sync-token/><D:sync-level>{level}</D:sync-level><D:prop><D:getetag/>"
        "<D:getcontenttype/></D:prop>"
    )
    told = dav.report(path, "D:sync-collection", inner, Depth=depth)
    assert told.status_code == 207
    assert b"text/calendar" in told.content


@pytest.mark.parametrize(
    "token",
    ["x", "data:,", "data:,x", "http://example.org/1", "data:,1.999999999.0.0", "1.1.1.1",
     "data:,1.1.1.99999999999", "data:,9.9.9.9.9.9"],
)  # fmt: skip
def test_a_token_that_was_never_given_is_refused(dav: Dav, path: str, token: str) -> None:
    inner = f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop/>"
    refused = dav.report(path, "D:sync-collection", inner, Depth="0")
    assert refused.status_code == 403
    assert precondition(refused) == f"{DAV}valid-sync-token"


@pytest.mark.parametrize(
    "inner",
    [
        "<D:prop/>",
        "<D:sync-token/><D:sync-level>2</D:sync-level><D:prop/>",
        "<D:sync-token/><D:limit><D:nresults>0</D:nresults></D:limit><D:prop/>",
        "<D:sync-token/><D:limit><D:nresults>many</D:nresults></D:limit><D:prop/>",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(dav: Dav, path: str, inner: str) -> None:
    assert dav.report(path, "D:sync-collection", inner, Depth="0").status_code == 400
