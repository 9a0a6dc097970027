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
    if before is None and after is None:
        return
    if before is None or after is None:
        old, new = _whole(before), _whole(after)
        yield Change(UUID((new or old)["id"]), WHOLE, old, new)
        return
    moved = {
        f for f in type(after).model_fields if getattr(before, f) != getattr(after, f)
    } - UNTOLD
    old = before.model_dump(mode="json", include={"id", *moved})
    new = after.model_dump(mode="json", include=moved)
    for field, value in new.items():
        yield Change(UUID(old["id"]), field, old[field], value)


def _whole(record: SQLModel | None) -> Any:
    return None if record is None else record.model_dump(mode="json")
