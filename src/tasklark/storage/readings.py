"""Statements that read any noun as JSON, in the shape that its clients see.

What belongs to a project is read through `placements`: the projects that the asking person is in,
their own and those that others share. Records in the trash are left out, and so is what hangs on a
task in the trash. Reminders are told to the person whom they remind, and to nobody else.
"""

from functools import cache

from tasklark.domain.nouns import Noun
from tasklark.domain.registry import IN_PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import records, tasks
from tasklark.storage.wire import Statement, statement


@cache
def one(noun: Noun) -> Statement:
    """Return the statement (account_id, id) → (the record in JSON, its version, is it one's own).

    One's own comes first; two rows where several owners have one with this id.
    """
    own = "p.project_owner_id = $1" if noun.name in IN_PROJECT else "true"
    return statement(
        f"{noun.name}_read",
        f"SELECT row_to_json(j)::text, tasklark.rfc3339(r.updated_at), {own} {_joined(noun)}"
        " AND r.id = $2 AND r.deleted_at IS NULL ORDER BY 3 DESC LIMIT 2",
    )


@cache
def page(noun: Noun, by: str | None = None) -> Statement:
    """Return the statement (account_id, rows, id of the row before the page[, value]).

    Gives rows of (the record in JSON, its id) ordered by id, which is the order in which they were
    made as far as the server made the ids. `by` names the column that must have the value.
    """
    where = f" AND r.{by} = $4" if by else ""
    return statement(
        f"{noun.name}_read_page_{by or 'all'}",
        f"SELECT row_to_json(j)::text, r.id {_joined(noun)}"
        f" AND r.deleted_at IS NULL AND r.id > $3{where} ORDER BY r.id LIMIT $2",
    )


@cache
def wire(noun: Noun, alias: str) -> str:
    """Return what a record is told as, for a `SELECT`; a task's placement is called `p`."""
    if noun is TASK:
        return tasks.FIELDS.replace("t.", f"{alias}.").replace("$2::text", "p.owner_user_id")
    return records.wire(noun, alias)


def _joined(noun: Noun) -> str:
    table = records.TABLES[noun.name]
    told = f", LATERAL (SELECT {wire(noun, 'r')}) j"
    if noun.name not in IN_PROJECT:
        return f"FROM tasklark.{table} r{told} WHERE r.owner_id = $1"
    project = "id" if noun.name == "project" else "project_id"
    alive, own = "", ""
    if "task_id" in noun.record.model_fields:
        alive = (
            " JOIN tasklark.tasks t ON t.owner_id = r.owner_id AND t.id = r.task_id"
            " AND t.deleted_at IS NULL"
        )
    if noun.name == "reminder":
        own = " AND r.person_id = (SELECT a.person_id FROM tasklark.accounts a WHERE a.id = $1)"
    return (
        f"FROM tasklark.placements p JOIN tasklark.{table} r"
        f" ON r.owner_id = p.project_owner_id AND r.{project} = p.id{alive}{told}"
        f" WHERE p.owner_id = $1{own}"
    )
