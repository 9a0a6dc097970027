"""Statements about a series that goes on as another calendar object."""

from tasklark.storage.wire import statement

# Looked up by their keys, whatever a plan was made from: see `storage.calendar_objects`.
_AS_PUT = (
    " CROSS JOIN LATERAL (SELECT FROM tasklark.calendar_texts x WHERE x.owner_id = $1"
    " AND x.task_id = t.id AND x.task_updated_at = t.updated_at OFFSET 0) x"
)
_NAMED = (
    " JOIN LATERAL (SELECT l.name FROM tasklark.calendar_names l WHERE l.owner_id = $1"
    " AND l.project_id = $2 AND l.task_id = t.id OFFSET 0) n ON true"
)

finished = statement(
    "calendar_finished",
    "SELECT coalesce(n.name, t.id || '.ics'), c.before, z.before, z.number IS NOT NULL"
    f" FROM tasklark.tasks t{_AS_PUT} LEFT{_NAMED}"
    " CROSS JOIN LATERAL (SELECT l.* FROM tasklark.changes l WHERE l.owner_id = $1"
    " AND l.record_id = t.id AND l.record = 'task' AND l.scope_id = $2 AND l.field = 'repeat'"
    " AND NOT l.lost ORDER BY l.number DESC LIMIT 1) c"
    " LEFT JOIN tasklark.changes z ON z.owner_id = $1 AND z.scope_id = $2 AND z.number = c.number"
    " AND z.field = 'time_zone'"
    " WHERE t.owner_id = $1 AND t.project_id = $2 AND t.title_key = $3 AND t.deleted_at IS NULL"
    " AND t.status = 'done' AND t.repeat IS NULL AND c.after IS NULL AND c.before IS NOT NULL"
    " AND c.actor_id = $4 AND c.surface = 'caldav' ORDER BY t.completed_at DESC LIMIT 20",
)
"""(owner_id, project_id, folded title, account_id) → (name, the repetition that the task had, the
zone that it had, whether that was taken with it) of done tasks which a calendar program of that
account finished with their series, and nobody has changed since; the latest first."""

successors = statement(
    "calendar_successors",
    f"SELECT n.name FROM tasklark.tasks t{_AS_PUT}{_NAMED}"
    " WHERE t.owner_id = $1 AND t.project_id = $2 AND t.title_key = $3 AND t.deleted_at IS NULL"
    " AND t.status NOT IN ('done', 'cancelled') AND t.repeat IS NOT NULL AND t.id <> $5"
    " AND EXISTS (SELECT FROM tasklark.changes c WHERE c.owner_id = $1 AND c.record_id = t.id"
    " AND c.record = 'task' AND c.field = '*' AND c.before IS NULL AND c.actor_id = $4"
    " AND c.surface = 'caldav')"
    " AND NOT EXISTS (SELECT FROM tasklark.tasks s WHERE s.owner_id = $1 AND s.parent_id = t.id"
    " AND s.deleted_at IS NULL)"
    " AND NOT EXISTS (SELECT FROM tasklark.comments m WHERE m.owner_id = $1 AND m.task_id = t.id"
    " AND m.deleted_at IS NULL)"
    " AND NOT EXISTS (SELECT FROM tasklark.occurrences o WHERE o.owner_id = $1"
    " AND o.task_id = t.id) ORDER BY t.created_at DESC LIMIT 20",
)
"""(owner_id, project_id, folded title, account_id, task_id) → (names) of open tasks that repeat,
are as that account's calendar program made them, and have nothing that hangs on them; not the one
of that id; the latest first."""

forget_text = statement(
    "calendar_forget_text",
    "WITH a AS (DELETE FROM tasklark.calendar_alarms WHERE owner_id = $1 AND task_id = $2)"
    " DELETE FROM tasklark.calendar_texts WHERE owner_id = $1 AND task_id = $2",
)
"""(owner_id, task_id): a task, in the trash, has nothing of a calendar object any more."""
