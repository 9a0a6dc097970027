"""Statements that read the objects of a calendar collection: tasks with their texts, and files.

A task is told with what a person's calendar program knows it by: its name and UID there, and what
its ETag is made of. Where the text that was put still says what the task is (`is_exact`), it alone
is read; of the others comes what it takes to write one.
"""

from tasklark.domain.tasks import TASK
from tasklark.storage import records
from tasklark.storage.wire import statement

_MICROSECONDS = "(extract(epoch FROM {}) * 1000000)::bigint"
_NAME = "coalesce(n.name, t.id || '.ics')"
_UID = "coalesce(x.uid, t.id::text)"
_TAG = (
    f"{_MICROSECONDS.format('t.updated_at')}, coalesce({_MICROSECONDS.format('x.stored_at')}, 0),"
    f" coalesce(r.version, 0), coalesce({_MICROSECONDS.format('a.stored_at')}, 0)"
)
_KNOWN = f"t.id, {_NAME}, {_UID}, t.created_at, t.updated_at, {_TAG}"
_IS_EXACT = (
    "(x.task_updated_at = t.updated_at AND coalesce(a.reminders, 0) = coalesce(r.version, 0))"
)


def _beside(alias: str, told: str, table: str, condition: str, here: str = "true") -> str:
    """Return the join of what a task has at most once in a table, looked up by its key.

    `OFFSET 0` has it looked up, whatever is known of the table: statements are planned once, and a
    plan made while a table is all but empty reads all of it again for each task later.
    """
    return (
        f" LEFT JOIN LATERAL (SELECT {told} FROM tasklark.{table} WHERE {condition} OFFSET 0)"
        f" {alias} ON {here}"
    )


_NAMES = _beside(
    "n",
    "l.name, l.project_id",
    "calendar_names l",
    "l.owner_id = $1 AND l.task_id = t.id",
    "n.project_id = $2",
)
_TEXTS = _beside("x", "y.*", "calendar_texts y", "y.owner_id = $1 AND y.task_id = t.id")
_ANY = "(SELECT EXISTS (SELECT FROM tasklark.{} e WHERE e.owner_id = $1))"
"""Many people have no alarm: then none is looked up for each task."""
_VERSION = f"(sum({_MICROSECONDS.format('m.updated_at')}) % 9000000000000000000)::bigint AS version"
_FROM = (
    " FROM {}"
    + _NAMES
    + _TEXTS
    + _beside(
        "a",
        "b.*",
        "calendar_alarms b",
        "b.owner_id = $1 AND b.task_id = t.id AND b.person_id = $3"
        f" AND {_ANY.format('calendar_alarms')}",
    )
    + f" LEFT JOIN LATERAL (SELECT {_VERSION} FROM (SELECT l.* FROM tasklark.reminders l"
    " WHERE l.owner_id = $1 AND l.task_id = t.id OFFSET 0) m"
    f" WHERE m.project_id = $2 AND m.person_id = $3 AND {_ANY.format('reminders')}) r ON true"
)
_TASKS = "tasklark.tasks t"
_CHOSEN = (
    "({}) w CROSS JOIN LATERAL (SELECT k.* FROM tasklark.tasks k WHERE k.owner_id = $1"
    " AND k.id = w.id OFFSET 0) t"
)
"""The tasks of some ids, each looked up by its key."""
_OF_NAMES = (
    "SELECT l.task_id AS id FROM unnest($4::text[]) AS u (name) CROSS JOIN LATERAL (SELECT"
    " c.task_id FROM tasklark.calendar_names c WHERE c.owner_id = $1 AND c.project_id = $2"
    " AND c.name = u.name OFFSET 0) l UNION SELECT unnest($5::uuid[])"
)
_ALIVE = " WHERE t.owner_id = $1 AND t.project_id = $2 AND t.deleted_at IS NULL"

_ALARMS = "a.alarms, a.text_stored_at = x.stored_at"
_OF_TASK = ", ".join(f"t.{column}" for column in records.columns(TASK))
_PARENT = (
    "(SELECT coalesce(y.uid, p.id::text) FROM tasklark.tasks p LEFT JOIN tasklark.calendar_texts y"
    " ON y.owner_id = $1 AND y.task_id = p.id WHERE p.owner_id = $1 AND p.id = t.parent_id)"
)
_BLOCKERS = (
    "ARRAY(SELECT coalesce(y.uid, b::text) FROM unnest(t.blocked_by) b"
    " LEFT JOIN tasklark.calendar_texts y ON y.owner_id = $1 AND y.task_id = b)"
)
_REMINDERS = (
    "(SELECT json_agg(json_build_object('id', m.id, 'at', m.at, 'minutes_before',"
    " m.minutes_before, 'anchor', m.anchor) ORDER BY m.id) FROM tasklark.reminders m"
    " WHERE m.owner_id = $1 AND m.task_id = t.id AND m.person_id = $3 AND m.deleted_at IS NULL)"
)
_TOLD = {
    "tags": _KNOWN,
    "texts": f"{_KNOWN}, CASE WHEN {_IS_EXACT} THEN x.text END, {_ALARMS}",
}
"""What is told of tasks, however they are chosen: how much."""
_OF_ID = {
    "exact_entries": (f"{_KNOWN}, x.entry", f" AND {_IS_EXACT}"),
    "other_entries": (
        f"{_KNOWN}, x.entry, {_OF_TASK}",
        f" AND NOT coalesce({_IS_EXACT}, false)",
    ),
    "stale": (
        f"{_KNOWN}, x.entry, x.text, {_ALARMS}, x.meaning, {_REMINDERS}, {_PARENT}, {_BLOCKERS},"
        f" {_OF_TASK}",
        "",
    ),
}
"""What is told of tasks by their ids, and of which of them."""

# What surely does not match is left out: done tasks, and those of which nothing but a due date, far
# from the window, tells when they are.
_IS_OPEN = (
    " AND NOT ($6::boolean AND t.status = 'done' AND (x.task_id IS NULL"
    " OR x.task_updated_at <> t.updated_at OR x.entry ->> 'completed' IS NOT NULL))"
)
_IN_WINDOW = (
    " AND (t.due_date IS NULL OR t.start_date IS NOT NULL OR t.repeat IS NOT NULL"
    " OR t.duration_minutes IS NOT NULL"
    " OR (t.due_sort_at >= coalesce($4::timestamptz, '-infinity') - interval '2 days'"
    " AND t.due_sort_at <= coalesce($5::timestamptz, 'infinity') + interval '2 days')"
    " OR x.entry ->> 'is_plain' IS NOT NULL OR x.entry ->> 'start' IS NOT NULL"
    " AND x.entry ->> 'start' IS DISTINCT FROM x.entry ->> 'due')"
)
_WHICH = {
    "all": (_TASKS, ""),
    "within": (_TASKS, f"{_IS_OPEN}{_IN_WINDOW}"),
    "named": (_CHOSEN.format(_OF_NAMES), f" AND {_NAME} = ANY ($4::text[])"),
    "of_ids": (_CHOSEN.format("SELECT DISTINCT unnest($4::uuid[]) AS id"), ""),
    "after": (_TASKS, " AND t.id > $4 AND t.id <= $5"),
}


TASKS = {
    (part, which): statement(
        f"calendar_{part}_{which}",
        f"SELECT {told}{_FROM.format(tasks)}{_ALIVE}{condition} ORDER BY t.id",
    )
    for part, told in _TOLD.items()
    for which, (tasks, condition) in _WHICH.items()
}
"""(how much, which ones) → the statement (owner_id, project_id, person_id, …) → rows that begin
with (id, name, uid, created_at, updated_at, and four numbers of which the ETag is made), in the
order of their ids. Of `texts` there follow (the text, null where it is not what is to be served;
the person's alarms; whether they are for this text).

- `all` takes nothing more;
- `within` takes (start, end, whether only what is open), each of which may be null or false;
- `named` takes (names, the ids that they would be);
- `of_ids` takes (ids);
- `after` takes (an id, the last id).
"""

OF_IDS = {
    part: statement(
        f"calendar_{part}",
        f"SELECT {told}{_FROM.format(_WHICH['of_ids'][0])}{_ALIVE}{condition} ORDER BY t.id",
    )
    for part, (told, condition) in _OF_ID.items()
}
"""How much → the statement (owner_id, project_id, person_id, ids) → rows that begin as those of
`TASKS`. `exact_entries` tells what is kept to search those tasks by whose texts are exact,
`other_entries` what it takes to make it of the others, `stale` what it takes to write a text."""

_FILE = "f.id, f.name, f.uid, f.created_at, f.stored_at, f.component"
_FILES = (
    " FROM tasklark.calendar_files f WHERE f.owner_id = $1 AND f.project_id = $2"
    " AND f.deleted_at IS NULL"
)
_LOOKED_UP = (
    " FROM (SELECT DISTINCT unnest($3::{}[]) AS key) w CROSS JOIN LATERAL (SELECT g.* FROM"
    " tasklark.calendar_files g WHERE g.owner_id = $1 AND {} = w.key OFFSET 0) f"
    " WHERE f.project_id = $2 AND f.deleted_at IS NULL"
)
_WHICH_FILES = {
    "all": _FILES,
    "named": _LOOKED_UP.format("text", "g.project_id = $2 AND g.name"),
    "of_ids": _LOOKED_UP.format("uuid", "g.id"),
    "after": f"{_FILES} AND f.id > $3 AND f.id <= $4",
}
FILES = {
    (part, which): statement(
        f"calendar_files_{part}_{which}", f"SELECT {told}{chosen} ORDER BY f.id"
    )
    for part, told in {
        "tags": _FILE,
        "entries": f"{_FILE}, f.entry",
        "texts": f"{_FILE}, f.entry, f.text",
    }.items()
    for which, chosen in _WHICH_FILES.items()
}
"""(how much, which ones) → the statement (owner_id, project_id, …) → rows of files, as `TASKS`."""

held = statement(
    "calendar_held",
    f"SELECT {_KNOWN}, x.entry, x.text, {_ALARMS}, x.meaning, {_REMINDERS}, {_PARENT},"
    f" {_BLOCKERS}, x.task_updated_at = t.updated_at, a.reminders,"
    f" (SELECT f.superseded FROM tasklark.calendar_files f WHERE f.owner_id = $1"
    " AND f.project_id = $2 AND f.task_id = t.id AND f.superseded IS NOT NULL"
    " ORDER BY f.number DESC LIMIT 1),"
    f" {_OF_TASK}{_FROM.format(_WHICH['named'][0])}{_ALIVE}{_WHICH['named'][1]} LIMIT 1",
)
"""(owner_id, project_id, person_id, names, the ids that they would be) → all that there is to know
of a task by which it can be put anew; see `actions.calendar_puts`."""

PORTION_BYTES = 1 << 20
portion = statement(
    "calendar_portion",
    "SELECT id FROM (SELECT id, sum(bytes) OVER (ORDER BY id) AS total,"
    " row_number() OVER (ORDER BY id) AS place FROM (SELECT t.id,"
    f" coalesce(octet_length(x.text), 1000) AS bytes FROM {_TASKS}{_TEXTS}"
    f"{_ALIVE} AND t.id > $3 ORDER BY t.id LIMIT $4) s) s"
    f" WHERE place = 1 OR total <= {PORTION_BYTES} ORDER BY id DESC LIMIT 1",
)
"""(owner_id, project_id, id, rows) → (the last id of the next portion of tasks, null for none)."""

portion_of_files = statement(
    "calendar_portion_of_files",
    "SELECT id FROM (SELECT id, sum(octet_length(text)) OVER (ORDER BY id) AS total,"
    " row_number() OVER (ORDER BY id) AS place FROM (SELECT f.id, f.text"
    f"{_FILES} AND f.id > $3 ORDER BY f.id LIMIT $4) s) s"
    f" WHERE place = 1 OR total <= {PORTION_BYTES} ORDER BY id DESC LIMIT 1",
)
"""As `portion`, of files."""

_OF_UIDS = (
    "SELECT l.task_id AS id FROM unnest($3::text[]) AS u (uid) CROSS JOIN LATERAL (SELECT"
    " c.task_id FROM tasklark.calendar_texts c WHERE c.owner_id = $1 AND c.project_id = $2"
    " AND c.uid = u.uid OFFSET 0) l UNION SELECT unnest($4::uuid[])"
)
resolved = statement(
    "calendar_resolved",
    f"SELECT {_UID}, t.id, {_NAME} FROM {_CHOSEN.format(_OF_UIDS)}{_NAMES}{_TEXTS}"
    f"{_ALIVE} AND (x.task_id IS NULL OR x.uid = ANY ($3::text[])) ORDER BY t.created_at, t.id",
)
"""(owner_id, project_id, uids, those of them that are ids) → (uid, task_id, name) of the living
tasks of a collection that have them."""

_MARK = (
    "(SELECT (extract(epoch FROM max(c.changed_at)) * 1000000)::bigint FROM tasklark.changes c"
    " WHERE c.owner_id = $1 AND c.scope_id = $2 AND c.number = {})"
)

moved = statement(
    "calendar_moved",
    "WITH typed AS (SELECT $3::bigint, $4::uuid), told AS ("
    " SELECT c.record_id AS id, c.number, false AS is_file, NULL::text AS name"
    " FROM tasklark.changes c WHERE c.owner_id = $1 AND c.scope_id = $2 AND c.number > $3"
    " AND c.record = 'task'"
    " UNION ALL SELECT r.task_id, c.number, false, NULL FROM tasklark.changes c"
    " JOIN tasklark.reminders r ON r.owner_id = $1 AND r.id = c.record_id AND r.person_id = $4"
    " WHERE c.owner_id = $1 AND c.scope_id = $2 AND c.number > $3 AND c.record = 'reminder'"
    " UNION ALL SELECT x.task_id, x.number, false, NULL FROM tasklark.calendar_texts x"
    " WHERE x.owner_id = $1 AND x.project_id = $2 AND x.number > $3 AND x.number > 0"
    " UNION ALL SELECT n.task_id, n.number, false, NULL FROM tasklark.calendar_names n"
    " WHERE n.owner_id = $1 AND n.project_id = $2 AND n.number > $3 AND n.number > 0"
    " UNION ALL SELECT a.task_id, a.number, false, NULL FROM tasklark.calendar_alarms a"
    " WHERE a.owner_id = $1 AND a.project_id = $2 AND a.number > $3 AND a.number > 0"
    " AND a.person_id = $4"
    " UNION ALL SELECT f.id, f.number, true, CASE WHEN f.deleted_at IS NOT NULL THEN f.name END"
    " FROM tasklark.calendar_files f"
    " WHERE f.owner_id = $1 AND f.project_id = $2 AND f.number > $3 AND f.number > 0),"
    " latest AS (SELECT id, max(number) AS number, is_file, max(name) AS name FROM told"
    " GROUP BY id, is_file ORDER BY 2, 1 FETCH FIRST ($5::integer) ROWS WITH TIES)"
    " SELECT l.id, l.number, l.is_file, CASE WHEN l.is_file THEN l.name ELSE"
    " (SELECT coalesce(n.name, CASE WHEN coalesce(x.uid, l.id::text) = l.id::text"
    " THEN l.id || '.ics' END) FROM (SELECT l.id) t LEFT JOIN tasklark.calendar_names n"
    " ON n.owner_id = $1 AND n.project_id = $2 AND n.task_id = l.id"
    " LEFT JOIN tasklark.calendar_texts x ON x.owner_id = $1 AND x.task_id = l.id"
    " WHERE NOT EXISTS (SELECT FROM tasklark.tasks k WHERE k.owner_id = $1 AND k.id = l.id"
    " AND k.project_id = $2 AND k.deleted_at IS NULL)) END,"
    " NOT l.is_file AND (SELECT c.field = '*' AND c.before IS NULL AND c.after IS NOT NULL"
    " FROM tasklark.changes c WHERE c.owner_id = $1 AND c.record_id = l.id AND c.scope_id = $2"
    " AND c.number > $3 ORDER BY c.number LIMIT 1) IS TRUE,"
    f" {_MARK.format('l.number')} FROM latest l ORDER BY l.number, l.id",
)
"""(owner_id, project_id, number, person_id, rows) → (id, number of its latest change, whether it is
a file, the name of what is gone or null for what is there (and for a task whose name another has by
now), whether it was new after the number, the
mark of its number), in the order of the numbers; those of one number all together."""

scope = statement(
    "calendar_scope",
    f"SELECT s.change_number, {_MARK.format('s.change_number')}, {_MARK.format('$3::bigint')},"
    " clock_timestamp() FROM tasklark.scopes s WHERE s.owner_id = $1 AND s.id = $2",
)
"""(owner_id, project_id, number) → (the scope's number, its mark, the mark of the number, now)."""
