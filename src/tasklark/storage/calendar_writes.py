"""Statements that write what CalDAV keeps beside the tasks."""

from tasklark.storage.wire import statement

set_text = statement(
    "calendar_set_text",
    "INSERT INTO tasklark.calendar_texts (owner_id, task_id, project_id, uid, text,"
    " task_updated_at,"
    " meaning, entry, awaits, stored_at, number)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (owner_id, task_id) DO UPDATE SET uid = excluded.uid, text = excluded.text,"
    " task_updated_at = excluded.task_updated_at, meaning = excluded.meaning,"
    " entry = excluded.entry, awaits = excluded.awaits, stored_at = excluded.stored_at,"
    " number = excluded.number",
)
"""(owner_id, task_id, project_id, uid, text, version, meaning, entry, awaits, at, number)."""

set_alarms = statement(
    "calendar_set_alarms",
    "INSERT INTO tasklark.calendar_alarms (owner_id, task_id, person_id, project_id, alarms,"
    " reminders, text_stored_at, stored_at, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (owner_id, task_id, person_id) DO UPDATE SET alarms = excluded.alarms,"
    " reminders = excluded.reminders, text_stored_at = excluded.text_stored_at,"
    " stored_at = excluded.stored_at, number = excluded.number",
)
"""(owner_id, task_id, person_id, project_id, alarms, reminders, text_stored_at, stored_at, number).
"""

reminders_version = statement(
    "calendar_reminders_version",
    "SELECT coalesce((sum((extract(epoch FROM m.updated_at) * 1000000)::bigint)"
    " % 9000000000000000000)::bigint, 0) FROM tasklark.reminders m"
    " WHERE m.owner_id = $1 AND m.project_id = $2 AND m.task_id = $3 AND m.person_id = $4",
)
"""(owner_id, project_id, task_id, person_id) → (the version of a person's reminders of a task)."""

awaiting = statement(
    "calendar_awaiting",
    "SELECT x.task_id, x.meaning ->> 'parent_uid' IS NOT DISTINCT FROM $3,"
    " x.task_updated_at = t.updated_at FROM tasklark.calendar_texts x"
    " CROSS JOIN LATERAL (SELECT k.updated_at, k.deleted_at FROM tasklark.tasks k"
    " WHERE k.owner_id = $1 AND k.id = x.task_id OFFSET 0) t"
    " WHERE t.deleted_at IS NULL AND x.owner_id = $1 AND x.project_id = $2"
    " AND x.awaits <> '{}' AND $3 = ANY (x.awaits)"
    " ORDER BY x.task_id LIMIT 1000",
)
"""(owner_id, project_id, uid) → (a task whose text names the UID, whether as its parent, whether
the text still says what the task is)."""

arrived = statement(
    "calendar_arrived",
    "UPDATE tasklark.calendar_texts SET awaits = array_remove(awaits, $3),"
    " task_updated_at = coalesce($4, task_updated_at) WHERE owner_id = $1 AND task_id = $2",
)
"""(owner_id, task_id, uid, version or null): what a text named is there, and it says what is."""

release_name = statement(
    "calendar_release_name",
    "DELETE FROM tasklark.calendar_names n WHERE n.owner_id = $1 AND n.project_id = $2"
    " AND n.name = $3 AND n.task_id <> $4",
)
"""(owner_id, project_id, name, task_id): whatever bore a name that another takes now."""

set_aside = statement(
    "calendar_set_aside",
    "INSERT INTO tasklark.calendar_names (owner_id, project_id, task_id, name)"
    " SELECT $1, $2, t.id, t.id || '-' || gen_random_uuid() || '.ics' FROM tasklark.tasks t"
    " WHERE t.owner_id = $1 AND t.id = $3 AND t.project_id = $2"
    " ON CONFLICT (owner_id, project_id, task_id) DO UPDATE SET name = excluded.name",
)
"""(owner_id, project_id, task_id): a task, in the trash, gives the name that is its id to another.
"""

set_name = statement(
    "calendar_set_name",
    "INSERT INTO tasklark.calendar_names (owner_id, project_id, task_id, name, number)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (owner_id, project_id, task_id) DO UPDATE SET name = excluded.name,"
    " left_at = NULL, number = excluded.number",
)
"""(owner_id, project_id, task_id, name, number)."""

set_file = statement(
    "calendar_set_file",
    "INSERT INTO tasklark.calendar_files (owner_id, id, project_id, name, uid, component, text,"
    " entry, task_id, superseded, created_at, stored_at, number)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)"
    " ON CONFLICT (owner_id, project_id, name) DO UPDATE SET uid = excluded.uid,"
    " component = excluded.component, text = excluded.text, entry = excluded.entry,"
    " task_id = coalesce(excluded.task_id, calendar_files.task_id),"
    " superseded = excluded.superseded, stored_at = excluded.stored_at, deleted_at = NULL,"
    " number = excluded.number, created_at = CASE WHEN calendar_files.deleted_at IS NULL"
    " THEN calendar_files.created_at ELSE excluded.created_at END",
)
"""(owner_id, id, project_id, name, uid, component, text, entry, task_id, superseded, at, number).
"""

end_file = statement(
    "calendar_end_file",
    "UPDATE tasklark.calendar_files SET text = '', entry = '{}', task_id = NULL, superseded = NULL,"
    " deleted_at = $4, stored_at = $4, number = $5"
    " WHERE owner_id = $1 AND project_id = $2 AND name = $3 AND deleted_at IS NULL",
)
"""(owner_id, project_id, name, at, number)."""

leave_name = statement(
    "calendar_leave_name",
    "INSERT INTO tasklark.calendar_files (owner_id, id, project_id, name, uid, component, text,"
    " entry, created_at, stored_at, deleted_at, number)"
    " VALUES ($1, $2, $3, $4, '', 'VTODO', '', '{}', $5, $5, $5, $6)"
    " ON CONFLICT (owner_id, project_id, name) DO UPDATE SET deleted_at = $5, number = $6",
)
"""(owner_id, id, project_id, name, at, number): tell that nothing has a name any more."""

file_named = statement(
    "calendar_file_named",
    "SELECT id, stored_at, uid, component, text, entry, created_at, task_id"
    " FROM tasklark.calendar_files WHERE owner_id = $1 AND project_id = $2 AND name = $3"
    " AND deleted_at IS NULL",
)
"""(owner_id, project_id, name) → (id, stored_at, uid, component, text, entry, created_at, task_id).
"""

files_of = statement(
    "calendar_files_of",
    "SELECT name FROM tasklark.calendar_files WHERE owner_id = $1 AND project_id = $2"
    " AND uid = $3 AND deleted_at IS NULL",
)
"""(owner_id, project_id, uid) → (the names of files that have it)."""

repeating = statement(
    "calendar_repeating",
    "SELECT t.id FROM tasklark.tasks t WHERE t.owner_id = $1 AND t.project_id = $2"
    " AND t.title_key = $3 AND t.deleted_at IS NULL AND t.repeat IS NOT NULL"
    " ORDER BY t.id LIMIT 20",
)
"""(owner_id, project_id, folded title) → (living tasks of that title that repeat)."""
