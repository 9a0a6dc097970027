"""Statements that find tasks: of the caller's own and of projects that others share with them.

What is asked for differs too much to be prepared, so each statement is made for one occasion, and
planned with its values. It finds keys first, in order and no more than are wanted, and writes the
JSON of those alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tasklark.domain.due_order import Bounds, Cut
from tasklark.domain.filters import Context, Node
from tasklark.domain.views import Sort, View
from tasklark.storage import filters, tasks
from tasklark.storage.due_order import INSTANTS, OTHERS
from tasklark.storage.tasks import SORT_COLUMNS, STATUS_FILTERS
from tasklark.storage.wire import Call, once, statement

projects = statement(
    "finding_projects",
    "SELECT p.id, r.name, r.parent_id, r.archived, p.project_owner_id,"
    " p.project_owner_id <> $1 OR EXISTS (SELECT FROM tasklark.members m"
    " WHERE m.owner_id = p.project_owner_id AND m.project_id = p.id AND m.account_id <> $1"
    " AND m.deleted_at IS NULL)"
    " FROM tasklark.placements p JOIN tasklark.projects r"
    " ON r.owner_id = p.project_owner_id AND r.id = p.id"
    " WHERE p.owner_id = $1 AND r.deleted_at IS NULL ORDER BY p.position, p.id",
)
"""(account_id) → (id, name, parent, archived, owner_id, whether it is shared), in their order."""

sections = statement(
    "finding_sections",
    "SELECT s.id, s.name, s.project_id FROM tasklark.placements p JOIN tasklark.sections s"
    " ON s.owner_id = p.project_owner_id AND s.project_id = p.id"
    " WHERE p.owner_id = $1 AND s.deleted_at IS NULL ORDER BY p.position, s.position, s.id",
)
"""(account_id) → (id, name, project_id) of all sections that the account sees."""

people = statement(
    "finding_people",
    "SELECT m.id, coalesce(m.name, m.email), m.project_id FROM tasklark.placements p"
    " JOIN tasklark.members m ON m.owner_id = p.project_owner_id AND m.project_id = p.id"
    " WHERE p.owner_id = $1 AND m.deleted_at IS NULL"
    " AND coalesce(m.name, m.email) IS NOT NULL ORDER BY p.position, m.created_at, m.id",
)
"""(account_id) → (person, name, project_id) for each project that the account is in."""

labels = statement(
    "finding_labels",
    "SELECT name FROM tasklark.labels WHERE owner_id = $1 AND deleted_at IS NULL"
    " ORDER BY position, id",
)
"""(account_id) → (name) of its labels, in their order."""

preferences = statement(
    "finding_preferences",
    "SELECT week_start, language FROM tasklark.settings WHERE owner_id = $1 AND id = $2",
)
"""(account_id, person_id) → (the day that weeks begin with, the language)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: by whom, in which list, narrowed by columns, and by a filter.

    `owner_ids` are the owners whose projects are seen; with a filter, tasks of all of them are
    found, without one and not narrowed, the caller's own.
    """

    account_id: int
    user_id: str
    view: View
    within: Mapping[str, UUID]
    filter: tuple[Node, Context] | None = None
    owner_ids: Collection[int] = ()


_OWN = (
    "t.owner_id, t.id, {column} AS sort, {user_id} AS user_id"
    " FROM tasklark.tasks t WHERE t.owner_id = {account_id}"
)
_PLACED = (
    "t.owner_id, t.id, {column} AS sort, p.owner_user_id AS user_id FROM tasklark.placements p"
)
_TASKS = " JOIN tasklark.tasks t ON t.owner_id = p.project_owner_id AND t.project_id = p.id"
_MINE = " WHERE p.owner_id = {account_id}"
_SHARED = f"{_PLACED}{_TASKS}{_MINE} AND p.project_owner_id <> {{account_id}}"
_WITHIN = {
    "parent_id": f"{_PLACED} JOIN tasklark.tasks u ON u.owner_id = p.project_owner_id"
    " AND u.project_id = p.id AND u.id = {value}"
    " JOIN tasklark.tasks t ON t.owner_id = u.owner_id AND t.parent_id = u.id"
    f" AND t.project_id = p.id{_MINE}",
    "section_id": f"{_PLACED} JOIN tasklark.sections s ON s.owner_id = p.project_owner_id"
    f" AND s.project_id = p.id AND s.id = {{value}}{_TASKS} AND t.section_id = s.id{_MINE}",
    "project_id": "t.owner_id, t.id, {column} AS sort, "
    "(SELECT p.owner_user_id FROM tasklark.placements p WHERE p.owner_id = {account_id}"
    " AND p.id = {value}) AS user_id FROM tasklark.tasks t WHERE t.project_id = {value}"
    " AND t.owner_id = (SELECT p.project_owner_id FROM tasklark.placements p"
    " WHERE p.owner_id = {account_id} AND p.id = {value})",
}
"""Where tasks are looked for when they have a parent, a section or a project in common.

A project's owner is looked up first, so that its tasks are read from the index in their order.
"""
_BY_KEY = (
    " CROSS JOIN LATERAL (SELECT * FROM tasklark.tasks x"
    " WHERE x.owner_id = f.owner_id AND x.id = f.id OFFSET 0) t"
)
"""The tasks of keys, one by one: there are but a few, whatever the planner thinks."""


def found(asked: Asked, rows: int, after: Cut | None = None) -> Call:
    """Return the call that gives at most so many rows of (the task in JSON, its key, its id).

    `after` is the sort key and id of the row before them.
    """
    return _call(asked, rows, after)


def streams(asked: Asked, rows: int, after: Bounds | None = None) -> tuple[Call, Call]:
    """Return as `found` instants and all else apart, for `domain.due_order` to merge."""
    instants, others = (None, None) if after is None else after
    return _call(asked, rows, instants, INSTANTS), _call(asked, rows, others, OTHERS)


def places(asked: Asked, rows: int) -> Call:
    """Return the call that gives at most so many rows of (owner_id, project_id, id), unordered."""
    bound = _Bound([])
    keys = _keys(asked, bound, rows, None, "true")
    return once(
        f"WITH f AS MATERIALIZED ({keys}) SELECT t.owner_id, t.project_id, t.id FROM f{_BY_KEY}"
    )(*bound.values)


def _call(asked: Asked, rows: int, after: Cut | None, kind: str = "true") -> Call:
    view, bound = asked.view, _Bound([])
    keys = _keys(asked, bound, rows, after, kind)
    key = "coalesce(t.due_date, 'infinity')" if view.sort is Sort.DUE_DATE else "f.sort::text"
    direction = "DESC" if view.descending else "ASC"
    return once(
        f"WITH f AS MATERIALIZED ({keys}) SELECT {tasks.told_as('f.user_id')}, {key}, t.id FROM f"
        f"{_BY_KEY}"
        f"{tasks.told('f.user_id')} ORDER BY f.sort {direction}, f.id {direction}"
    )(*bound.values)


def _keys(asked: Asked, bound: "_Bound", rows: int, after: Cut | None, kind: str) -> str:
    """Return the query for the keys of what is asked for, in order."""
    view = asked.view
    column, key_type = SORT_COLUMNS[view.sort]
    beyond, direction = ("<", "DESC") if view.descending else (">", "ASC")
    sources = _sources(asked, bound, f"t.{column}")
    condition = f" AND t.deleted_at IS NULL{STATUS_FILTERS[view.status]} AND {kind}"
    if asked.filter is not None:
        first = len(bound.values) + 1
        text, values = filters.condition(*asked.filter, first, list(asked.owner_ids))
        bound.values += values
        condition += f" AND {text}"
    if after is not None:
        place = f"({bound(after[0], key_type)}, {bound(after[1], 'uuid')})"
        condition += f" AND (t.{column}, t.id) {beyond} {place}"
    order = f" ORDER BY sort {direction}, id {direction} LIMIT {bound(rows, 'bigint')}"
    parts = [f"(SELECT {source}{condition}{order})" for source in sources]
    return f"{' UNION ALL '.join(parts)}{order if len(parts) > 1 else ''}"


class _Bound:
    """The values of a statement in the making."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def __call__(self, value: Any, kind: str) -> str:
        """Bind a value; return what stands for it."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"


def _sources(asked: Asked, bound: _Bound, column: str) -> Sequence[str]:
    """Return where tasks are looked for; each can be read in order, or by a few keys."""
    told = {"column": column, "account_id": bound(asked.account_id, "bigint")}
    for name, source in _WITHIN.items():
        if name in asked.within:
            others = asked.within.keys() - {name}
            narrower = [
                f" AND t.{other} = {bound(asked.within[other], 'uuid')}" for other in others
            ]
            value = bound(asked.within[name], "uuid")
            return [source.format(**told, value=value) + "".join(narrower)]
    own = _OWN.format(**told, user_id=bound(asked.user_id, "text"))
    sees_more = any(owner_id != asked.account_id for owner_id in asked.owner_ids)
    return [own, _SHARED.format(**told)] if sees_more else [own]
