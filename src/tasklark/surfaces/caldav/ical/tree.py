"""A calendar object as a tree of components that knows where in its text each line stands."""

from collections.abc import Iterator
from functools import cached_property

from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical import lines
from tasklark.surfaces.caldav.ical.limits import (
    DEEPEST,
    MOST_BYTES,
    MOST_COMPONENTS,
    MOST_PROPERTIES,
    refused,
)
from tasklark.surfaces.caldav.ical.lines import Property


class Component:
    """One component; `text[start:end]` is all of it, its BEGIN and END lines included."""

    __slots__ = ("_by_name", "components", "end", "inner_end", "name", "properties", "start")

    def __init__(self, name: str, start: int) -> None:
        self.name = name
        self.start = start
        self.inner_end = self.end = start
        self.properties: list[Property] = []
        self.components: list[Component] = []
        self._by_name: dict[str, list[Property]] | None = None

    def all(self, name: str) -> list[Property]:
        """Return the properties of that name, in order."""
        if self._by_name is None:
            self._by_name = {}
            for each in self.properties:
                self._by_name.setdefault(each.name, []).append(each)
        return self._by_name.get(name, [])

    def first(self, name: str) -> Property | None:
        """Return the first property of that name, if there is one."""
        found = self.all(name)
        return found[0] if found else None

    def value(self, name: str) -> str | None:
        """Return the raw value of the first property of that name, if there is one."""
        found = self.all(name)
        return found[0].value if found else None

    def within(self, name: str) -> Iterator["Component"]:
        """Give the components of that name directly within this one."""
        return (each for each in self.components if each.name == name)


class Calendar:
    """A text and its tree; `is_exact` tells that the text is what was sent, byte for byte."""

    def __init__(self, text: str, root: Component, *, is_exact: bool = True) -> None:
        self.text = text
        self.root = root
        self.is_exact = is_exact

    @cached_property
    def items(self) -> list[Component]:
        """The components of the object, time zones and those that nobody knows apart."""
        return [each for each in self.root.components if not _is_beside(each.name)]

    @cached_property
    def main(self) -> Component:
        """The component that stands for the whole object: the one without RECURRENCE-ID."""
        whole = (each for each in self.items if each.first("RECURRENCE-ID") is None)
        return next(whole, self.items[0])

    @cached_property
    def overrides(self) -> list[Component]:
        """The components that tell of single occurrences."""
        return [each for each in self.items if each is not self.main]

    @property
    def component(self) -> str:
        """The name of the object's components: `VTODO`."""
        return self.items[0].name

    @property
    def uid(self) -> str:
        """The UID of the object."""
        return self.main.value("UID") or ""

    @property
    def line_end(self) -> str:
        """How the lines of the text end."""
        return "\r\n" if "\r\n" in self.text[:200] else "\n"

    def raw(self, part: Component | Property) -> str:
        """Return the very text of a component or property."""
        return self.text[part.start : part.end]


def parse(body: bytes | str) -> Calendar:
    """Return the calendar object in a body. Raises `Invalid`, which says what is wrong and where.

    Its code is `calendar.too_large`, `calendar.invalid` for what isn't iCalendar, and
    `calendar.no_object` for what RFC 4791, section 4.1, doesn't take for one object.
    """
    calendar = tree_of(body)
    _require_one_object(calendar)
    return calendar


def tree_of(body: bytes | str) -> Calendar:
    """Return the tree of any calendar, one object or not. Raises `Invalid` as `parse` does."""
    if len(body) > MOST_BYTES:
        raise refused(f"must have at most {MOST_BYTES} bytes", code="calendar.too_large")
    try:
        sent = lines.decoded(body) if isinstance(body, bytes) else body
    except UnicodeError:
        raise refused("must be text in UTF-8") from None
    text = lines.fit(sent)
    is_exact = len(text) == len(sent) and (isinstance(body, str) or text.encode() == body)
    return Calendar(text, _tree(text), is_exact=is_exact)


def _tree(text: str) -> Component:
    top = Component("", 0)
    open_ones = [top]
    for number, found in enumerate(lines.LOGICAL.finditer(text)):
        raw = found.group()
        if not raw or raw.isspace():
            continue
        start, end = found.span()
        line = lines.split(raw, start, end)
        if line is None:
            raise _wrong(text, start, "is no content line (NAME:value)")
        if line.name == "BEGIN":
            open_ones.append(_begun(text, line, open_ones, number))
        elif line.name == "END":
            _end(text, line, open_ones)
        elif len(open_ones) == 1:
            raise _wrong(text, start, "stands outside of BEGIN:VCALENDAR and END:VCALENDAR")
        else:
            open_ones[-1].properties.append(line)
        if number > MOST_PROPERTIES:
            raise _wrong(text, start, f"an object must have at most {MOST_PROPERTIES} lines")
    if len(open_ones) > 1:
        raise _wrong(text, len(text), f"END:{open_ones[-1].name} is missing")
    if [each.name for each in top.components] != ["VCALENDAR"]:
        raise refused("must be one VCALENDAR")
    return top.components[0]


def _begun(text: str, line: Property, open_ones: list[Component], number: int) -> Component:
    begun = Component(line.value.strip().upper(), line.start)
    inner = open_ones[-1].components
    if len(inner) >= MOST_COMPONENTS or len(open_ones) > DEEPEST or number > MOST_PROPERTIES:
        raise _wrong(text, line.start, "there are too many components")
    inner.append(begun)
    return begun


def _end(text: str, line: Property, open_ones: list[Component]) -> None:
    ended = open_ones[-1]
    if len(open_ones) == 1 or line.value.strip().upper() != ended.name:
        raise _wrong(text, line.start, "ends a component that was not begun")
    ended.inner_end, ended.end = line.start, line.end
    open_ones.pop()


def _wrong(text: str, place: int, message: str) -> Invalid:
    return refused(message, text.count("\n", 0, place) + 1)


def _require_one_object(calendar: Calendar) -> None:
    root = calendar.root
    version = root.value("VERSION")
    if version is not None and version.strip() != "2.0":
        raise refused("must be of VERSION:2.0")
    if root.first("METHOD") is not None:
        raise _no_object("must not have a METHOD")
    if len({each.name for each in calendar.items}) != 1:
        raise _no_object("must have components of one kind, beside time zones")
    uids = {each.value("UID") for each in calendar.items}
    if len(uids) != 1 or not (uids.pop() or "").strip():
        raise _no_object("must have one UID in all its components")
    places = [_place(each) for each in calendar.items]
    if len(set(places)) != len(places):
        raise _no_object("must not tell of one occurrence twice")


def _place(item: Component) -> tuple[str, str]:
    found = item.first("RECURRENCE-ID")
    return ("", "") if found is None else (found.parameters, found.value)


def _no_object(message: str) -> Invalid:
    return refused(message, code="calendar.no_object")


def _is_beside(name: str) -> bool:
    return name == "VTIMEZONE" or name.startswith("X-")
