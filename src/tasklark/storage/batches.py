"""Statements about batches of the log: what somebody did at once, and whether it was taken back.

A batch may lie in several scopes, of several owners. Its id is a UUIDv7, so the order of ids is the
order of time, and the index by (owner, actor, batch) gives somebody's latest without a sort.
"""

from functools import cache

from tasklark.domain.nouns import Noun
from tasklark.storage.records import TABLES
from tasklark.storage.trash import KEPT_DAYS, OWNERS
from tasklark.storage.wire import Statement, statement

SHOWN = 20
"""Records of a batch that are told one by one."""
COUNTED = 1_000
"""Rows of the log up to which a batch is counted."""

# What was deleted for good has neither before nor after in the log: it is none of these.
_MADE = "(c.field = '*' AND c.before IS NULL AND c.after IS NOT NULL)"
_RESTORED = "(c.field = 'deleted_at' AND c.before IS NOT NULL AND c.after IS NULL)"
_DELETED = "(c.field = 'deleted_at' AND c.after IS NOT NULL)"

_NEXT = (
    "(SELECT c.batch_id FROM tasklark.changes c WHERE c.owner_id = {owner} AND c.actor_id = $1"
    " AND c.batch_id < {before} ORDER BY c.batch_id DESC LIMIT 1)"
)

latest = statement(
    "batches_latest",
    "WITH RECURSIVE step (owner_id, batch_id, n) AS ("
    f" SELECT o.owner_id, {_NEXT.format(owner='o.owner_id', before='$2::uuid')}, 1 FROM {OWNERS}"
    f" UNION ALL SELECT s.owner_id, {_NEXT.format(owner='s.owner_id', before='s.batch_id')},"
    " s.n + 1 FROM step s WHERE s.batch_id IS NOT NULL AND s.n < $3)"
    " SELECT batch_id FROM step WHERE batch_id IS NOT NULL"
    " GROUP BY batch_id ORDER BY batch_id DESC LIMIT $3",
)
"""(account_id, batch_id, rows) → (the caller's batches before that one, the latest first)."""

# Whoever moves a task moves the reminders of others with it, and is not told what they say.
_NO_REMINDER_OF_OTHERS = (
    "(e.record <> 'reminder' OR e.field <> '*' OR coalesce(e.after, e.before) ->> 'person_id'"
    " IS NOT DISTINCT FROM (SELECT a.person_id::text FROM tasklark.accounts a WHERE a.id = $1))"
)

described = statement(
    "batches_described",
    "SELECT b.id, tasklark.rfc3339(min(e.changed_at)), min(e.surface),"
    " (array_agg(e.undoes))[1], count(DISTINCT e.record_id), array_agg(DISTINCT e.scope_id),"
    f" (json_agg(json_build_object('noun', e.record, 'id', e.record_id, 'field', e.field,"
    " 'before', e.before, 'after', e.after, 'lost', e.lost) ORDER BY e.scope_id, e.number, e.field)"
    f" FILTER (WHERE e.place <= {SHOWN} AND {_NO_REMINDER_OF_OTHERS}))"
    f" FROM unnest($2::uuid[]) AS b (id) CROSS JOIN {OWNERS} CROSS JOIN LATERAL ("
    " SELECT c.*, row_number() OVER (ORDER BY c.scope_id, c.number, c.field) AS place"
    " FROM (SELECT * FROM tasklark.changes c WHERE c.owner_id = o.owner_id AND c.actor_id = $1"
    f" AND c.batch_id = b.id LIMIT {COUNTED}) c) e"
    " GROUP BY b.id ORDER BY b.id DESC",
)
"""(account_id, batch_ids) → (id, when, surface, the batch that it takes back, how many records,
scopes, the first changes in JSON, none of others' reminders); of each owner at most `COUNTED` rows
are looked at."""

undoers = statement(
    "batches_undoers",
    "WITH RECURSIVE up (batch_id, undoes) AS ("
    f" SELECT c.batch_id, c.undoes FROM {OWNERS} JOIN tasklark.changes c"
    " ON c.owner_id = o.owner_id AND c.undoes = ANY ($2::uuid[])"
    " UNION SELECT c.batch_id, c.undoes FROM up u CROSS JOIN LATERAL ("
    f" SELECT c.batch_id, c.undoes FROM {OWNERS} JOIN tasklark.changes c"
    " ON c.owner_id = o.owner_id AND c.undoes = u.batch_id) c)"
    " SELECT batch_id, undoes FROM up",
)
"""(account_id, batch_ids) → (a batch, the one that it takes back): of these, of those, …."""

entries = statement(
    "batch_entries",
    "SELECT c.owner_id, c.scope_id, c.record, c.record_id, c.field, c.before, c.after, c.lost,"
    " c.changed_at"
    f" FROM {OWNERS} JOIN tasklark.changes c ON c.owner_id = o.owner_id AND c.actor_id = $1"
    " AND c.batch_id = $2 AND (c.before IS NOT NULL OR c.after IS NOT NULL)"
    " AND (c.field <> 'deleted_at' AND (c.field <> '*' OR c.before IS NOT NULL"
    " OR c.record <> ALL ($3::text[])))"
    " ORDER BY c.owner_id, c.scope_id, c.number, c.field LIMIT $4",
)
"""(account_id, batch_id, nouns, rows) → its changes, but for what went into the trash or came from
there, and for records of some nouns that were made."""

arrived = statement(
    "batch_arrived",
    "SELECT c.owner_id, c.scope_id, c.record, c.record_id, c.field, c.before, c.after, c.lost,"
    " c.changed_at"
    f" FROM {OWNERS} JOIN tasklark.changes c ON c.owner_id = o.owner_id AND c.actor_id = $1"
    f" AND c.batch_id = $2 AND {_MADE} AND c.record_id = ANY ($3::uuid[])"
    " ORDER BY c.owner_id, c.scope_id, c.number",
)
"""(account_id, batch_id, ids) → as `entries`: where records were made, those that moved."""

shape = statement(
    "batch_shape",
    f"SELECT c.owner_id, c.scope_id, c.record, CASE WHEN {_MADE} THEN 'made'"
    f" WHEN {_RESTORED} THEN 'restored' ELSE 'deleted' END, min(c.changed_at)"
    f" FROM {OWNERS} JOIN tasklark.changes c ON c.owner_id = o.owner_id AND c.actor_id = $1"
    f" AND c.batch_id = $2 AND ({_MADE} OR {_RESTORED} OR {_DELETED})"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
)
"""(account_id, batch_id) → (owner_id, scope_id, noun, fate, when): where it made, deleted or
restored what."""

scopes = statement(
    "batch_scopes",
    f"SELECT DISTINCT c.owner_id, c.scope_id FROM {OWNERS} JOIN tasklark.changes c"
    " ON c.owner_id = o.owner_id AND c.actor_id = $1 AND c.batch_id = $2 ORDER BY 1, 2",
)
"""(account_id, batch_id) → (owner_id, scope_id): where it lies, in the order of locks."""


def _named(name: str, fate: str) -> str:
    """Return a part of a query that finds once what a batch made, restored or deleted."""
    return (
        f"{name} AS MATERIALIZED (SELECT c.record, c.record_id AS id, c.scope_id, c.before, c.after"
        " FROM tasklark.changes c WHERE c.owner_id = $1 AND c.actor_id = $3 AND c.batch_id = $4"
        f" AND {fate})"
    )


def _rows(noun: Noun, name: str) -> str:
    """Return the rows of a noun that such a part found, where they still are in their scope.

    `IS TRUE` keeps the planner, who expects one row, from reading a whole list for each.
    """
    project = " AND (r.project_id = $2) IS TRUE" if "project_id" in noun.record.model_fields else ""
    return (
        f" FROM {name} c JOIN tasklark.{TABLES[noun.name]} r ON r.owner_id = $1 AND r.id = c.id"
        f"{project} WHERE c.record = '{noun.name}' AND c.scope_id = $2"
    )


@cache
def to_restore(noun: Noun) -> Statement:
    """Return the statement (owner_id, scope_id, actor_id, batch_id) → (id) of what it deleted.

    Of that, what lies in the trash since, did not go along with another of these, and was there
    before the batch: not made by it, or only as it arrived from another project.
    """
    return statement(
        f"batch_to_restore_{noun.name}",
        f"WITH {_named('gone', _DELETED)}, made AS MATERIALIZED (SELECT c.record_id AS id"
        " FROM tasklark.changes c WHERE c.owner_id = $1 AND c.actor_id = $3 AND c.batch_id = $4"
        " AND c.field = '*' GROUP BY 1 HAVING count(c.after) > count(c.before))"
        f" SELECT r.id{_rows(noun, 'gone')}"
        " AND (r.trashed_with IS NULL OR r.trashed_with NOT IN (SELECT id FROM gone))"
        f" AND (r.deleted_at > now() - interval '{KEPT_DAYS} days') IS TRUE"
        " AND ((c.after #>> '{}')::timestamptz = r.deleted_at) IS TRUE"
        " AND r.id NOT IN (SELECT id FROM made) ORDER BY r.id",
    )


@cache
def to_delete(noun: Noun, *, made: bool) -> Statement:
    """Return the statement (owner_id, scope_id, actor_id, batch_id, moved) → (id, since, with).

    These are to be deleted, and how they lay in the trash before, if they did: of what the batch
    made or restored, those alive that belong to nothing else it made or restored; none of the moved
    ones, which the log tells as removed here and made there.
    """
    lay = (
        "(c.before #>> '{}')::timestamptz, (SELECT t.before #>> '{}' FROM tasklark.changes t"
        " WHERE t.owner_id = $1 AND t.record_id = r.id AND t.batch_id = $4"
        " AND t.field = 'trashed_with')::uuid"
    )
    if made:
        lay = "NULL::timestamptz, NULL::uuid"
    parts = ["parent_id", "section_id", "project_id", "task_id"]
    outer = "".join(
        f" AND (r.{part} IS NULL OR r.{part} NOT IN"
        " (SELECT id FROM put WHERE id <> ALL ($5::uuid[])))"
        for part in parts
        if part in noun.record.model_fields
    )
    return statement(
        f"batch_to_delete_{noun.name}_{'made' if made else 'restored'}",
        f"WITH {_named('put', _MADE if made else _RESTORED)}"
        f" SELECT r.id, {lay}{_rows(noun, 'put')} AND (r.deleted_at IS NULL) IS TRUE{outer}"
        " AND r.id <> ALL ($5::uuid[]) ORDER BY r.id",
    )


_BELOW = {
    "task": "SELECT t.id, t.id AS root FROM tasklark.tasks t WHERE t.owner_id = $1"
    " AND t.id = ANY ($2::uuid[])",
    "section": "SELECT t.id, t.section_id AS root FROM tasklark.tasks t WHERE t.owner_id = $1"
    " AND t.section_id = ANY ($2::uuid[]) AND t.deleted_at IS NULL",
}

touched = {
    noun: statement(
        f"batch_touched_{noun}",
        f"WITH RECURSIVE down (id, root) AS ({first} UNION SELECT t.id, d.root FROM down d"
        " JOIN tasklark.tasks t ON t.owner_id = $1 AND t.parent_id = d.id"
        " AND (t.deleted_at IS NULL) IS TRUE), there AS (SELECT id, root FROM down UNION"
        " SELECT id, id FROM unnest($2::uuid[]) AS asked (id))"
        " SELECT DISTINCT root FROM there d WHERE EXISTS (SELECT FROM tasklark.changes c"
        " WHERE c.owner_id = $1 AND c.record_id = d.id AND c.actor_id <> $3"
        " AND c.changed_at >= $4) OR EXISTS (SELECT FROM tasklark.comments m"
        " WHERE m.owner_id = $1 AND m.task_id = d.id AND m.author_id <> $5"
        " AND m.deleted_at IS NULL AND m.created_at >= $4)",
    )
    for noun, first in _BELOW.items()
}
"""(owner_id, ids, account_id, since, person_id) → (those of the ids that somebody else changed
since then, or something below them)."""

touched_project = statement(
    "batch_touched_project",
    "SELECT 1 FROM tasklark.changes WHERE owner_id = $1 AND scope_id = $2 AND actor_id <> $3"
    " AND changed_at >= $4 LIMIT 1",
)
"""(owner_id, project_id, account_id, since) → a row if somebody else changed something in it."""

closed = statement(
    "batch_closed",
    "SELECT CASE WHEN c.field = '*' THEN (c.after ->> 'completed_at')::timestamptz"
    " ELSE c.changed_at END, (SELECT min(u.changed_at) FROM tasklark.changes u"
    " WHERE u.owner_id = $1 AND u.record_id = $2 AND u.batch_id = c.undoes AND u.field = 'status')"
    " FROM tasklark.changes c WHERE c.owner_id = $1 AND c.record_id = $2 AND NOT c.lost"
    " AND (c.field = '*' AND c.after IS NOT NULL OR c.field = 'status'"
    " AND c.before #>> '{}' NOT IN ('done', 'cancelled')"
    " AND c.after #>> '{}' IN ('done', 'cancelled')) AND c.changed_at < $3"
    " ORDER BY c.changed_at DESC, c.number DESC LIMIT 1",
)
"""(owner_id, task_id, moment) → (when a task that was done at the moment had been done; if that was
by an undo, the moment before which to look instead)."""

kinds = statement(
    "batch_kinds",
    "SELECT b.id, (SELECT c.undoes FROM tasklark.changes c WHERE c.owner_id = o.owner_id"
    " AND c.actor_id = $1 AND c.batch_id = b.id LIMIT 1)"
    f" FROM unnest($2::uuid[]) AS b (id) CROSS JOIN {OWNERS}",
)
"""(account_id, batch_ids) → (id, the batch that it takes back or null), a row for each owner."""


@cache
def several(noun: Noun) -> Statement:
    """Return the statement (owner_id, ids) → what `records.loaded` takes, of many records."""
    columns = ", ".join(noun.record.model_fields)
    return statement(
        f"{noun.name}_several",
        f"SELECT {columns} FROM tasklark.{TABLES[noun.name]}"
        " WHERE owner_id = $1 AND id = ANY ($2::uuid[])",
    )
