"""What all kinds of records have in common: their fields, how they are made, changed and merged.

A `Noun` declares one kind. The verbs of `actions`, the statements of `storage` and the sync API
work on any noun by its declaration, so a new kind of record needs a declaration and a table.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from tasklark.domain import stamps
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.fields import Cleaner


class Record(SQLModel):
    """One record of any noun. Instants are aware, in UTC; `stamps` maps a group to its stamp."""

    id: UUID
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    trashed_with: UUID | None = None
    stamps: dict[str, str] | None = None


R = TypeVar("R", bound=Record)
Settle = Callable[[Any, dict[str, Any], datetime], dict[str, Any]]
"""Given a record (None before it is made), cleaned values and the moment: what is to be set."""

UNTOLD = frozenset({"updated_at", "stamps", "trashed_with"})
"""Fields that change along with others, and that say nothing by themselves."""
REMOVED_MAX = 200
"""Elements gone from a set that have a stamp each; of more, those gone longest share one."""
TICK = timedelta(microseconds=1)
"""How far apart two versions are at least."""
WHOLE = "*"
"""The stamp of a whole record, for all groups that have none of their own."""


def _nothing_follows(_record: Any, values: dict[str, Any], _at: datetime) -> dict[str, Any]:
    return values


@dataclass(frozen=True, slots=True, eq=False)
class Noun:
    """One kind of record.

    `cleaners` name the fields that a person sets; `required` those of them that a new record must
    be given. `groups` maps fields to the name under which they are stamped together, `sets` are
    lists that merge element by element. `in_project` tells whether a record belongs to a project
    or to its account alone. `derived` fields follow from others, and are not logged; `chosen` ones
    are given a value by the server where the client leaves them out; `fixed` ones are set when the
    record is made, and stay.
    """

    name: str
    record: type[Record]
    cleaners: Mapping[str, Cleaner]
    required: Collection[str] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    sets: Collection[str] = ()
    in_project: bool = True
    derived: Collection[str] = ()
    chosen: Collection[str] = ()
    fixed: frozenset[str] = frozenset()
    settle: Settle = _nothing_follows

    def cleaned(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the editable ones of `fields` in their stored form; unknown ones are left out.

        Raises `Invalid` naming every field that breaks a rule, not just the first.
        """
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name in self.cleaners.keys() & fields.keys():
            try:
                values[name] = self.cleaners[name](name, fields[name])
            except Invalid as invalid:
                errors += invalid.errors
        if errors:
            raise Invalid(*sorted(errors, key=lambda error: error.field))
        return values

    def draft(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return `fields` cleaned for a new record: what is required and missing is refused."""
        return self.cleaned({**dict.fromkeys(self.required), **fields})

    def require_fixed(self, record: Record, fields: Mapping[str, Any]) -> None:
        """Raise `Invalid` where cleaned `fields` would change what stays as it was made."""
        given = self.fixed & fields.keys()
        moved = sorted(name for name in given if fields[name] != getattr(record, name))
        if moved:
            raise Invalid(*(FieldError(name, "stays as it was given at first") for name in moved))

    def group(self, name: str) -> str:
        """Return the group that a field, or an element `field/element`, is stamped in."""
        return self.groups.get(name, name)

    @property
    def untold(self) -> frozenset[str]:
        """Return the fields whose changes are not logged."""
        return UNTOLD | frozenset(self.derived)


def made(
    noun: Noun, record_id: UUID, values: Mapping[str, Any], at: datetime, stamp: str | None = None
) -> Any:
    """Return a record made at the instant `at` from cleaned values. Raises `Invalid`."""
    settled = noun.settle(None, dict(values), at)
    kept = {WHOLE: stamp} if stamp is not None else None
    return noun.record.model_construct(
        id=record_id, created_at=at, updated_at=at, stamps=kept, **settled
    )


def changed(
    noun: Noun, record: R, values: Mapping[str, Any], at: datetime, stamp: str | None = None
) -> R:
    """Return the record with cleaned values set; the very same record when nothing differs.

    `updated_at` moves forward by at least a microsecond, also when the clock stood still. What is
    written bears `stamp`; without one, a stamp of now, later than what it overwrites. Raises
    `Invalid`.
    """
    settled = noun.settle(record, dict(values), at)
    moved = {k: v for k, v in settled.items() if v != getattr(record, k)}
    if not moved:
        return record
    told = elements(noun, record, moved)
    written = {
        noun.group(k): stamp or stamps.after(stamp_of(noun, record, k), at)
        for k in told
        if k not in noun.derived
    }
    return stamped(noun, moved_on(record, moved, at), written)


def stamped(noun: Noun, record: R, written: Mapping[str, str]) -> R:
    """Return the record with stamps written, by group or `field/element`; itself if it has them.

    Of the elements that a set had once, the longest gone are given one stamp together, the latest
    of theirs, under the name of the set: so it does not grow for ever. A late write from before
    that finds none of them any more; it loses, as one that came before the latest of them.
    """
    if not written:
        return record
    kept = {**(record.stamps or {}), **written}
    for name in noun.sets if len(kept) > REMOVED_MAX else ():
        kept = _folded(name, kept, getattr(record, name), stamps.at(record.created_at))
    return record if kept == record.stamps else record.model_copy(update={"stamps": kept})


def _folded(
    name: str, kept: dict[str, str], present: Collection[Any], made_at: str
) -> dict[str, str]:
    """Return stamps with those of elements that a set does not have folded, if they are many."""
    there = {f"{name}/{element}" for element in present}
    gone = [key for key in kept if key.startswith(f"{name}/") and key not in there]
    if len(gone) <= REMOVED_MAX:
        return kept
    oldest = set(sorted(gone, key=kept.__getitem__)[: -REMOVED_MAX // 2])
    # What is there keeps the stamp that it has, so that it can be taken out as ever.
    own = dict.fromkeys(there, kept.get(name) or kept.get(WHOLE) or made_at)
    floor = max(kept.get(name, ""), *(kept[key] for key in oldest))
    return {**own, **{k: v for k, v in kept.items() if k not in oldest}, name: floor}


def moved_on(record: R, values: Mapping[str, Any], at: datetime) -> R:
    """Return the record with values set and `updated_at` moved forward."""
    return record.model_copy(update={**values, "updated_at": later(record, at)})


def stamp_of(noun: Noun, record: Record, name: str) -> str:
    """Return the stamp of the last write of a field (or of `field/element`) of a record."""
    kept = record.stamps or {}
    own = kept.get(noun.group(name)) or kept.get(name.partition("/")[0])
    return own or kept.get(WHOLE) or stamps.at(record.created_at)


def elements(noun: Noun, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `values` changes in a record, sets told by element: `labels/errand` true.

    For each name the value after; what stays as it is is not in it.
    """
    told: dict[str, Any] = {}
    for name, value in values.items():
        before = getattr(record, name) if record is not None else None
        if name in noun.sets:
            for element in dict.fromkeys([*(before or ()), *(value or ())]):
                if (element in (before or ())) != (element in (value or ())):
                    told[f"{name}/{element}"] = element in (value or ())
        elif value != before:
            told[name] = value
    return told


def same_content(noun: Noun, record: Record, values: Mapping[str, Any]) -> bool:
    """Tell whether making a record from cleaned values would give this record's content.

    What was not given has its default then, except what the server chooses.
    """
    fresh = made(noun, record.id, values, record.created_at)
    compared = noun.cleaners.keys() - (set(noun.chosen) - values.keys())
    return all(getattr(record, name) == getattr(fresh, name) for name in compared)


def version(record: Record) -> str:
    """Return the text that differs between any two states of a record: its `updated_at`."""
    return timestamp(record.updated_at)


def timestamp(moment: datetime) -> str:
    """Return an aware UTC instant as RFC 3339 text with `Z` and all six digits of microseconds."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def later(record: Record, at: datetime) -> datetime:
    """Return `at`, or a microsecond past the record's last change if the clock has not moved."""
    return max(at, record.updated_at + TICK)
