"""The change as data: what a write did, field by field, by comparing two states of a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from tasklark.domain.nouns import Noun, Record, elements

WHOLE = "*"
"""The field of a change that made or removed the whole record."""
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record went from `before` to `after` (JSON values; None is JSON's null).

    With `field` `WHOLE`, `before` is None for a record that was made, `after` for one removed.
    An element of a set is a field of its own, `labels/errand`, that is true or false.
    """

    record_id: UUID
    field: str
    before: Any
    after: Any


def between(noun: Noun, before: Record | None, after: Record | None) -> Iterator[Change]:
    """Yield the changes that lead from one state of a record to another.

    None stands for "not there": before it was made, or after it was removed.
    """
    if before is None or after is None:
        either = before or after
        if either is not None:
            yield Change(either.id, WHOLE, whole(before), whole(after))
        return
    moved = {
        name: getattr(after, name)
        for name in noun.record.model_fields
        if getattr(before, name) != getattr(after, name) and name not in noun.untold
    }
    for name, value in elements(noun, before, moved).items():
        if name in moved:
            yield Change(after.id, name, _json(getattr(before, name)), _json(value))
        else:
            yield Change(after.id, name, not value, value)


def _json(value: Any) -> Any:
    return _ANY.dump_python(value, mode="json")


def whole(record: Record | None) -> Any:
    """Return a record as JSON has it, fields that have their defaults left out; None for None."""
    if record is None:
        return None
    return record.model_dump(mode="json", exclude_defaults=True, exclude={"stamps"}, warnings=False)
