"""Cleaners: what may stand in a field, as functions from what was sent to what is stored.

A cleaner takes the field's name, for its errors, and a value as JSON has it. It returns the stored
form, or raises `Invalid` naming the field and the rule; never repeating the value.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from tasklark.domain import ids, text, zones
from tasklark.domain.errors import FieldError, Invalid

Cleaner = Callable[[str, Any], Any]


def refused(field: str, message: str) -> Invalid:
    """Return the error that says what is wrong with one field."""
    return Invalid(FieldError(field, message))


def or_null(clean: Cleaner) -> Cleaner:
    """Return a cleaner that lets null through."""
    return lambda field, value: None if value is None else clean(field, value)


def line(longest: int) -> Cleaner:
    """Return a cleaner of a name or title: trimmed, not blank, at most `longest` code points."""

    def clean(field: str, value: Any) -> str:
        if value is None:
            raise refused(field, "is required and must not be null")
        found = _text(field, value).strip()
        if not found:
            raise refused(field, "must not be empty or blank")
        return _short(field, found, longest)

    return clean


def prose(longest: int) -> Cleaner:
    """Return a cleaner of text that is kept as typed, of at most `longest` code points."""
    return lambda field, value: _short(field, _text(field, value), longest)


def truth(field: str, value: Any) -> bool:
    """Clean a truth value."""
    if not isinstance(value, bool):
        raise refused(field, "must be true or false")
    return value


def number(low: int, high: int) -> Cleaner:
    """Return a cleaner of whole numbers from `low` to `high`; 7.0 is one, as JSON has numbers."""

    def clean(field: str, value: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise refused(field, f"must be a whole number from {low} to {high}")
        return value

    return clean


def choice(kind: type[StrEnum], *, nullable: bool = False) -> Cleaner:
    """Return a cleaner of one of an enumeration's words."""
    words = [*kind, *(["null"] if nullable else [])]
    told = f"must be {', '.join(words[:-1])} or {words[-1]}"

    def clean(field: str, value: Any) -> StrEnum | None:
        if value is None and nullable:
            return None
        try:
            return kind(value)
        except ValueError:
            raise refused(field, told) from None

    return clean


def identifier(field: str, value: Any) -> UUID:
    """Clean an id."""
    if isinstance(value, UUID):
        return value
    found = ids.parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise refused(field, "must be a UUID, written with hyphens")
    return found


def zone(field: str, value: Any) -> str:
    """Clean the IANA name of a time zone."""
    return zones.clean_zone(_text(field, value), field)


def several(clean: Cleaner, most: int) -> Cleaner:
    """Return a cleaner of a list of different things, at most `most`, in the order they came."""

    def clean_all(field: str, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > most:
            raise refused(field, f"must be a list of at most {most} entries")
        return list(dict.fromkeys(clean(f"{field}.{i}", entry) for i, entry in enumerate(value)))

    return clean_all


def links(most: int, longest: int) -> Cleaner:
    """Return a cleaner of links: objects of a `url` (http, https or mailto) and a `title`."""

    def clean(field: str, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or len(value) > most:
            raise refused(field, f"must be a list of at most {most} links")
        return [_link(f"{field}.{i}", entry, longest) for i, entry in enumerate(value)]

    return clean


_SEEN = r"[^\s\x00-\x1f\x7f]"
_URL = re.compile(rf"https?://(?![/?#@]){_SEEN}+|mailto:{_SEEN}+@{_SEEN}+", re.IGNORECASE)


def _link(field: str, value: Any, longest: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refused(field, "must be an object with a url")
    url = line(longest)(f"{field}.url", value.get("url"))
    if not _URL.fullmatch(url):
        raise refused(
            f"{field}.url",
            "must begin with https://, http:// or mailto:, and hold no spaces or controls",
        )
    return {
        "url": url,
        "title": or_null(line(text.TITLE_MAX))(f"{field}.title", value.get("title")),
    }


COLORS: Sequence[str] = (
    "berry", "red", "orange", "yellow", "olive", "lime", "green", "mint", "teal", "sky", "blue",
    "grape", "violet", "lavender", "magenta", "salmon", "charcoal", "grey", "taupe",
)  # fmt: skip
"""The names of colours; each client shows them in its own light and dark shades."""


def color(field: str, value: Any) -> str:
    """Clean a colour: one of `COLORS`."""
    if value not in COLORS:
        raise refused(field, f"must be one of {', '.join(COLORS)}")
    return str(value)


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refused(field, "must be text")
    text.require_storable(field, value)
    return value


def _short(field: str, value: str, longest: int) -> str:
    if len(value) > longest:
        raise refused(field, f"must be at most {longest} characters")
    return value
