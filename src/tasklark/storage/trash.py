"""Statements about the trash, for any number of records at once.

What is put there bears the moment, and `trashed_with`: the record whose deletion took it along.
Each record gets the next number of its scope, in one step of the counter, and a row in the log.
"""

from functools import cache

from tasklark.domain.nouns import Noun
from tasklark.storage.records import TABLES
from tasklark.storage.wire import Statement, statement

KEPT_DAYS = 30
"""Days for which what was deleted can be restored."""
_KEPT = f"deleted_at > now() - interval '{KEPT_DAYS} days'"

# `IS TRUE` keeps the planner, who can't know how many there are, from reading a whole list where
# it is to look up a few ids.
# (owner_id, scope_id, roots, with, at, actor_id, surface, batch_id, undoes, deleted_at): `roots`
# are ids of records of this scope, `with` what they are taken along with, null for themselves;
# `deleted_at` is null for `at`, and says otherwise where something goes back into the trash.
_SINCE = "coalesce($10::timestamptz, $5)"
_MOVED_ON = "updated_at = greatest($5, r.updated_at + interval '1 microsecond')"
_STEP = (
    " step AS (UPDATE tasklark.scopes SET change_number = change_number + (SELECT count(*) FROM"
    " taken) WHERE owner_id = $1 AND id = $2 RETURNING change_number)"
)
_LOG = (
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, before,"
    " after, actor_id, surface, changed_at, batch_id, undoes)"
    " SELECT $1, $2, step.change_number - (SELECT count(*) FROM taken) + taken.place,"
)
_BY = "$6::bigint, $7::text, $5::timestamptz, $8::uuid, $9::uuid FROM taken, step"
_COUNTED = (
    " SELECT (SELECT count(*) FROM taken), change_number FROM step"
    " WHERE $10::timestamptz IS NULL OR true"
)

_DOWN = (
    " UNION ALL SELECT t.id, d.root FROM down d JOIN tasklark.tasks t"
    " ON t.owner_id = $1 AND t.parent_id = d.id AND (t.deleted_at IS NULL) IS TRUE"
    " AND (t.project_id = $2) IS TRUE"
)
_ALONG = {
    "sub_tasks": (
        "task",
        "SELECT id, parent_id AS root FROM tasklark.tasks WHERE owner_id = $1"
        " AND parent_id = ANY ($3::uuid[]) AND (project_id = $2) IS TRUE"
        " AND (deleted_at IS NULL) IS TRUE",
    ),
    "tasks_of_sections": (
        "task",
        "SELECT id, section_id AS root FROM tasklark.tasks WHERE owner_id = $1 AND project_id = $2"
        " AND section_id = ANY ($3::uuid[]) AND deleted_at IS NULL",
    ),
    "tasks_of_project": (
        "task",
        "SELECT id, project_id AS root FROM tasklark.tasks WHERE owner_id = $1 AND project_id = $2"
        " AND project_id = ANY ($3::uuid[]) AND deleted_at IS NULL",
    ),
    "sections_of_project": (
        "section",
        "SELECT id, project_id AS root FROM tasklark.sections WHERE owner_id = $1"
        " AND project_id = $2 AND project_id = ANY ($3::uuid[]) AND deleted_at IS NULL",
    ),
}


def _taken_along(name: str, noun: str, first: str) -> Statement:
    """Return the statement that puts into the trash what belongs to some roots, at any depth."""
    deeper = _DOWN if name in {"sub_tasks", "tasks_of_sections"} else ""
    return statement(
        f"trash_{name}",
        f"WITH RECURSIVE down (id, root) AS ({first}{deeper}),"
        " chosen AS (SELECT DISTINCT ON (id) id, root FROM down"
        " WHERE id <> ALL ($3::uuid[]) ORDER BY id, root),"
        " taken AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM chosen),"
        f" put AS (UPDATE tasklark.{TABLES[noun]} r SET deleted_at = {_SINCE},"
        f" trashed_with = coalesce($4::uuid, c.root), {_MOVED_ON}"
        f" FROM chosen c WHERE r.owner_id = $1 AND r.id = c.id),{_STEP},"
        f" told AS ({_LOG} 'deleted_at', '{noun}', taken.id, NULL,"
        f" to_json(tasklark.rfc3339({_SINCE})), {_BY}){_COUNTED}",
    )


take_along = {name: _taken_along(name, *told) for name, told in _ALONG.items()}
"""What goes along with a task, a section or a project: the parameters above → (how many, the last
number)."""


@cache
def put(noun: Noun) -> Statement:
    """Return the statement that puts records into the trash by themselves, with nothing along."""
    return statement(
        f"trash_put_{noun.name}",
        "WITH taken AS (SELECT id, row_number() OVER (ORDER BY id) AS place"
        f" FROM tasklark.{TABLES[noun.name]} WHERE owner_id = $1 AND id = ANY ($3::uuid[])"
        f"{_in_scope(noun)} AND deleted_at IS NULL),"
        f" put AS (UPDATE tasklark.{TABLES[noun.name]} r SET deleted_at = {_SINCE},"
        f" trashed_with = $4::uuid, {_MOVED_ON}"
        f" FROM taken c WHERE r.owner_id = $1 AND r.id = c.id),{_STEP},"
        f" told AS ({_LOG} 'deleted_at', '{noun.name}', taken.id, NULL,"
        f" to_json(tasklark.rfc3339({_SINCE})), {_BY}){_COUNTED}",
    )


def _in_scope(noun: Noun) -> str:
    if noun.name == "project":
        return " AND id = $2"
    return " AND project_id = $2" if "project_id" in noun.record.model_fields else ""


_LOOSE = (
    "r.section_id IS NOT NULL AND NOT EXISTS (SELECT FROM tasklark.sections s"
    " WHERE s.owner_id = $1 AND s.id = r.section_id AND s.deleted_at IS NULL)"
)
_ORPHAN = (
    "r.parent_id IS NOT NULL AND r.parent_id NOT IN (SELECT id FROM chosen)"
    " AND NOT EXISTS (SELECT FROM tasklark.tasks p WHERE p.owner_id = $1 AND p.id = r.parent_id"
    " AND p.project_id = $2 AND p.deleted_at IS NULL)"
)


def _log_cleared(field: str, when: str) -> str:
    return (
        f", {when} AS ({_LOG} '{field}', 'task', taken.id, to_json(taken.{field}), NULL,"
        f" {_BY} WHERE taken.is_{when})"
    )


def _brought_back(name: str, chosen: str) -> Statement:
    """Return the statement that brings chosen records back from the trash.

    A task whose section or parent is not there comes back without it.
    """
    noun = "section" if name == "sections" else "task"
    parts, kept, cleared = "", "", ""
    if noun == "task":
        parts = f", r.section_id, r.parent_id, {_LOOSE} AS is_loose, {_ORPHAN} AS is_orphan"
        kept = (
            ", section_id = CASE WHEN c.is_loose THEN NULL ELSE r.section_id END"
            ", parent_id = CASE WHEN c.is_orphan THEN NULL ELSE r.parent_id END"
        )
        cleared = _log_cleared("section_id", "loose") + _log_cleared("parent_id", "orphan")
    if name == "roots":
        parts += ", r.trashed_with, r.trashed_with NOT IN (SELECT id FROM chosen) AS is_apart"
        cleared += _log_cleared("trashed_with", "apart")
    return statement(
        f"trash_back_{name}",
        f"WITH RECURSIVE {chosen}, taken AS MATERIALIZED (SELECT r.id, r.deleted_at{parts},"
        " row_number() OVER (ORDER BY r.id) AS place"
        f" FROM tasklark.{TABLES[noun]} r WHERE r.owner_id = $1 AND (r.project_id = $2) IS TRUE"
        " AND (r.deleted_at IS NOT NULL) IS TRUE AND r.id IN (SELECT id FROM chosen)),"
        f" back AS (UPDATE tasklark.{TABLES[noun]} r SET deleted_at = NULL, trashed_with = NULL,"
        f" {_MOVED_ON}{kept} FROM taken c WHERE r.owner_id = $1 AND r.id = c.id),{_STEP},"
        f" told AS ({_LOG} 'deleted_at', '{noun}', taken.id,"
        f" to_json(tasklark.rfc3339(taken.deleted_at)), NULL, {_BY}){cleared}{_COUNTED}",
    )


def _with_it(table: str) -> str:
    return (
        f"chosen AS (SELECT id FROM tasklark.{table} WHERE owner_id = $1 AND project_id = $2"
        " AND deleted_at IS NOT NULL AND trashed_with = $4::uuid AND $3::uuid[] IS NOT NULL)"
    )


def _below(first: str) -> str:
    """Return the choice of those tasks below some that went along with the same record."""
    return (
        f"chosen (id) AS (SELECT id FROM tasklark.tasks WHERE owner_id = $1 AND project_id = $2"
        f" AND {first} = ANY ($3::uuid[]) AND deleted_at IS NOT NULL AND trashed_with = $4::uuid"
        " UNION SELECT t.id FROM chosen c JOIN tasklark.tasks t ON t.owner_id = $1"
        " AND t.parent_id = c.id AND t.deleted_at IS NOT NULL AND t.trashed_with = $4::uuid)"
    )


back = {
    "sections": _brought_back("sections", _with_it("sections")),
    "tasks": _brought_back("tasks", _with_it("tasks")),
    "roots": _brought_back(
        "roots",
        "chosen AS (SELECT id FROM tasklark.tasks WHERE owner_id = $1 AND project_id = $2"
        " AND deleted_at IS NOT NULL AND $4::uuid IS NULL"
        " AND (id = ANY ($3::uuid[]) OR trashed_with = ANY ($3::uuid[])))",
    ),
    "sub_tasks": _brought_back("sub_tasks", _below("parent_id")),
    "tasks_of_sections": _brought_back("tasks_of_sections", _below("section_id")),
}
"""What went along with `with`: all of it in a scope, or what is below `roots`; or (`roots`) tasks
that were deleted by themselves, with all that went along. The parameters above → (how many, the
last number)."""

nested_projects = statement(
    "trash_nested_projects",
    "WITH RECURSIVE down (id) AS (SELECT id FROM tasklark.projects"
    " WHERE owner_id = $1 AND parent_id = $2 AND trashed_with IS NOT DISTINCT FROM $3"
    " UNION SELECT p.id FROM down d JOIN tasklark.projects p ON p.owner_id = $1"
    " AND p.parent_id = d.id AND p.trashed_with IS NOT DISTINCT FROM $3)"
    " SELECT id FROM down ORDER BY id",
)
"""(owner_id, project_id, with) → (projects nested in it): the living ones and those deleted by
themselves with null, else those that went along with a record."""

lies = statement(
    "trash_lies",
    "SELECT 1 FROM (SELECT deleted_at FROM tasklark.tasks WHERE owner_id = $1 AND id = $2"
    " UNION ALL SELECT deleted_at FROM tasklark.sections WHERE owner_id = $1 AND id = $2"
    " UNION ALL SELECT deleted_at FROM tasklark.projects WHERE owner_id = $1 AND id = $2) r"
    " WHERE deleted_at = $3",
)
"""(owner_id, id, deleted_at) → a row if the record lies in the trash since then."""

label_named = statement(
    "trash_label_named",
    "SELECT 1 FROM tasklark.labels WHERE owner_id = $1 AND deleted_at IS NULL AND name_key ="
    " (SELECT name_key FROM tasklark.labels WHERE owner_id = $1 AND id = $2) LIMIT 1",
)
"""(owner_id, id) → a row if a living label has the name of this one."""

_TITLES = {"task": "title", "comment": "body", "section": "name", "project": "name"}
_IN_LIST = ("task", "section", "project", "comment", "label", "filter")


# What somebody took back is there for them and for those who manage the project.
_OWN_OR_ADMIN = (
    " AND (r.author_id = (SELECT a.person_id FROM tasklark.accounts a WHERE a.id = $1)"
    " OR (r.owner_id, r.project_id) IN (SELECT p.project_owner_id, p.id FROM tasklark.placements p"
    " WHERE p.owner_id = $1 AND p.role IN ('admin', 'owner')))"
)


def _listed(noun: str) -> str:
    title = _TITLES.get(noun, "name")
    project = {"project": "r.id", "label": "NULL", "filter": "NULL"}.get(noun, "r.project_id")
    inside = "" if noun in {"label", "filter"} else f" AND ($2::uuid IS NULL OR {project} = $2)"
    own = " AND $2::uuid IS NULL" if noun in {"label", "filter"} else inside
    if noun == "comment":
        own += _OWN_OR_ADMIN
    return (
        f"(SELECT '{noun}' AS noun, r.owner_id, r.id, {project}::uuid AS project_id,"
        f" left(r.{title}, 200) AS title, r.deleted_at"
        f" FROM tasklark.{TABLES[noun]} r WHERE r.owner_id = o.owner_id AND r.deleted_at IS NOT"
        f" NULL AND r.{_KEPT} AND r.trashed_with IS NULL{own}"
        " AND (r.deleted_at, r.id) < ($3, $4::uuid)"
        " ORDER BY r.deleted_at DESC, r.id DESC LIMIT $5)"
    )


OWNERS = (
    "(SELECT $1::bigint AS owner_id UNION SELECT project_owner_id FROM tasklark.placements"
    " WHERE owner_id = $1) o"
)
"""Whose records an account may see: its own, and those of who shares projects with it."""

page = statement(
    "trash_page",
    "SELECT json_build_object('noun', f.noun, 'id', f.id, 'project_id', f.project_id,"
    " 'title', f.title, 'deleted_at', tasklark.rfc3339(f.deleted_at),"
    f" 'gone_at', tasklark.rfc3339(f.deleted_at + interval '{KEPT_DAYS} days'),"
    " 'tasks_along', (SELECT count(*) FROM tasklark.tasks t WHERE t.owner_id = f.owner_id"
    " AND t.deleted_at = f.deleted_at AND t.trashed_with = f.id))::text,"
    " f.deleted_at::text, f.id FROM ("
    f"SELECT r.* FROM {OWNERS} CROSS JOIN LATERAL ("
    + " UNION ALL ".join(_listed(noun) for noun in _IN_LIST)
    + ") r ORDER BY r.deleted_at DESC, r.id DESC LIMIT $5) f"
    " ORDER BY f.deleted_at DESC, f.id DESC",
)
"""(account_id, project_id or null, moment, id, rows) → (JSON, deleted_at, id): what was deleted by
itself, the latest first, from before a place in the list. Of comments, one's own, and in projects
that the account manages all."""


@cache
def give_up(noun: Noun) -> Statement:
    """Return the statement (owner_id, scope_id, id) that has a record count as long expired.

    With all of this noun that went along; `id` null takes all of the scope's.
    """
    return statement(
        f"trash_give_up_{noun.name}",
        f"UPDATE tasklark.{TABLES[noun.name]} SET deleted_at = 'epoch' WHERE owner_id = $1"
        f" AND deleted_at IS NOT NULL{_in_scope(noun)}"
        " AND ($3::uuid IS NULL OR id = $3 OR trashed_with = $3) AND $2::uuid IS NOT NULL",
    )


give_up_own_comments = statement(
    "trash_give_up_own_comments",
    "UPDATE tasklark.comments SET deleted_at = 'epoch' WHERE owner_id = $1 AND project_id = $2"
    " AND deleted_at IS NOT NULL AND author_id = $3",
)
"""(owner_id, project_id, person_id): as `give_up`, of what a person wrote in a project."""


@cache
def give_up_all(noun: Noun) -> Statement:
    """Return the statement (owner_id) that has all of an owner's trash count as long expired."""
    return statement(
        f"trash_give_up_all_{noun.name}",
        f"UPDATE tasklark.{TABLES[noun.name]} SET deleted_at = 'epoch' WHERE owner_id = $1"
        " AND deleted_at IS NOT NULL",
    )


empty = statement("trash_empty", "SELECT tasklark.empty_trash($1, $2, $3)")
"""(owner_id, surface, rows) → (how many expired rows are gone for good); 0 when none is left."""
