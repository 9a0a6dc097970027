"""XML as WebDAV needs it: read by expat, with nothing that could hurt, and written as text.

A request may have no document type: so it has no entities, and nothing outside is ever fetched.
How deep, wide and long it may be is bounded, and told while it is read, not after.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from tasklark.surfaces.caldav.names import PREFIXES, split

DEPTH_MAX = 64
ELEMENTS_MAX = 20_000
ATTRIBUTES_MAX = 32
NAME_MAX = 1_000
"""Longest name of an element or attribute, its namespace included."""
_SLICE = 1 << 14
_TAG_MAX = 1 << 16
"""Bytes of one tag, with all that stands in it."""

_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS = {"utf-8": "utf-8-sig", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1"}
_MARKS = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROLS = bytes(range(0x20)).translate(None, b"\t\n\r")
_XML = "http://www.w3.org/XML/1998/namespace"


class Malformed(Exception):
    """A body that is no XML, or none that is taken; says why."""


@dataclass(slots=True)
class Element:
    """One element: its Clark name, its attributes by theirs, and what is in it, in order."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    content: list["Element | str"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Element"]:
        """Yield the elements in it."""
        return (part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """The text right in it."""
        return "".join(part for part in self.content if isinstance(part, str))

    def find(self, name: str) -> "Element | None":
        """Return the first element of a name in it."""
        return next((child for child in self if child.name == name), None)


def parse(body: bytes) -> Element:
    """Return the root of a document. Raises `Malformed`."""
    return _Reading().read(_decoded(body))


def _decoded(body: bytes) -> str:
    """Return a document's characters, by its byte order mark or its declaration."""
    encoding = _MARKS.get(body[:2])
    if encoding is None:
        found = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:200])
        named = found[1].decode().lower() if found else "utf-8"
        encoding = _ENCODINGS.get(named)
    if encoding is None:
        raise Malformed("The XML is in an encoding that is not taken; send UTF-8")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        raise Malformed("The XML holds bytes that are no characters of its encoding") from None


class _Reading:
    """A document under way: the elements that are open, and how many there were."""

    def __init__(self) -> None:
        self._open: list[Element] = [Element("")]
        self._count = 0

    def read(self, text: str) -> Element:
        parser = expat.ParserCreate("utf-8", namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            self._feed(parser, text)
        except expat.ExpatError as error:
            told = expat.ErrorString(error.code)
            raise Malformed(f"The XML is broken at line {error.lineno}: {told}") from None
        return next(iter(self._open[0]))

    def _feed(self, parser: expat.XMLParserType, text: str) -> None:
        """Have all be parsed, slice by slice: expat would go on to the end of what is refused."""
        fed = 0
        for start in range(0, len(text), _SLICE):
            part = text[start : start + _SLICE].encode()
            fed += len(part)
            parser.Parse(part, False)
            if fed - parser.CurrentByteIndex > _TAG_MAX:
                raise Malformed("The XML has an element with too many or too long attributes")
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENTS_MAX:
            raise Malformed(f"The XML has more than {ELEMENTS_MAX:,} elements")
        if len(self._open) > DEPTH_MAX:
            raise Malformed(f"The XML is nested more than {DEPTH_MAX} deep")
        if len(attributes) > ATTRIBUTES_MAX or any(len(key) > NAME_MAX for key in attributes):
            raise Malformed("The XML has an element with too many or too long attributes")
        if len(name) > NAME_MAX:
            raise Malformed("The XML has an element with too long a name")
        named = {_clark(key): value for key, value in attributes.items()}
        element = Element(_clark(name), named)
        self._open[-1].content.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].content.append(text)


def _refuse_type(*_declared: object) -> None:
    raise Malformed("The XML must have no document type")


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def escape(text: str) -> str:
    """Return text as XML's characters; a parser gives it back as it was, line ends included."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Bare ones are read as line feeds (XML 1.0, 2.11).
    text = text.replace("\r", "&#13;")
    return text if _is_legal(text) else _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def _is_legal(text: str) -> bool:
    """Tell whether XML can carry all of a text; many times as fast as to search for what it can't.

    The control characters are bytes of their own in UTF-8, and surrogates have no place there.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return False
    legal = encoded.translate(None, _CONTROLS)
    return len(legal) == len(encoded) and "\ufffe" not in text and "\uffff" not in text


def quoted(text: str) -> str:
    """Return text as the value of an attribute, with its quotes."""
    inner = escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{inner}"'


@lru_cache(maxsize=1_024)
def tags(name: str) -> tuple[str, str, str]:
    """Return how an element begins and ends, and how it is written with nothing in it.

    Those of `PREFIXES` lean on what the root declares; others declare their own namespace.
    """
    namespace, local = split(name)
    prefix = PREFIXES.get(namespace)
    if prefix:
        named, declared = f"{prefix}:{local}", f"{prefix}:{local}"
    elif namespace:
        named, declared = f"X:{local}", f"X:{local} xmlns:X={quoted(namespace)}"
    else:
        named, declared = local, local
    return f"<{declared}>", f"</{named}>", f"<{declared}/>"


def element(name: str, content: str = "") -> str:
    """Return an element around content that is XML already."""
    begin, end, empty = tags(name)
    return f"{begin}{content}{end}" if content else empty


def document(name: str, content: str) -> str:
    """Return a whole document: a root of a name of `PREFIXES`, around content that is XML."""
    begin, end = root(name)
    return f"{begin}{content}{end}"


def root(name: str) -> tuple[str, str]:
    """Return how a document with a root of a name of `PREFIXES` begins and ends."""
    begin, end, _ = tags(name)
    declared = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in PREFIXES.items())
    return f'<?xml version="1.0" encoding="utf-8"?>\n{begin[:-1]}{declared}>', end


def kept(found: Element, language: str = "") -> str:
    """Return an element as XML that stands alone: it leans on nothing around it.

    `language` is the `xml:lang` of what it stood in.
    """
    attributes = dict(found.attributes)
    if language:
        attributes.setdefault(f"{{{_XML}}}lang", language)
    return _kept(Element(found.name, attributes, found.content), None)


def language(found: Element, around: str = "") -> str:
    """Return the `xml:lang` that holds in an element."""
    return found.attributes.get(f"{{{_XML}}}lang", around)


def _kept(found: Element, around: str | None) -> str:
    namespace, local = split(found.name)
    declared = [] if namespace == around else [f"xmlns={quoted(namespace)}"]
    for number, (key, value) in enumerate(found.attributes.items()):
        declared += _attribute(key, value, f"n{number}")
    begin = " ".join([local, *declared])
    inner = "".join(
        escape(part) if isinstance(part, str) else _kept(part, namespace) for part in found.content
    )
    return f"<{begin}>{inner}</{local}>" if inner else f"<{begin}/>"


def _attribute(name: str, value: str, prefix: str) -> list[str]:
    namespace, local = split(name)
    if not namespace:
        return [f"{local}={quoted(value)}"]
    if namespace == _XML:
        return [f"xml:{local}={quoted(value)}"]
    return [f"xmlns:{prefix}={quoted(namespace)}", f"{prefix}:{local}={quoted(value)}"]
