"""What an account keeps for itself: saved filters and settings."""

import json
from enum import StrEnum
from typing import Any

from tasklark.domain import fields, filters, rank, text
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.nouns import Noun, Record

FILTER_NAME_MAX = 60
FILTER_MAX = 1_024
"""Longest text of a filter, in Unicode code points."""
EXTRAS_MAX_BYTES = 16_384
EXTRAS_LEVELS = 50


class SavedFilter(Record):
    """A filter with a name; `query` is a text of the filter language."""

    name: str
    query: str
    color: str = "grey"
    position: str
    is_favourite: bool = False


class Weekday(StrEnum):
    """A day that weeks may begin with."""

    MONDAY = "monday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Language(StrEnum):
    """A language that Tasklark speaks."""

    ENGLISH = "en"
    GERMAN = "de"


class Settings(Record):
    """One account's settings; its id is the person's. `time_zone` says what "today" is.

    `extras` is the clients' own: a JSON object that is kept as it is.
    """

    time_zone: str = "UTC"
    language: Language = Language.ENGLISH
    week_start: Weekday = Weekday.MONDAY
    extras: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


def _query(field: str, value: Any) -> str:
    query: str = fields.line(FILTER_MAX)(field, value)
    try:
        filters.parse(query)
    except Invalid as invalid:
        raise Invalid(*(FieldError(field, error.message) for error in invalid.errors)) from None
    return query


FILTER = Noun(
    name="filter",
    record=SavedFilter,
    cleaners={
        "name": fields.line(FILTER_NAME_MAX),
        "query": _query,
        "color": fields.color,
        "position": lambda field, value: rank.clean(value, field),
        "is_favourite": fields.truth,
    },
    required=("name", "query"),
    in_project=False,
    chosen=("position",),
)


def _extras(field: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise fields.refused(field, "must be an object")
    _require_storable(field, value)
    try:
        told = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise fields.refused(field, "must not hold a number that is too large") from None
    if len(told.encode()) > EXTRAS_MAX_BYTES:
        raise fields.refused(field, f"must come to at most {EXTRAS_MAX_BYTES} bytes of JSON")
    return value


def _require_storable(field: str, value: Any) -> None:
    """Raise `Invalid` for text that no database holds, or levels that no serialiser goes down."""
    level: list[Any] = [value]
    for _ in range(EXTRAS_LEVELS + 1):
        inner: list[Any] = []
        for entry in level:
            if isinstance(entry, str):
                text.require_storable(field, entry)
            elif isinstance(entry, dict):
                inner += [*entry, *entry.values()]
            elif isinstance(entry, list):
                inner += entry
        if not inner:
            return
        level = inner
    raise fields.refused(field, f"must be nested at most {EXTRAS_LEVELS} deep")


SETTINGS = Noun(
    name="settings",
    record=Settings,
    cleaners={
        "time_zone": fields.zone,
        "language": fields.choice(Language),
        "week_start": fields.choice(Weekday),
        "extras": _extras,
    },
    in_project=False,
)
