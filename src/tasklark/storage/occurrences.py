"""Statements about repeating tasks: the fates of their occurrences, and sub-tasks to open again."""

from tasklark.domain.occurrences import OCCURRENCE
from tasklark.storage import records
from tasklark.storage.wire import statement

of_slots = statement(
    "occurrence_of_slots",
    f"SELECT {', '.join(records.columns(OCCURRENCE))} FROM tasklark.occurrences"
    " WHERE owner_id = $1 AND task_id = $2 AND slot = ANY ($3::text[])",
)
"""(owner_id, task_id, slots) → what `records.loaded` takes; fates taken back are among them."""

page = statement(
    "occurrence_page",
    f"SELECT row_to_json(j)::text, r.slot FROM tasklark.placements p JOIN tasklark.occurrences r"
    f" ON r.owner_id = p.project_owner_id AND r.project_id = p.id,"
    f" LATERAL (SELECT {records.wire(OCCURRENCE, 'r')}) j"
    " WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND r.task_id = $2 AND r.deleted_at IS NULL"
    " AND ($3::text IS NULL OR r.slot < $3) ORDER BY r.slot DESC LIMIT $4",
)
"""(account_id, task_id, slot of the row before or null, rows) → (JSON, slot), the latest first."""

closed_below = statement(
    "occurrence_closed_below",
    "WITH RECURSIVE down (id) AS ("
    " SELECT t.id FROM tasklark.tasks t WHERE t.owner_id = $1 AND t.parent_id = $2"
    " AND t.deleted_at IS NULL AND t.repeat IS NULL"
    " UNION SELECT t.id FROM down d JOIN tasklark.tasks t ON t.owner_id = $1"
    " AND t.parent_id = d.id AND t.deleted_at IS NULL AND t.repeat IS NULL)"
    " SELECT t.id, t.status, t.stamps, t.created_at FROM down d JOIN tasklark.tasks t"
    " ON t.owner_id = $1 AND t.id = d.id WHERE t.completed ORDER BY t.id",
)
"""(owner_id, task_id) → (id, status, stamps, created_at) of the closed sub-tasks, at all depths.

A sub-task that repeats by itself is left out, with what is below it.
"""

reopen = statement(
    "occurrence_reopen",
    "UPDATE tasklark.tasks t SET status = 'todo', completed = false, completed_at = NULL,"
    " stamps = c.stamps::json,"
    " updated_at = greatest($4::timestamptz, t.updated_at + interval '1 microsecond')"
    " FROM unnest($2::uuid[], $3::text[]) AS c (id, stamps)"
    " WHERE t.owner_id = $1 AND t.id = c.id",
)
"""(owner_id, ids, their stamps as JSON text, at)."""
