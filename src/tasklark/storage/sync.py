"""Statements that tell clients what there is, and what is new: rows in JSON as PostgreSQL wrote it.

A row is a record as its clients see it, with its `noun`, and its `stamps`, from which a client's
own clock goes on. Several statements of one pull need no common snapshot: the number of a scope is
read first, so rows may be newer than the cursor that goes with them. They are told once more then.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tasklark.domain.nouns import Noun
from tasklark.domain.projects import MEMBER, PLACEMENT, PROJECT, SECTION
from tasklark.domain.registry import IN_PROJECT, NOUNS, OWN
from tasklark.domain.tasks import TASK
from tasklark.storage.records import TABLES, wire
from tasklark.storage.wire import Statement, statement

PAGE_BYTES = 4 << 20
"""How much JSON a page begins another row after, at most: so memory is bounded, not just rows."""

_RFC3339 = r"""to_char(\1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_MARK = "(extract(epoch FROM {}) * 1000000)::bigint"
_MARK_OF = (
    f"(SELECT {_MARK.format('max(c.changed_at)')} FROM tasklark.changes c"
    " WHERE c.owner_id = s.owner_id AND c.scope_id = s.id AND c.number = {})"
)

now = statement("sync_now", "SELECT clock_timestamp()")
"""() → (the moment)."""

own_scopes = statement(
    "sync_own_scopes",
    "SELECT p.id FROM tasklark.placements p WHERE p.owner_id = $1 AND p.deleted_at IS NULL"
    " ORDER BY p.position, p.id",
)
"""(account_id) → (the projects that it may see), in its order."""

scopes = statement(
    "sync_scopes",
    "SELECT s.id, s.owner_id, o.user_id, s.change_number,"
    f" {_MARK_OF.format('s.change_number')}, {_MARK_OF.format('a.number')}"
    " FROM unnest($3::uuid[], $4::bigint[]) AS a (id, number) CROSS JOIN LATERAL ("
    " SELECT p.project_owner_id AS owner_id, p.owner_user_id AS user_id"
    " FROM tasklark.placements p"
    " WHERE p.owner_id = $1 AND p.id = a.id AND p.deleted_at IS NULL"
    " UNION ALL SELECT $1, NULL WHERE a.id = $2) o"
    " JOIN tasklark.scopes s ON s.owner_id = o.owner_id AND s.id = a.id",
)
"""(account_id, person_id, scope ids, numbers) → (id, owner_id, the owner's user_id or null for the
person's own space, its number, the mark of that, the mark of the number that was given).

A mark is the moment of a change in microseconds since 1970; null for a number that nothing is
logged under.
"""

_OF_IDS = (
    " UNION ".join(
        f"SELECT r.owner_id, r.project_id AS id FROM tasklark.{TABLES[name]} r"
        " JOIN (SELECT DISTINCT project_owner_id FROM tasklark.placements WHERE owner_id = $1) p"
        " ON p.project_owner_id = r.owner_id WHERE r.id = ANY ($2::uuid[])"
        for name in ("section", "task", "comment", "reminder")
    )
    + " UNION SELECT p.project_owner_id, p.id FROM tasklark.placements p"
    " WHERE p.owner_id = $1 AND p.id = ANY ($2::uuid[])"
    " UNION SELECT $1, $3::uuid"
)
_OWN = " UNION SELECT n.owner_id, n.id FROM tasklark.scopes n WHERE n.owner_id = $1"


def _locked(places: str) -> str:
    return (
        f"SELECT s.id FROM tasklark.scopes s JOIN ({places}) o USING (owner_id, id)"
        " ORDER BY s.owner_id, s.id FOR NO KEY UPDATE OF s"
    )


# A label's name goes with it from any of its owner's projects.
lock = statement(
    "sync_lock",
    _locked(
        f"{_OF_IDS}{_OWN} AND EXISTS (SELECT FROM tasklark.labels l"
        " WHERE l.owner_id = $1 AND l.id = ANY ($2::uuid[]))"
    ),
)
"""(account_id, ids, person_id) → the scopes that the ids are in, and the person's own, locked.

Always in the same order, so that two that lock many never wait for each other. With the id of a
label, all scopes of the account.
"""

lock_all = statement("sync_lock_all", _locked(f"{_OF_IDS}{_OWN}"))
"""As `lock`, with all scopes of the account."""


def _row(noun: Noun, user_id: str = "$4") -> str:
    """Return the JSON of a row `r`; `user_id` is what the outside knows its owner by."""
    told = f"SELECT '{noun.name}' AS noun, {wire(noun, 'r')}, r.stamps"
    if noun in (TASK, PROJECT):
        told += f", {user_id}::text AS user_id"
    if noun is PLACEMENT:
        told += ", r.owner_user_id AS user_id"
    # Written out, since a call of the function costs ten times what it does.
    told = re.sub(r"tasklark\.rfc3339\(([\w.]+)\)", _RFC3339, told)
    return f"(SELECT row_to_json(j)::text FROM ({told}) j)"


def _of_ids(noun: Noun) -> Statement:
    table = TABLES[noun.name]
    if noun.name in OWN:
        where = "WHERE r.owner_id = $1 AND r.id = ANY ($2::uuid[])"
    else:
        project = "id" if noun is PROJECT else "project_id"
        where = (
            "JOIN tasklark.placements p ON p.owner_id = $1 AND p.project_owner_id = r.owner_id"
            f" AND p.id = r.{project} AND p.deleted_at IS NULL"
            " WHERE r.owner_id IN (SELECT project_owner_id FROM tasklark.placements"
            " WHERE owner_id = $1) AND r.id = ANY ($2::uuid[])"
        )
    if noun.name == "reminder":
        where += " AND r.person_id = (SELECT a.person_id FROM tasklark.accounts a WHERE a.id = $1)"
    body = _row(noun, "p.owner_user_id")
    return statement(
        f"sync_of_ids_{noun.name}", f"SELECT r.id, {body} FROM tasklark.{table} r {where}"
    )


of_ids: Mapping[str, Statement] = {name: _of_ids(noun) for name, noun in NOUNS.items()}
"""For each noun, (account_id, ids) → (id, row): those that the account may see."""


def _delta(name: str, nouns: Mapping[str, Noun]) -> Statement:
    """Return the statement of what is new in a scope.

    Reads the log in its order and passes over what changed again later, so a record comes once.
    """
    bodies = " ".join(
        f"WHEN '{noun.name}' THEN (SELECT {_row(noun)} FROM tasklark.{TABLES[noun.name]} r"
        f" WHERE r.owner_id = $1 AND r.id = m.record_id{_belongs(noun)})"
        for noun in nouns.values()
    )
    return statement(
        f"sync_delta_{name}",
        "WITH typed AS (SELECT $4::text, $5::uuid),"
        " moved AS MATERIALIZED (SELECT c.number, c.record, c.record_id,"
        f" {_MARK.format('max(c.changed_at)')} AS mark FROM tasklark.changes c"
        " WHERE c.owner_id = $1 AND c.scope_id = $2 AND c.number > $3"
        " AND c.number = (SELECT max(l.number) FROM tasklark.changes l WHERE l.owner_id = $1"
        " AND l.record_id = c.record_id AND l.scope_id = $2)"
        " GROUP BY c.number, c.record, c.record_id ORDER BY c.number"
        " FETCH FIRST ($6::integer) ROWS WITH TIES),"
        # Materialized, or the window below would have each row written again for each of its rows.
        f" told AS MATERIALIZED (SELECT m.*, CASE m.record {bodies} END AS body FROM moved m)"
        " SELECT number, mark, record, record_id, body, total FROM (SELECT *,"
        " count(*) OVER () AS total, min(number) OVER () AS first,"
        " sum(octet_length(body)) OVER (ORDER BY number) AS bytes FROM told) t"
        f" WHERE number = first OR coalesce(bytes, 0) < {PAGE_BYTES} ORDER BY number",
    )


def _belongs(noun: Noun) -> str:
    """Return what holds of rows `r` of the scope `$2` that the person `$5` is told."""
    if noun.name in OWN:
        return ""
    if noun.name == "reminder":
        return " AND r.project_id = $2 AND r.person_id = $5"
    return " AND r.id = $2" if noun is PROJECT else " AND r.project_id = $2"


delta_of_project = _delta("project", IN_PROJECT)
delta_of_own = _delta("own", OWN)
"""(owner_id, scope_id, number, owner's user_id, person_id, rows) → the records that changed after a
number, in the order of their latest change: (its number, its mark, noun, id, row, how many there
are before the page is cut by `PAGE_BYTES`). The row is null where there is none in this scope.
"""


class Phase(NamedTuple):
    """One kind of rows of a scope, on the first way through it."""

    noun: Noun
    rows: Statement


def _phase(noun: Noun, name: str = "", which: str = "") -> Phase:
    """Return the rows of a noun, in the order of an index, from a place on."""
    ordered = noun in (SECTION, TASK)
    key = "r.position" if ordered else "''::text"
    order, place = ("r.position, r.id", "($7::text, $8::uuid)") if ordered else ("r.id", "$8::uuid")
    first = f"({order}) >= {place}" if ordered else f"{order} >= {place}"
    return Phase(
        noun,
        statement(
            f"sync_rows_{name or noun.name}",
            "WITH typed AS (SELECT $2::uuid, $3::bigint, $4::text, $5::uuid, $7::text),"
            f' told AS MATERIALIZED (SELECT {key} COLLATE "C" AS key, r.id, {_row(noun)} AS body'
            f" FROM tasklark.{TABLES[noun.name]} r WHERE r.owner_id = $1{_belongs(noun)}"
            f" AND r.deleted_at IS NULL{which} AND {first}"
            f" ORDER BY {order} LIMIT $6::integer)"
            " SELECT key, id, body, total FROM (SELECT *, count(*) OVER () AS total,"
            " row_number() OVER (ORDER BY key, id) AS place,"
            " sum(octet_length(body)) OVER (ORDER BY key, id) AS bytes FROM told) t"
            f" WHERE place = 1 OR bytes < {PAGE_BYTES} ORDER BY key, id",
        ),
    )


_named = {name: _phase(noun) for name, noun in NOUNS.items() if noun is not TASK}

PHASES_OF_PROJECT: Sequence[Phase] = (
    *(_named[noun.name] for noun in (PROJECT, MEMBER, SECTION)),
    _phase(TASK, "task_open", " AND NOT r.completed"),
    *(_named[name] for name in ("reminder", "comment")),
    _phase(TASK, "task_closed", " AND r.completed"),
    _named["occurrence"],
)
"""What is in a project, in the order in which it is sent: what is open before what is done.

Each takes (owner_id, scope_id, null, owner's user_id, person_id, rows, key, id) and gives (key, id,
row, how many there are before the page is cut by `PAGE_BYTES`). What is in the trash is left out.
"""
PHASES_OF_OWN: Sequence[Phase] = tuple(
    _named[name] for name in ("settings", "placement", "label", "filter")
)
"""What is in a person's own space, as `PHASES_OF_PROJECT`."""

_all = {phase.rows.name: phase.rows for phase in (*PHASES_OF_PROJECT, *PHASES_OF_OWN)}
"""For the tests that run every statement of this room."""
