"""The log of changes: written with each change, read by number, never altered."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain.changes import Change
from tasklark.storage.wire import Call, statement

_append = statement(
    "change_append",
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, before,"
    " after, actor_id, surface, changed_at, batch_id, undoes, lost)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
)

_append_all = statement(
    "change_append_all",
    "INSERT INTO tasklark.changes SELECT r.* FROM"
    " json_populate_recordset(NULL::tasklark.changes, $1::json) r",
)

since = statement(
    "changes_since",
    "SELECT number, field, record, record_id, before, after, actor_id, surface, changed_at"
    " FROM tasklark.changes WHERE owner_id = $1 AND scope_id = $2 AND number > $3"
    " ORDER BY number, field LIMIT $4",
)
"""(owner_id, scope_id, number, rows) → the changes after that number, oldest first.

The fields of one record that changed together share a number: a reader who stops at a full page
goes on from the number before its last.
"""


class Entry(NamedTuple):
    """What all changes of one write have in common: where, which number, by whom, how, when."""

    owner_id: int
    scope_id: UUID
    number: int
    record: str
    actor_id: int
    surface: str
    changed_at: datetime
    batch_id: UUID | None = None
    undoes: UUID | None = None


def append(entry: Entry, change: Change, *, lost: bool = False) -> Call:
    """Return the call that adds a change to the log under the entry's number.

    `lost` tells of a late write that wanted `before` where `after` stays.
    """
    return _append(
        entry.owner_id,
        entry.scope_id,
        entry.number,
        change.field,
        entry.record,
        change.record_id,
        _json(change.before),
        _json(change.after),
        entry.actor_id,
        entry.surface,
        entry.changed_at,
        entry.batch_id,
        entry.undoes,
        lost,
    )


def append_all(changes: Iterable[tuple[Entry, Change]]) -> Call:
    """Return the call that adds many changes to the log, each under its entry's number."""
    rows = [
        {
            **entry._asdict(),
            "field": change.field,
            "record_id": change.record_id,
            "before": change.before,
            "after": change.after,
            "lost": False,
        }
        for entry, change in changes
    ]
    return _append_all(json.dumps(rows, ensure_ascii=False, default=str))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
