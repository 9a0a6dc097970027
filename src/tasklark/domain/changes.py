"""The change as data: what a write did, field by field, by comparing two states of a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

WHOLE = "*"
"""The field of a change that made or removed the whole record."""
UNTOLD = frozenset({"updated_at"})
"""Fields that every change moves, and that say nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record went from `before` to `after` (JSON values; None is JSON's null).

    With `field` `WHOLE`, `before` is None for a record that was made, `after` for one removed.
    """

    record_id: UUID
    field: str
    before: Any
    after: Any


def between(before: SQLModel | None, after: SQLModel | None) -> Iterator[Change]:
    """Yield the changes that lead from one state of a record to another.

    None stands for "not there": before it was made, or after it was removed.
    """
    old = before.model_dump(mode="json") if before else None
    new = after.model_dump(mode="json") if after else None
    present = new or old
    if present is None:
        return
    record_id = UUID(present["id"])
    if old is None or new is None:
        yield Change(record_id, WHOLE, old, new)
        return
    for field, value in new.items():
        if old[field] != value and field not in UNTOLD:
            yield Change(record_id, field, old[field], value)
