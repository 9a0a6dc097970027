"""Addresses: every form that clients send is read, and one is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.surfaces.caldav import addresses
from tasklark.surfaces.caldav.addresses import Address, BadAddress, Kind

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
    lambda name: "/" not in name and name not in {".", ".."}
)


@given(NAMES, NAMES)
def test_an_address_that_we_write_is_read_as_the_same(collection: str, name: str) -> None:
    made = Address(Kind.OBJECT, "p", collection, name, slashed=False)
    assert addresses.read(made.href.encode()) == made
    assert addresses.referred(f"https://tasks.example{made.href}", "tasks.example") == made


@pytest.mark.parametrize(
    "path",
    [
        b"/dav/calendars/p/My%20list/gr%C3%BC%C3%9Fe%2B1@x.ics",
        b"/dav/calendars/p/My%20list/gr%c3%bc%c3%9fe+1%40x.ics",
        "/dav/calendars/p/My%20list/grüße+1@x%2Eics".encode(),
        b"/d%61v/calendars/%70/My%20list/gr%C3%BC%C3%9Fe+1@x.ics",
    ],
)
def test_every_encoding_of_a_name_means_it(path: bytes) -> None:
    found = addresses.read(path)
    assert found is not None
    assert found.href == "/dav/calendars/p/My%20list/gr%C3%BC%C3%9Fe%2B1@x.ics"
    assert found.name == "grüße+1@x.ics"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (b"/dav", Kind.ROOT),
        (b"/dav/", Kind.ROOT),
        (b"/dav/principals", Kind.PRINCIPALS),
        (b"/dav/principals/p/", Kind.PRINCIPAL),
        (b"/dav/calendars/", Kind.HOMES),
        (b"/dav/calendars/p", Kind.HOME),
        (b"/dav/calendars/p/c", Kind.COLLECTION),
        (b"/dav/calendars/p/c/o", Kind.OBJECT),
    ],
)
def test_each_depth_is_another_kind(path: bytes, kind: Kind) -> None:
    found = addresses.read(path)
    assert found is not None
    assert (found.kind, found.slashed) == (kind, path.endswith(b"/"))
    again = addresses.read(found.href.encode())
    assert again is not None
    assert again.href == found.href


@pytest.mark.parametrize(
    "path",
    [
        b"/", b"", b"/davx/", b"/dav//calendars/", b"/dav/principals/p/x", b"/dav/else/",
        b"/dav/calendars/p/c/o/deeper", b"dav/",
    ],
)  # fmt: skip
def test_other_places_are_none_of_ours(path: bytes) -> None:
    assert addresses.read(path) is None


@pytest.mark.parametrize(
    "path",
    [
        b"/dav/calendars/p/a%2Fb", b"/dav/calendars/../x", b"/dav/calendars/p/%2E%2e/o",
        b"/dav/calendars/p/c/%00", b"/dav/calendars/p/c/%ff", b"/dav/calendars/p/c/" + b"a" * 201,
        b"/dav/calendars/p/c/a%0d%0aSet-Cookie:%20x", b"/dav/" + b"x" * 9_000,
    ],
)  # fmt: skip
def test_what_can_be_no_name_is_refused(path: bytes) -> None:
    with pytest.raises(BadAddress):
        addresses.read(path)


def test_an_address_of_another_server_is_none_of_ours() -> None:
    assert addresses.referred("http://elsewhere.example/dav/", "tasks.example") is None
    assert addresses.referred("//tasks.example/dav/", "TASKS.example") == Address(Kind.ROOT)
