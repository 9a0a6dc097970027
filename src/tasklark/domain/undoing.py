"""Undoing: what a batch of changes did to each record, and what of it can be taken back now.

A field goes back to what it was only where it still is what the batch made of it. Fields that
belong together (`Noun.groups`) go back together or not at all; sets go back element by element.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from tasklark.domain.nouns import UNTOLD, WHOLE, Noun, Record


class Reason(StrEnum):
    """Why something was kept as it is."""

    CHANGED_LATER = "changed_later"
    OTHERS_CHANGED = "others_changed"
    NOT_ALLOWED = "not_allowed"
    GONE = "gone"
    IN_TRASH = "in_trash"
    NOT_FITTING = "not_fitting"
    MEMBERSHIP = "membership"


WORDS = {
    Reason.CHANGED_LATER: "It was changed again later",
    Reason.OTHERS_CHANGED: "Somebody else has changed it since, or what belongs to it",
    Reason.NOT_ALLOWED: "You may not change it any more",
    Reason.GONE: "It is not there any more, or somewhere else",
    Reason.IN_TRASH: "It is in the trash",
    Reason.NOT_FITTING: "What it was does not fit any more",
    Reason.MEMBERSHIP: "Who is in a project, and as what, is not undone",
}


class Kept(NamedTuple):
    """Something that an undo left as it is; `field` None stands for the whole record."""

    noun: str
    record_id: UUID
    field: str | None
    reason: Reason


class Told(NamedTuple):
    """One row of the log."""

    owner_id: int
    scope_id: UUID
    noun: str
    record_id: UUID
    field: str
    before: Any
    after: Any
    lost: bool
    changed_at: datetime


@dataclass(slots=True)
class Deed:
    """What a batch did to one record of one scope, from its state before to its state after.

    `fields` maps a field, or `field/element`, to its value before and after; `made` and `removed`
    are the whole record, where it was not there before or after.
    """

    owner_id: int
    scope_id: UUID
    noun: str
    record_id: UUID
    began_at: datetime
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    made: Any = None
    removed: Any = None


def deeds(told: Iterable[Told]) -> list[Deed]:
    """Return what a batch did, by record, from its rows in the order of their numbers.

    The record that was touched last comes first: so they are taken back.
    """
    found: dict[tuple[UUID, str, UUID], Deed] = {}
    for row in told:
        if row.lost:
            continue
        key = (row.scope_id, row.noun, row.record_id)
        known = found.pop(key, None)
        deed = known or Deed(row.owner_id, row.scope_id, row.noun, row.record_id, row.changed_at)
        found[key] = deed
        if row.field == WHOLE:
            deed.made = deed.made or row.after
            deed.removed = row.before or deed.removed
        else:
            before, _ = deed.fields.get(row.field, (row.before, None))
            deed.fields[row.field] = (before, row.after)
    return list(found.values())[::-1]


class Plan(NamedTuple):
    """What is to be set in a record to take a deed back, and which fields stay as they are."""

    values: dict[str, Any]
    kept: list[str]


def plan(noun: Noun, record: Record, deed: Deed) -> Plan:
    """Return what takes a deed back in a record as it is now."""
    values: dict[str, Any] = {}
    kept: list[str] = []
    for names in _together(noun, deed):
        present = {name: _present(record, name) for name in names}
        if all(present[name] == deed.fields[name][0] for name in names):
            continue
        if any(present[name] != deed.fields[name][1] for name in names):
            kept += names
            continue
        for name in names:
            _set_back(noun, record, name, deed.fields[name][0], values)
    return Plan(values, kept)


def _together(noun: Noun, deed: Deed) -> Iterator[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in deed.fields:
        if name.partition("/")[0] in noun.record.model_fields.keys() - UNTOLD:
            groups.setdefault(noun.group(name), []).append(name)
    yield from groups.values()


def _present(record: Record, name: str) -> Any:
    """Return a field, or whether an element is in its set, as the log writes it."""
    whole, slash, element = name.partition("/")
    told = record.model_dump(mode="json", include={whole}, warnings=False)[whole]
    return element in told if slash else told


def _set_back(noun: Noun, record: Record, name: str, before: Any, values: dict[str, Any]) -> None:
    whole, slash, element = name.partition("/")
    if not slash:
        values[name] = typed(noun, name, before)
        return
    present = values.get(whole, getattr(record, whole))
    rest = [each for each in present if str(each) != element]
    values[whole] = [*rest, *typed(noun, whole, [element])] if before else rest


def typed(noun: Noun, name: str, told: Any) -> Any:
    """Return a value of the log in the form that records have."""
    return _adapter(noun, name).validate_python(told)


@cache
def _adapter(noun: Noun, name: str) -> TypeAdapter[Any]:
    annotation: Any = noun.record.model_fields[name].annotation
    return TypeAdapter(annotation)


def recorded(noun: Noun, told: dict[str, Any]) -> Any:
    """Return the record that the log tells whole."""
    known = {k: typed(noun, k, v) for k, v in told.items() if k in noun.record.model_fields}
    return noun.record.model_construct(**known)


def undone(batches: Iterable[UUID], links: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Return which batches are undone now, and by which batch.

    `links` are pairs of (a batch, the batch that it takes back). Whoever takes back an undo has
    done it again.
    """
    takers: dict[UUID, list[UUID]] = {}
    for taker, taken in links:
        takers.setdefault(taken, []).append(taker)
    state: dict[UUID, UUID | None] = {}
    order: list[UUID] = []
    open_, seen = list(batches), set()
    while open_:
        each = open_.pop()
        if each not in seen:
            seen.add(each)
            order.append(each)
            open_ += takers.get(each, [])
    # Each batch takes back one other at most, so all that take it back come after it.
    for each in reversed(order):
        live = [taker for taker in takers.get(each, []) if state.get(taker) is None]
        state[each] = max(live, default=None)
    return {each: by for each in batches if (by := state.get(each)) is not None}
