"""Objects: put, got, deleted, each under the conditions of the client."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.caldav.davs import CAL, DAV, Dav, precondition, todo


@pytest.fixture
def path(dav: Dav) -> str:
    """Give a new list."""
    return dav.make()


def test_what_was_put_is_got_byte_for_byte(dav: Dav, path: str) -> None:
    text = todo(None, 'X-OWN;X-P="a,b":c\\,d', "DESCRIPTION:Grüße\r\n  folded")
    put = dav.put(f"{path}a.ics", text, If_None_Match="*")
    assert (put.status_code, put.content) == (201, b"")
    got = dav.ask("GET", f"{path}a.ics")
    assert got.content == text.encode()
    assert got.headers["etag"] == put.headers["etag"]
    assert got.headers["content-type"] == "text/calendar; charset=utf-8; component=VTODO"
    assert int(got.headers["content-length"]) == len(text.encode())
    told = dav.properties(
        f"{path}a.ics", "D:getetag", "D:getcontentlength", "D:getlastmodified"
    ).one
    assert told.text(f"{DAV}getetag") == got.headers["etag"]
    assert told.text(f"{DAV}getcontentlength") == got.headers["content-length"]
    assert told.text(f"{DAV}getlastmodified") == got.headers["last-modified"]


def test_head_tells_what_get_tells_but_the_body(dav: Dav, path: str) -> None:
    dav.put(f"{path}a.ics", todo())
    got, head = (dav.ask(method, f"{path}a.ics") for method in ("GET", "HEAD"))
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "last-modified"):
        assert head.headers[name] == got.headers[name]


def test_what_a_client_has_already_is_not_sent_again(dav: Dav, path: str) -> None:
    etag = dav.put(f"{path}a.ics", todo()).headers["etag"]
    modified = dav.ask("GET", f"{path}a.ics").headers["last-modified"]
    for headers in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"x", W/{etag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": modified},
    ):
        got = dav.ask("GET", f"{path}a.ics", **headers)
        assert (got.status_code, got.content, got.headers["etag"]) == (304, b"", etag)
    for headers in (
        {"If_None_Match": '"x"', "If_Modified_Since": modified},
        {"If_Modified_Since": "yesterday"},
        {"If_Match": etag},
    ):
        assert dav.ask("GET", f"{path}a.ics", **headers).status_code == 200
    assert dav.ask("GET", f"{path}a.ics", If_Match='"x"').status_code == 412


def test_an_edit_meets_what_the_client_has_seen_or_nothing(dav: Dav, path: str) -> None:
    uid = str(uuid4())
    first = dav.put(f"{path}a.ics", todo(uid)).headers["etag"]
    second = dav.put(f"{path}a.ics", todo(uid, summary="Buy bread"), If_Match=first)
    assert second.status_code == 204
    assert second.headers["etag"] != first
    late = dav.put(f"{path}a.ics", todo(uid, summary="Buy cheese"), If_Match=first)
    assert late.status_code == 412
    again = dav.put(f"{path}a.ics", todo(uid), If_None_Match="*")
    assert again.status_code == 412
    nothing = dav.put(f"{path}b.ics", todo(), If_Match="*")
    assert nothing.status_code == 412
    assert b"Buy bread" in dav.ask("GET", f"{path}a.ics").content


def test_a_list_of_states_is_a_condition_too(dav: Dav, path: str) -> None:
    uid = str(uuid4())
    etag = dav.put(f"{path}a.ics", todo(uid)).headers["etag"]
    for told, status in (
        ('(["x"])', 412),
        ("(<opaquelocktoken:x>)", 412),
        (f"(<opaquelocktoken:x> [{etag}])", 412),
        (f"<{path}b.ics> ([{etag}])", 412),
        (f"([{etag}] Not <DAV:no-lock>)", 204),
    ):
        assert dav.put(f"{path}a.ics", todo(uid), If=told).status_code == status
    etag = dav.ask("GET", f"{path}a.ics").headers["etag"]
    for told, status in (
        ("(", 400),
        ("()", 400),
        ("(x)", 400),
        ('(["x"]) (Not ["x"])', 204),
    ):
        assert dav.put(f"{path}a.ics", todo(uid), If=told).status_code == status
    etag = dav.ask("GET", f"{path}a.ics").headers["etag"]
    where = f"{dav.http.base_url}".rstrip("/") + path
    assert dav.ask("DELETE", f"{path}a.ics", If=f"<{where}a.ics> ([{etag}])").status_code == 204


def test_what_is_deleted_is_gone(dav: Dav, path: str) -> None:
    etag = dav.put(f"{path}a.ics", todo()).headers["etag"]
    assert dav.ask("DELETE", f"{path}a.ics", If_Match='"x"').status_code == 412
    assert dav.ask("DELETE", f"{path}a.ics", If_Match=etag).status_code == 204
    for method in ("GET", "DELETE"):
        assert dav.ask(method, f"{path}a.ics").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "a.ics",
        "no-suffix",
        "with space.ics",
        "a+b.ics",
        "me@home.ics",
        "Grüße.ics",
        "100%.ics",
        "a&b'<c>.ics",
        "😀.ics",
        "a;b=c.ics",
    ],
)
def test_any_name_is_taken_and_told_in_one_form(dav: Dav, path: str, name: str) -> None:
    for quoted in (quote(name, safe=""), quote(name, safe="@+;=&'")):
        put = dav.put(f"{path}{quoted}", todo("uid-" + quote(name)))
        assert put.status_code in {201, 204}, put.text
    (told,) = dav.properties(path, "D:getetag", depth="1").keys() - {path}
    assert told == path + quote(name, safe="@")
    assert dav.multiget(path, [quote(name, safe="").join([path, ""])]).one.found
    assert dav.ask("GET", told).status_code == 200


def test_a_name_with_a_slash_in_it_is_none(dav: Dav, path: str) -> None:
    assert dav.put(f"{path}a%2Fb.ics", todo()).status_code == 400
    assert dav.put(f"{path}a.ics/", todo()).status_code == 409
    assert dav.put(f"{path}deeper/a.ics", todo()).status_code == 409
    assert dav.put(f"{dav.home}{uuid4()}/a.ics", todo()).status_code == 409
    assert dav.put(path, todo()).status_code == 405


def test_a_uid_is_in_a_list_once(dav: Dav, path: str) -> None:
    uid = str(uuid4())
    assert dav.put(f"{path}first.ics", todo(uid)).status_code == 201
    refused = dav.put(f"{path}second.ics", todo(uid))
    assert refused.status_code == 403
    assert precondition(refused) == f"{CAL}no-uid-conflict"
    assert f"{path}first.ics" in refused.text
    changed = dav.put(f"{path}first.ics", todo())
    assert changed.status_code == 403
    assert precondition(changed) == f"{CAL}no-uid-conflict"


REFUSED = {
    "no calendar": ("hello", "valid-calendar-data"),
    "nothing": ("", "valid-calendar-data"),
    "half a calendar": (todo()[:60], "valid-calendar-data"),
    "bytes": ("\x00\x01\x02", "valid-calendar-data"),
    "an event": (todo().replace("VTODO", "VEVENT"), "supported-calendar-component"),
    "no UID": (todo("gone").replace("UID:gone\r\n", ""), "valid-calendar-object-resource"),
    "a method": (
        todo().replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:PUBLISH"),
        "valid-calendar-object-resource",
    ),
    "two kinds": (
        todo("x").replace("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR"),
        "valid-calendar-object-resource",
    ),
}


@pytest.mark.parametrize(("body", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_to_do_is_refused_by_its_rule(dav: Dav, path: str, body: str, rule: str) -> None:
    refused = dav.put(f"{path}a.ics", body)
    assert refused.status_code == 403
    assert precondition(refused) == f"{CAL}{rule}"
    assert dav.ask("GET", f"{path}a.ics").status_code == 404


def test_other_types_of_data_are_refused(dav: Dav, path: str) -> None:
    refused = dav.put(f"{path}a.ics", todo(), Content_Type="application/calendar+json")
    assert refused.status_code == 403
    assert precondition(refused) == f"{CAL}supported-calendar-data"


def test_a_body_that_comes_in_parts_is_taken(dav: Dav, path: str) -> None:
    text = todo()

    def parts() -> Iterator[bytes]:
        for start in range(0, len(text), 50):
            yield text[start : start + 50].encode()

    headers = {"Content-Type": "text/calendar"}
    assert dav.http.put(f"{path}a.ics", content=parts(), headers=headers).status_code == 201
    assert dav.ask("GET", f"{path}a.ics").text == text


@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_body_that_is_too_long_is_refused_by_its_rule(
    dav: Dav, path: str, *, is_chunked: bool
) -> None:
    body = b"x" * (3 << 20)
    content = iter([body]) if is_chunked else body
    refused = dav.http.put(f"{path}a.ics", content=content)
    assert refused.status_code == 413
    assert precondition(refused) == f"{CAL}max-resource-size"


def test_who_wants_what_is_stored_gets_it_with_the_answer(dav: Dav, path: str) -> None:
    text, prefer = todo(), {"Prefer": "return=representation"}
    made = dav.put(f"{path}a.ics", text, **prefer)
    changed = dav.put(f"{path}a.ics", text.replace("milk", "bread"), **prefer)
    assert (made.status_code, changed.status_code) == (201, 200)
    for told in (made, changed):
        assert told.headers["preference-applied"] == "return=representation"
        assert told.headers["content-location"] == f"{path}a.ics"
        assert told.headers["etag"]
    assert made.text == text
    assert "bread" in changed.text


def test_a_list_is_got_as_one_calendar(dav: Dav, path: str) -> None:
    for name in "abc":
        dav.put(f"{path}{name}.ics", todo(summary=f"task {name}"))
    got = dav.ask("GET", path)
    assert got.headers["content-type"].startswith("text/calendar")
    assert got.text.count("BEGIN:VCALENDAR") == 1
    assert all(f"SUMMARY:task {name}" in got.text for name in "abc")
