"""Statements about the tasks that bear a label: many at once, for a label may be on any number."""

from tasklark.storage.wire import statement

_BEARS = "EXISTS (SELECT FROM unnest(t.labels) l WHERE l ~ {})"

another = statement(
    "label_another",
    "SELECT id FROM tasklark.labels"
    " WHERE owner_id = $1 AND name_key = $2 AND id <> $3 AND deleted_at IS NULL LIMIT 1",
)
"""(owner_id, the name's key, id) → (the id of another label of this name)."""

bearing = statement(
    "label_bearing",
    "SELECT t.project_id, count(*) FROM tasklark.tasks t"
    f" WHERE t.owner_id = $1 AND {_BEARS.format('$2')} GROUP BY 1 ORDER BY 1",
)
"""(owner_id, expression) → (project, how many of its tasks bear the label), the trash included."""

tasks = statement(
    "label_tasks",
    "SELECT t.id, t.project_id, t.labels, t.stamps, t.created_at, t.updated_at"
    " FROM tasklark.tasks t"
    f" WHERE t.owner_id = $1 AND t.id > $3 AND {_BEARS.format('$2')} ORDER BY t.id LIMIT $4",
)
"""(owner_id, expression, id, rows) → some of those tasks, after an id."""

save = statement(
    "label_save",
    "UPDATE tasklark.tasks t SET labels = u.labels, stamps = u.stamps, updated_at = u.updated_at"
    " FROM json_to_recordset($2::json)"
    " AS u (id uuid, labels text[], stamps json, updated_at timestamptz)"
    " WHERE t.owner_id = $1 AND t.id = u.id",
)
"""(owner_id, tasks in JSON)."""

log = statement(
    "label_log",
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, before,"
    " after, actor_id, surface, changed_at, batch_id, undoes)"
    " SELECT $1, u.scope_id, u.number, u.field, 'task', u.record_id, u.before, u.after,"
    " $3, $4, $5, $6, $7 FROM json_to_recordset($2::json)"
    " AS u (scope_id uuid, number bigint, field text, record_id uuid, before json, after json)",
)
"""(owner_id, changes in JSON, actor_id, surface, moment, batch_id, undoes)."""
