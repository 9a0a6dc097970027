"""The properties that a client wants to have set: what they mean, and which can't be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tasklark.domain.errors import Forbidden, Invalid, TasklarkError
from tasklark.surfaces.caldav import colors, xml
from tasklark.surfaces.caldav.addresses import Kind
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import malformed, told
from tasklark.surfaces.caldav.properties import COLOR, DESCRIPTION, DISPLAY_NAME, may_set
from tasklark.surfaces.caldav.propstats import PROPERTIES_MAX
from tasklark.surfaces.caldav.xml import Element

DEAD_MAX = 1 << 16
"""Longest property of a client's own, as XML."""
_FIELDS = {"name": DISPLAY_NAME, "description": DESCRIPTION, "color": COLOR}
_FAILED = HTTPStatus.FAILED_DEPENDENCY


@dataclass(slots=True)
class Wishes:
    """What is to be set, in order: a project's fields, and what only clients understand.

    `names` are all properties that were named, `refused` those that can't be set, and why: a
    status, a precondition, a sentence.
    """

    names: dict[str, None] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    dead: dict[str, str | None] = field(default_factory=dict)
    refused: dict[str, tuple[HTTPStatus, str, str]] = field(default_factory=dict)

    def refuse(self, name: str, status: HTTPStatus, said: str, precondition: str = "") -> None:
        """Note that a property can't be set."""
        self.refused[name] = (status, precondition, said)

    def blame(self, error: TasklarkError) -> None:
        """Note that an action has refused what is wanted. Raises it if that is about none."""
        if isinstance(error, Invalid):
            broken = {_FIELDS[e.field]: e.message for e in error.errors if e.field in _FIELDS}
            for name, message in broken.items():
                self.refuse(name, HTTPStatus.CONFLICT, message)
        elif isinstance(error, Forbidden):
            for name in {_FIELDS[key] for key in self.values}:
                self.refuse(name, HTTPStatus.FORBIDDEN, error.detail)
        if not self.refused:
            raise error

    def outcome(self) -> str:
        """Return the `propstat` elements: all is set or, when one can't be, nothing is."""
        if not self.refused:
            return _propstat(self.names, HTTPStatus.OK)
        by_reason: dict[tuple[HTTPStatus, str, str], list[str]] = {}
        for name in self.names:
            reason = self.refused.get(name, (_FAILED, "", ""))
            by_reason.setdefault(reason, []).append(name)
        return "".join(_propstat(names, *reason) for reason, names in by_reason.items())


def read(found: Element, kind: Kind) -> Wishes:
    """Return what the `set` and `remove` elements of a body want, of a kind of resource."""
    wishes, language = Wishes(), xml.language(found)
    for change in found:
        if change.name not in {dav("set"), dav("remove")}:
            continue
        within = xml.language(change, language)
        for holder in change:
            if holder.name == dav("prop"):
                spoken = xml.language(holder, within)
                _note(wishes, holder, kind, spoken, is_set=change.name == dav("set"))
    if len(wishes.names) > PROPERTIES_MAX:
        raise malformed(f"More than {PROPERTIES_MAX} properties are to be set")
    return wishes


def _note(
    wishes: Wishes, holder: Iterable[Element], kind: Kind, spoken: str, *, is_set: bool
) -> None:
    for each in holder:
        wishes.names[each.name] = None
        if not may_set(kind, each.name):
            protected = xml.element(dav("cannot-modify-protected-property"))
            said = "This property tells what is, and can't be set"
            wishes.refuse(each.name, HTTPStatus.FORBIDDEN, said, protected)
        elif kind is Kind.COLLECTION and each.name in _LIVE:
            _LIVE[each.name](wishes, each, is_set)
        else:
            _keep(wishes, each, spoken, is_set=is_set)


def _name(wishes: Wishes, found: Element, is_set: bool) -> None:
    name = found.text.strip()
    if is_set and name:
        wishes.values["name"] = name
    else:
        wishes.refuse(found.name, HTTPStatus.CONFLICT, "A list must have a name")


def _description(wishes: Wishes, found: Element, is_set: bool) -> None:
    wishes.values["description"] = (found.text or None) if is_set else None


def _color(wishes: Wishes, found: Element, is_set: bool) -> None:
    nearest = colors.nearest(found.text) if is_set else _NO_COLOR
    if nearest is None:
        wishes.refuse(found.name, HTTPStatus.CONFLICT, "A colour must look like #RRGGBB")
        return
    wishes.values["color"] = nearest
    _keep(wishes, found, "", is_set=is_set)


def _keep(wishes: Wishes, found: Element, spoken: str, *, is_set: bool) -> None:
    text = xml.kept(found, spoken) if is_set else None
    if text and len(text) > DEAD_MAX:
        said = f"A property may have at most {DEAD_MAX:,} characters"
        wishes.refuse(found.name, HTTPStatus.INSUFFICIENT_STORAGE, said)
    wishes.dead[found.name] = text


_LIVE = {DISPLAY_NAME: _name, DESCRIPTION: _description, COLOR: _color}
_NO_COLOR = "grey"
"""What projects have at first."""


def _propstat(
    names: Iterable[str], status: HTTPStatus, precondition: str = "", said: str = ""
) -> str:
    line = f"HTTP/1.1 {int(status)} {status.phrase}"
    content = xml.element(dav("prop"), "".join(map(xml.element, names)))
    content += xml.element(dav("status"), line)
    if precondition:
        content += xml.element(dav("error"), precondition)
    return xml.element(dav("propstat"), content + (told(said) if said else ""))
