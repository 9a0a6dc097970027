"""XML: what is read comes back as it was, and nothing that is sent can hurt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.xml import Element, Malformed

WELL = b'<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
BOMB = b"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><p>&e;</p>"""

HOSTILE = {
    "a bomb of entities": BOMB,
    "a file from outside": b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
    "a parameter entity": b'<!DOCTYPE p [<!ENTITY % x SYSTEM "http://[::1]/">%x;]><p/>',
    "a document type alone": b"<!DOCTYPE p><p/>",
    "one from outside": b'<!DOCTYPE p SYSTEM "http://127.0.0.1:1/p.dtd"><p/>',
    "a type in UTF-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE p><p/>'.encode("utf-16"),
    "an entity that nobody declared": b"<p>&x;</p>",
    "deep": b"<p>" * 10_000 + b"</p>" * 10_000,
    "many": b"<p>" + b"<q/>" * 200_000 + b"</p>",
    "attributes": b"<p " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
    "namespaces": b"<p " + b" ".join(b'xmlns:a%d="u"' % n for n in range(50_000)) + b"><a1:b/></q>",
    "an attribute twice": b'<p a="" a=""/>',
    "a long name": b"<" + b"p" * 100_000 + b"/>",
    "an unknown encoding": b'<?xml version="1.0" encoding="hex"?><p/>',
    "a shifty encoding": b'<?xml version="1.0" encoding="utf-7"?>+ADw-p/+AD4-',
    "bytes that are no UTF-8": b"<p>\xff\xfe\xfd</p>",
    "half a UTF-16": b"\xff\xfe<",
    "a NUL": b"<p>\x00</p>",
    "a control character": b"<p>&#1;</p>",
    "a surrogate": b"<p>&#xD800;</p>",
    "nothing closed": b"<p>",
    "two roots": b"<p/><p/>",
    "no XML": b"BEGIN:VCALENDAR",
    "nothing": b"",
    "an undeclared prefix": b"<D:propfind/>",
    "an undone namespace": b'<p xmlns:a=""/>',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_could_hurt_is_refused_at_once(body: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(Malformed) as refused:
        xml.parse(body)
    assert time.perf_counter() - began < 1
    assert len(str(refused.value)) < 200


def test_elements_are_known_by_namespace_and_not_by_prefix() -> None:
    found = xml.parse(
        b'<?xml version="1.0"?>\n<x:prop xmlns:x="DAV:"><a xmlns="urn:b" c="d"/></x:prop>'
    )
    assert found.name == dav("prop")
    (child,) = found
    assert (child.name, child.attributes) == ("{urn:b}a", {"c": "d"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_encodings_that_clients_use_are_read(encoding: str) -> None:
    named = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{named}"?><p>Grüße</p>'
    assert xml.parse(text.encode(encoding)).text == "Grüße"


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\r\n\t&<>'\"]"))
NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9._-]{0,8}", fullmatch=True).filter(
    lambda name: not name.lower().startswith("xml")
)
CLARK = st.builds(
    lambda space, local: f"{{{space}}}{local}" if space else local,
    st.sampled_from(["", "DAV:", "urn:x", "http://example.org/?a=b&c"]),
    NAME,
)


@given(TEXT.filter(lambda text: "\ufffe" not in text and "\uffff" not in text))
def test_text_is_read_as_it_was_written(text: str) -> None:
    written = xml.document(dav("href"), xml.escape(text))
    assert xml.parse(written.encode()).text == text


def _elements(inner: st.SearchStrategy[list[Element | str]]) -> st.SearchStrategy[Element]:
    return st.builds(Element, CLARK, st.dictionaries(CLARK, TEXT, max_size=3), inner)


ELEMENTS = _elements(
    st.recursive(
        st.just([]), lambda inner: st.lists(_elements(inner) | TEXT.filter(bool), max_size=3)
    )
)


@given(ELEMENTS)
def test_a_kept_property_stands_alone_and_says_the_same(found: Element) -> None:
    around = f'<D:prop xmlns:D="DAV:" xmlns="urn:around">{xml.kept(found)}</D:prop>'
    (again,) = xml.parse(around.encode())
    assert _same(again) == _same(found)


def _same(found: Element) -> object:
    content: list[object] = []
    for part in found.content:
        if isinstance(part, Element):
            content.append(_same(part))
        elif content and isinstance(content[-1], str):
            content[-1] += part
        else:
            content.append(part)
    return found.name, dict(found.attributes), content


def test_a_kept_property_remembers_its_language() -> None:
    found = xml.parse('<p xml:lang="de"><q>Grüße</q></p>'.encode())
    kept = xml.kept(next(iter(found)), xml.language(found))
    assert kept == '<q xmlns="" xml:lang="de">Grüße</q>'


def test_characters_that_xml_cannot_carry_are_replaced() -> None:
    assert xml.parse(f"<p>{xml.escape(chr(1) + chr(0xFFFF))}</p>".encode()).text == "\ufffd\ufffd"


def test_no_other_character_is() -> None:
    kinds = [(0x9, 0xA), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)]  # XML 1.0, 2.2
    carried = {0xD: "&#13;", 0x26: "&amp;", 0x3C: "&lt;", 0x3E: "&gt;"}
    for code in [*range(0x10_100), 0x10FFFE, 0x10FFFF]:
        is_legal = any(first <= code <= last for first, last in kinds)
        told = carried.get(code, chr(code) if is_legal else "\ufffd")
        assert xml.escape(chr(code)) == told, hex(code)


def test_what_names_begin_with_is_declared() -> None:
    for name in (dav("a"), caldav("a"), "{urn:x}a", "a"):
        (found,) = xml.parse(xml.document(dav("prop"), xml.element(name)).encode())
        assert found.name == name
