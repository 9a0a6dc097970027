"""Merging: what becomes of a write that comes late, field by field.

Each group of fields, and each element of a set, has the stamp of its last write. A write with a
later stamp wins, also where it only says again what is there: it bears that out, so that nothing
from between can change it. One with an earlier stamp loses, and what it would have written is
told, so that the log keeps it. So the order in which writes arrive does not matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain import fields
from tasklark.domain.changes import Change
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.nouns import Noun, Record, elements, stamp_of


class Element(NamedTuple):
    """One element of a set, to be in it or not: `labels/errand` true or false."""

    field: str
    value: Any
    is_in: bool

    @property
    def name(self) -> str:
        """The name under which it is stamped and logged."""
        return f"{self.field}/{self.value}"


class Write(NamedTuple):
    """What is to be written, cleaned: whole fields, and single elements of sets."""

    values: dict[str, Any]
    elements: Sequence[Element] = ()


class Merged(NamedTuple):
    """What is to be set; what was overwritten already, from the late value to the present.

    `borne_out` are stamps, by group, of what was written again with the value that it has.
    """

    values: dict[str, Any]
    lost: tuple[Change, ...]
    borne_out: dict[str, str]


def cleaned(noun: Noun, given: Mapping[str, Any]) -> Write:
    """Return given fields and elements in their stored form; unknown ones are left out.

    Raises `Invalid` naming every one that breaks a rule.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    single = []
    try:
        values = noun.cleaned(given)
    except Invalid as invalid:
        errors += invalid.errors
    for name, is_in in given.items():
        field, slash, value = name.partition("/")
        if not slash or field not in noun.sets:
            continue
        try:
            (element,) = noun.cleaners[field](field, [value])
        except Invalid as invalid:
            # The element may be anything at all, and so it is not repeated.
            errors += (FieldError(field, error.message) for error in invalid.errors)
            continue
        try:
            single.append(Element(field, element, fields.truth(name, is_in)))
        except Invalid as invalid:
            errors += invalid.errors
    if errors:
        raise Invalid(*errors)
    return Write(values, tuple(single))


def applied(noun: Noun, record: Record, write: Write) -> dict[str, Any]:
    """Return the values that a write sets whatever was there. Raises `Invalid` for a set too big.

    An element that its cleaner takes for one that is there (a label but for its case) is that one.
    """
    values = dict(write.values)
    for field, value, is_in in _spelt(noun, record, write.elements):
        present = values.get(field, getattr(record, field))
        rest = [each for each in present if each != value]
        values[field] = present if is_in and value in present else [*rest, *([value] * is_in)]
    for field in {element.field for element in write.elements}:
        values[field] = noun.cleaners[field](field, values[field])
    return values


def merged(noun: Noun, record: Record, write: Write, stamp: str) -> Merged:
    """Return what a write at a stamp may set in a record, and what it may not.

    A set that is written whole is taken for the elements that it adds and removes. Raises
    `Invalid` for a set that gets too big.
    """
    kept = dict(write.values)
    lost, borne_out = [], {}
    told = elements(noun, record, write.values)
    for name in write.values.keys() - told.keys() - set(noun.sets):
        if stamp > stamp_of(noun, record, name):
            borne_out[noun.group(name)] = stamp
    for name, value in told.items():
        if stamp > stamp_of(noun, record, name):
            continue
        field, _, element = name.partition("/")
        if element:
            kept[field] = _with(kept[field], record, name)
            lost.append(Change(record.id, name, value, not value))
        else:
            lost.append(Change(record.id, name, _json(value), _json(getattr(record, field))))
            del kept[field]
    winning = []
    for each in _spelt(noun, record, write.elements):
        is_there = each.value in getattr(record, each.field)
        if stamp > stamp_of(noun, record, each.name):
            winning.append(each)
            if is_there == each.is_in:
                borne_out[each.name] = stamp
        elif is_there != each.is_in:
            lost.append(Change(record.id, each.name, each.is_in, is_there))
    return Merged(applied(noun, record, Write(kept, winning)), tuple(lost), borne_out)


def _spelt(noun: Noun, record: Record, given: Sequence[Element]) -> Iterator[Element]:
    """Yield elements as the record spells them, where its cleaner takes two for one."""
    for each in given:
        present = getattr(record, each.field)
        if each.value not in present:
            clean = noun.cleaners[each.field]
            same = [p for p in present if len(clean(each.field, [p, each.value])) == 1]
            if same:
                yield each._replace(value=same[0])
                continue
        yield each


def _with(wanted: list[Any], record: Record, name: str) -> list[Any]:
    """Return the wanted elements of a set with one of them as it is in the record."""
    field, _, element = name.partition("/")
    present = {str(each): each for each in getattr(record, field)}
    if element in present:
        return [*wanted, present[element]]
    return [each for each in wanted if str(each) != element]


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
