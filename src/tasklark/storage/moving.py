"""Statements about what moves together: a task, what is nested in it, and what hangs on them."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain.comments import COMMENT
from tasklark.domain.occurrences import OCCURRENCE
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.storage import records
from tasklark.storage.changes import Entry
from tasklark.storage.records import TABLES
from tasklark.storage.wire import Call, statement

_ALIVE_OR_NOT = (
    "SELECT id FROM tasklark.tasks WHERE owner_id = $1 AND project_id = $2 AND section_id = $3"
    " AND deleted_at IS {}"
)

of_section = statement(
    "moving_of_section",
    f"{_ALIVE_OR_NOT.format('NULL')} UNION ALL {_ALIVE_OR_NOT.format('NOT NULL')} LIMIT $4",
)
"""(owner_id, project_id, section_id, most) → (the tasks in a section, those in the trash too)."""

subtree = statement(
    "moving_subtree",
    "WITH RECURSIVE below (id) AS ("
    " SELECT unnest($2::uuid[]) UNION"
    " SELECT t.id FROM below b JOIN tasklark.tasks t ON t.owner_id = $1 AND t.parent_id = b.id)"
    f" SELECT {', '.join(records.columns(TASK))} FROM tasklark.tasks"
    " WHERE owner_id = $1 AND id IN (SELECT id FROM below) ORDER BY created_at, id LIMIT $3",
)
"""(owner_id, ids, most) → the tasks and all that is nested in them, as `records.loaded` takes."""

HANGING = {
    noun.name: statement(
        f"moving_{noun.name}s",
        f"SELECT {', '.join(records.columns(noun))} FROM tasklark.{TABLES[noun.name]}"
        " WHERE owner_id = $1 AND task_id = ANY($2::uuid[]) ORDER BY id LIMIT $3",
    )
    for noun in (COMMENT, REMINDER, OCCURRENCE)
}
"""(owner_id, task ids, most) → what hangs on the tasks, as `records.loaded` takes, by noun."""

move = statement("moving_move", "SELECT tasklark.move_tasks($1, $2, $3, $4, $5, $6, $7)")
"""(from owner, project, to owner, project, tasks, sections, at) → `done`, `refused` or `taken`.

Takes along what hangs on the tasks. Both projects must be locked. `taken`: the new owner has a
record under one of the ids.
"""

set_section = statement(
    "moving_set_section",
    "UPDATE tasklark.tasks SET section_id = $3"
    " WHERE owner_id = $1 AND id = ANY($2::uuid[]) AND section_id IS DISTINCT FROM $3",
)
"""(owner_id, ids, section_id or null)."""

bring_along = statement(
    "moving_bring_along",
    "UPDATE tasklark.tasks SET section_id = $3,"
    " updated_at = greatest($4, updated_at + interval '1 microsecond')"
    " WHERE owner_id = $1 AND id = ANY($2::uuid[])",
)
"""(owner_id, ids, section_id or null, at)."""

_log = statement(
    "moving_log",
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, before,"
    " after, actor_id, surface, changed_at, batch_id, undoes)"
    " SELECT $1, $2, $3 - 1 + place, $4, record, record_id, before::json, after::json,"
    " $9, $10, $11, $12, $13"
    " FROM unnest($5::text[], $6::uuid[], $7::text[], $8::text[])"
    " WITH ORDINALITY AS told (record, record_id, before, after, place)",
)


class Told(NamedTuple):
    """One change of a bulk: of which record; its values before and after as JSON text."""

    record: str
    record_id: UUID
    before: str | None
    after: str | None


def log(entry: Entry, field: str, told: Sequence[Told]) -> Call:
    """Return the call that logs changes of one field, numbered upwards from the entry's number."""
    columns: list[list[Any]] = [list(column) for column in zip(*told, strict=True)]
    return _log(
        entry.owner_id,
        entry.scope_id,
        entry.number,
        field,
        *columns,
        entry.actor_id,
        entry.surface,
        entry.changed_at,
        entry.batch_id,
        entry.undoes,
    )
