"""PROPFIND and PROPPATCH: what is told, what is kept, and what is not for clients to set."""

import pytest

from tests.caldav.davs import APPLE, CAL, CS, DAV, Dav, answer, precondition, todo

OWN = "{http://example.org/}"
TAG = '<X:tag xmlns:X="http://example.org/" X:a="1">red<X:b xml:lang="de">grün</X:b></X:tag>'


@pytest.fixture(scope="module")
def path(dav: Dav) -> str:
    """Give a list with an object."""
    made = dav.make("<D:displayname>Shed &amp; yard</D:displayname>")
    assert dav.put(f"{made}a.ics", todo()).status_code == 201
    return made


def test_a_body_that_asks_nothing_asks_all(dav: Dav, path: str) -> None:
    told = answer(dav.ask("PROPFIND", path, Depth="1"))
    assert set(told) == {path, f"{path}a.ics"}
    assert told[path].text(f"{DAV}displayname") == "Shed & yard"
    assert {f"{DAV}getetag", f"{DAV}getcontentlength", f"{DAV}creationdate"} <= set(
        told[f"{path}a.ics"].found
    )
    assert f"{CS}getctag" not in told[path].found


def test_more_than_all_is_told_when_it_is_asked(dav: Dav, path: str) -> None:
    body = (
        '<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/"><D:allprop/>'
        "<D:include><CS:getctag/><D:nothing/></D:include></D:propfind>"
    )
    told = answer(dav.ask("PROPFIND", path, body, Depth="0")).one
    assert told.text(f"{CS}getctag")
    assert told.missing == {f"{DAV}nothing"}


def test_names_are_told_without_values(dav: Dav, path: str) -> None:
    body = '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>'
    told = answer(dav.ask("PROPFIND", path, body, Depth="1"))
    assert {f"{DAV}sync-token", f"{DAV}displayname"} <= set(told[path].found)
    assert not any(each.text or len(each) for each in told[path].found.values())
    assert f"{DAV}getetag" in told[f"{path}a.ics"].found


def test_to_go_down_without_end_is_refused(dav: Dav, path: str) -> None:
    for headers in ({"Depth": "infinity"}, {}):
        refused = dav.ask("PROPFIND", path, **headers)
        assert refused.status_code == 403
        assert precondition(refused) == f"{DAV}propfind-finite-depth"
    assert dav.ask("PROPFIND", f"{path}a.ics", Depth="infinity").status_code == 207
    assert dav.ask("PROPFIND", path, Depth="2").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "<D:prop/>",
        "<x/>",
        '<D:propfind xmlns:D="DAV:"/>',
        '<D:propfind xmlns:D="DAV:"><D:allprop/><D:propname/></D:propfind>',
        '<D:propfind xmlns:D="DAV:"><D:prop><x:y xmlns:x=""/></D:prop></D:propfind>',
        "hello",
    ],
)
def test_a_body_that_asks_for_nothing_we_know_is_refused(dav: Dav, path: str, body: str) -> None:
    assert dav.ask("PROPFIND", path, body, Depth="0").status_code == 400


def test_elements_that_are_not_known_are_passed_over(dav: Dav, path: str) -> None:
    body = (
        '<D:propfind xmlns:D="DAV:" xmlns:E="urn:e"><E:leave-out>*x*</E:leave-out>'
        "<D:prop><D:displayname/></D:prop><E:x><D:y/></E:x></D:propfind>"
    )
    assert answer(dav.ask("PROPFIND", path, body, Depth="0")).one.text(f"{DAV}displayname")


def test_who_wants_little_is_told_no_misses(dav: Dav, path: str) -> None:
    asked = ("D:displayname", "D:quota-used-bytes")
    for headers in ({"Prefer": "return=minimal"}, {"Brief": "t"}):
        told = dav.properties(path, *asked, depth="0", **headers)
        assert told.response.headers["preference-applied"] == "return=minimal"
        assert (set(told.one.found), told.one.missing) == ({f"{DAV}displayname"}, frozenset())
    nothing = dav.properties(path, "D:quota-used-bytes", Prefer="return=minimal")
    assert b"200 OK" in nothing.response.content


@pytest.mark.parametrize("place", ["list", "object", "principal", "home", "root"])
def test_what_only_clients_understand_is_kept_anywhere(dav: Dav, path: str, place: str) -> None:
    there = {
        "list": path,
        "object": f"{path}a.ics",
        "principal": dav.principal,
        "home": dav.home,
        "root": "/dav/",
    }[place]
    assert answer(dav.set(there, TAG)).one.found.keys() == {f"{OWN}tag"}
    found = dav.properties(there, 'X:tag xmlns:X="http://example.org/"').one.found[f"{OWN}tag"]
    assert (found.text, found.get(f"{OWN}a"), found[0].text) == ("red", "1", "grün")
    assert f"{OWN}tag" in answer(dav.ask("PROPFIND", there, Depth="0")).one.found
    names = '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>'
    assert f"{OWN}tag" in answer(dav.ask("PROPFIND", there, names, Depth="0")).one.found
    gone = '<D:remove><D:prop><X:tag xmlns:X="http://example.org/"/></D:prop></D:remove>'
    assert dav.patch(there, gone).status_code == 207
    assert dav.properties(there, 'X:tag xmlns:X="http://example.org/"').one.missing == {f"{OWN}tag"}


def test_what_is_kept_of_objects_is_told_in_listings(dav: Dav, path: str) -> None:
    dav.set(f"{path}a.ics", TAG)
    told = dav.properties(path, 'X:tag xmlns:X="http://example.org/"', depth="1")
    assert told[path].missing
    assert told[f"{path}a.ics"].found


def test_what_clients_keep_is_their_own(dav: Dav, other: Dav) -> None:
    dav.set(dav.principal, TAG)
    assert other.properties(other.principal, 'X:tag xmlns:X="http://example.org/"').one.missing


def test_a_colour_may_be_a_name(dav: Dav) -> None:
    path = dav.make()
    for name in ("blue", "Green"):
        assert not answer(dav.set(path, f"<A:calendar-color>{name}</A:calendar-color>")).one.failed
        told = dav.properties(path, "A:calendar-color").one
        assert told.text(f"{APPLE}calendar-color") == name


def test_a_list_is_renamed_described_and_coloured(dav: Dav) -> None:
    path = dav.make()
    inner = (
        "<D:displayname>Garden</D:displayname><A:calendar-order>3</A:calendar-order>"
        "<A:calendar-color>#FF2968FF</A:calendar-color>"
        "<C:calendar-description>beds\n&amp; trees</C:calendar-description>"
    )
    assert not answer(dav.set(path, inner)).one.failed
    told = dav.properties(
        path, "D:displayname", "A:calendar-color", "C:calendar-description", "A:calendar-order"
    ).one
    assert told.text(f"{DAV}displayname") == "Garden"
    assert told.text(f"{APPLE}calendar-color") == "#FF2968FF"
    assert told.text(f"{APPLE}calendar-order") == "3"
    assert told.text(f"{CAL}calendar-description") == "beds\n& trees"
    gone = "<D:remove><D:prop><C:calendar-description/><A:calendar-color/></D:prop></D:remove>"
    assert dav.patch(path, gone).status_code == 207
    assert dav.properties(path, "C:calendar-description").one.missing


def test_all_is_set_or_nothing(dav: Dav) -> None:
    path = dav.make("<D:displayname>Before</D:displayname>")
    told = answer(
        dav.set(path, f"<D:displayname>After</D:displayname>{TAG}<D:getetag>x</D:getetag>")
    )
    assert told.one.failed == {
        f"{DAV}getetag": 403,
        f"{DAV}displayname": 424,
        f"{OWN}tag": 424,
    }
    assert b"cannot-modify-protected-property" in told.response.content
    assert dav.properties(path, "D:displayname").one.text(f"{DAV}displayname") == "Before"
    assert dav.properties(path, 'X:tag xmlns:X="http://example.org/"').one.missing


@pytest.mark.parametrize(
    "inner",
    [
        "<D:displayname/>",
        f"<D:displayname>{'x' * 300}</D:displayname>",
        "<A:calendar-color>reddish</A:calendar-color>",
    ],
)
def test_a_value_that_can_not_be_is_refused_by_its_name(dav: Dav, inner: str) -> None:
    path = dav.make("<D:displayname>Before</D:displayname>")
    told = answer(dav.set(path, f"{inner}{TAG}")).one
    assert sorted(told.failed.values()) == [409, 424]
    assert dav.properties(path, "D:displayname").one.text(f"{DAV}displayname") == "Before"


@pytest.mark.parametrize(
    "name",
    ["D:resourcetype", "D:sync-token", "CS:getctag", "C:supported-calendar-component-set",
     "D:current-user-privilege-set", "D:owner", "C:calendar-home-set", "D:getlastmodified"],
)  # fmt: skip
def test_what_tells_what_is_cannot_be_set(dav: Dav, path: str, name: str) -> None:
    for change in ("set", "remove"):
        inner = f"<D:{change}><D:prop><{name}>x</{name}></D:prop></D:{change}>"
        assert set(answer(dav.patch(path, inner)).one.failed.values()) == {403}


def test_who_wants_little_hears_nothing_of_what_was_set(dav: Dav, path: str) -> None:
    told = dav.set(path, TAG, Prefer="return=minimal")
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["preference-applied"] == "return=minimal"
    failed = dav.set(path, "<D:getetag/>", Prefer="return=minimal")
    assert answer(failed).one.failed == {f"{DAV}getetag": 403}


def test_a_property_that_is_too_long_is_not_kept(dav: Dav, path: str) -> None:
    long = f'<X:tag xmlns:X="http://example.org/">{"x" * 70_000}</X:tag>'
    assert answer(dav.set(path, long)).one.failed == {f"{OWN}tag": 507}


def test_what_is_not_there_has_no_properties(dav: Dav, path: str) -> None:
    for there in (f"{path}nothing.ics", f"{dav.home}nothing/"):
        assert dav.ask("PROPFIND", there, Depth="0").status_code == 404
        assert dav.set(there, TAG).status_code == 404
