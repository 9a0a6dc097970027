"""Statements about the past: what happened to a record or in a project, and what was later."""

from functools import cache

from tasklark.domain.nouns import Noun
from tasklark.storage.records import TABLES
from tasklark.storage.trash import OWNERS
from tasklark.storage.wire import Statement, statement

# One entry for each number: the fields of one record that changed together. Who has left the
# project has no name any more.
_ENTRY = (
    "SELECT json_build_object('number', c.number, 'project_id', nullif(c.scope_id, $2::uuid),"
    " 'changed_at', tasklark.rfc3339(c.changed_at), 'person_id',"
    " coalesce(m.id, CASE WHEN c.actor_id = $1 THEN $2::uuid END), 'name', m.name,"
    " 'surface', c.surface, 'batch_id', c.batch_id, 'undoes', c.undoes, 'noun', c.record,"
    " 'id', c.record_id, 'changes', coalesce(json_agg(json_build_object('field', c.field,"
    " 'before', c.before, 'after', c.after, 'lost', c.lost) ORDER BY c.field)"
    " FILTER (WHERE c.field <> 'trashed_with'), '[]'))::text, c.changed_at::text, c.number"
)
_GROUPED = (
    " GROUP BY c.owner_id, c.scope_id, c.number, c.changed_at, c.actor_id, c.surface, c.batch_id,"
    " c.undoes, c.record, c.record_id, m.id, m.name"
)
_WHO = (
    " LEFT JOIN tasklark.members m ON m.owner_id = c.owner_id AND m.project_id = c.scope_id"
    " AND m.account_id = c.actor_id"
)
# Whoever moves a task moves the reminders of others with it, and is not told what they say.
_SEEN = (
    "(c.record <> 'reminder' OR c.actor_id = $1 AND (c.field <> '*'"
    " OR coalesce(coalesce(c.after, c.before) ->> 'person_id', '') IN ('', $2::uuid::text)))"
)

of_record = statement(
    "history_of_record",
    f"{_ENTRY} FROM {OWNERS} JOIN tasklark.changes c ON c.owner_id = o.owner_id"
    f" AND c.record_id = $3 AND c.record = $4{_WHO}"
    f" WHERE (c.changed_at, c.number) < ($5, $6) AND {_SEEN}{_GROUPED}"
    " ORDER BY c.changed_at DESC, c.number DESC LIMIT $7",
)
"""(account_id, person_id, record_id, noun, moment, number, rows) → (JSON, moment, number): what
happened to a record before a place in its history, in all projects where it was, the latest
first."""

of_project = statement(
    "history_of_project",
    "WITH picked AS (SELECT DISTINCT c.number FROM tasklark.changes c WHERE c.owner_id = $3"
    f" AND c.scope_id = $4 AND c.number < $5 AND {_SEEN} ORDER BY c.number DESC LIMIT $6)"
    f" {_ENTRY} FROM picked p JOIN tasklark.changes c ON c.owner_id = $3 AND c.scope_id = $4"
    f" AND c.number = p.number{_WHO}{_GROUPED} ORDER BY c.number DESC",
)
"""(account_id, person_id, owner_id, project_id, number, rows) → as `of_record`: what happened in a
project before a number. Other people's reminders are theirs alone."""

of_account = statement(
    "history_of_account",
    "WITH picked AS (SELECT n.* FROM tasklark.placements p CROSS JOIN LATERAL ("
    "SELECT c.owner_id, c.scope_id, c.number, max(c.changed_at) AS changed_at"
    " FROM tasklark.changes c WHERE c.owner_id = p.project_owner_id AND c.scope_id = p.id"
    f" AND (c.changed_at, c.number, c.scope_id) < ($3, $4, $5) AND {_SEEN}"
    " GROUP BY c.owner_id, c.scope_id, c.number ORDER BY c.number DESC LIMIT $6) n"
    " WHERE p.owner_id = $1 ORDER BY n.changed_at DESC, n.number DESC, n.scope_id DESC LIMIT $6)"
    f" {_ENTRY}, c.scope_id FROM picked p JOIN tasklark.changes c ON c.owner_id = p.owner_id"
    f" AND c.scope_id = p.scope_id AND c.number = p.number{_WHO}{_GROUPED}"
    " ORDER BY c.changed_at DESC, c.number DESC, c.scope_id DESC",
)
"""(account_id, person_id, moment, number, project_id, rows) → (JSON, moment, number, project_id):
what happened in all projects that an account is in, before a place, the latest first."""

turn = statement(
    "history_turn",
    "SELECT number FROM tasklark.changes WHERE owner_id = $1 AND scope_id = $2"
    " AND changed_at <= $3 ORDER BY number DESC LIMIT 1",
)
"""(owner_id, scope_id, moment) → (the number of the latest change up to then)."""

count_later = statement(
    "history_count_later",
    "SELECT count(*) FROM (SELECT 1 FROM tasklark.changes WHERE owner_id = $1 AND scope_id = $2"
    " AND number > $3 LIMIT $4) c",
)
"""(owner_id, scope_id, number, most) → (how many rows come after that number, counted so far)."""

later = statement(
    "history_later",
    "SELECT record, record_id, field, before, after, lost, number FROM tasklark.changes"
    " WHERE owner_id = $1 AND scope_id = $2 AND number > $3 AND (number, field) < ($4, $5)"
    " ORDER BY number DESC, field DESC LIMIT $6",
)
"""(owner_id, scope_id, number, before number, before field, rows) → the changes after the number,
the newest first."""

closings = statement(
    "history_closings",
    "SELECT t.id, (SELECT CASE WHEN c.field = '*' THEN (c.after ->> 'completed_at')::timestamptz"
    " ELSE c.changed_at END FROM tasklark.changes c WHERE c.owner_id = $1 AND c.record_id = t.id"
    " AND NOT c.lost AND c.changed_at <= $3 AND (c.field = '*' AND c.after IS NOT NULL"
    " OR c.field = 'status' AND c.before #>> '{}' NOT IN ('done', 'cancelled')"
    " AND c.after #>> '{}' IN ('done', 'cancelled'))"
    " ORDER BY c.changed_at DESC, c.number DESC LIMIT 1)"
    " FROM unnest($2::uuid[]) AS t (id)",
)
"""(owner_id, task_ids, moment) → (id, when a task that was done at the moment had been done)."""


@cache
def present(noun: Noun) -> Statement:
    """Return the statement (owner_id, project_id, person_id, rows) → what `records.loaded` takes.

    All records of a project, dead or alive; of reminders, the person's own.
    """
    columns = ", ".join(noun.record.model_fields)
    place = "id" if noun.name == "project" else "project_id"
    own = " AND person_id = $3" if noun.name == "reminder" else " AND $3::uuid IS NOT NULL"
    return statement(
        f"history_present_{noun.name}",
        f"SELECT {columns} FROM tasklark.{TABLES[noun.name]} WHERE owner_id = $1"
        f" AND {place} = $2{own} LIMIT $4",
    )
