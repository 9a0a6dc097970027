"""Merging: what becomes of a write that comes late, field by field.

Each group of fields, and each element of a set, has the stamp of its last write. A write with a
later stamp wins; one with an earlier stamp loses, and what it would have written is told, so that
the log keeps it. A write with the very stamp that is stored is that write again: nothing is lost.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain.changes import Change
from tasklark.domain.nouns import Noun, Record, elements, stamp_of


class Merged(NamedTuple):
    """What is to be set, and what was overwritten already: from the late value to the present."""

    values: dict[str, Any]
    lost: tuple[Change, ...]


def merged(noun: Noun, record: Record, values: Mapping[str, Any], stamp: str) -> Merged:
    """Return what a write of cleaned `values` at a stamp may set in a record, and what it may not.

    A set that is written whole is taken for the elements that it adds and removes.
    """
    kept = dict(values)
    lost = []
    for name, value in elements(noun, record, values).items():
        if stamp > stamp_of(noun, record, name):
            continue
        field, _, element = name.partition("/")
        if element:
            kept[field] = _with(kept[field], record, name)
            before, after = value, not value
        else:
            before, after = value, getattr(record, field)
            del kept[field]
        if stamp < stamp_of(noun, record, name):
            lost.append(Change(record.id, name, _json(before), _json(after)))
    return Merged(kept, tuple(lost))


def _with(wanted: list[Any], record: Record, name: str) -> list[Any]:
    """Return the wanted elements of a set with one of them as it is in the record."""
    field, _, element = name.partition("/")
    present = {str(each): each for each in getattr(record, field)}
    if element in present:
        return [*wanted, present[element]]
    return [each for each in wanted if str(each) != element]


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
