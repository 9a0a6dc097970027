"""Statements about tasks.

Lists and single tasks are read as JSON that PostgreSQL writes in the contract's own shape
(`surfaces/rest/shapes.py` writes the same by hand; a test holds the two together).
"""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from tasklark.domain import text
from tasklark.domain.dates import parse_due
from tasklark.domain.tasks import EDITABLE, Priority, Task
from tasklark.domain.views import Sort, Status, View
from tasklark.storage.wire import Call, Statement, statement

UNDATED = "infinity"
"""Where tasks without a due date stand among the dated ones."""

_SORT_COLUMNS = {
    Sort.CREATED: ("created_at", "timestamptz"),
    Sort.TITLE: ("title_key", "text"),
    Sort.DUE_DATE: ("due_sort_at", "timestamptz"),
}
_STATUS_FILTERS = {
    Status.ALL: "",
    Status.PENDING: " AND NOT t.completed",
    Status.COMPLETED: " AND t.completed",
}


_FIELDS = (
    "t.id, $2::text AS user_id, t.title,"
    " t.description, t.completed, t.priority, t.due_date,"
    " t.created_text AS created_at, t.updated_text AS updated_at"
)
_WRITABLE = ("updated_at", *EDITABLE, "title_key", "due_sort_at")
_COLUMNS = "id, title, description, completed, priority, due_date, created_at, updated_at"

get_json = statement(
    "task_get_json",
    "SELECT row_to_json(j)::text, j.updated_at"
    f" FROM tasklark.tasks t, LATERAL (SELECT {_FIELDS}) j WHERE t.owner_id = $1 AND t.id = $3",
)
"""(owner_id, user_id, id) → (the task in JSON, its version)."""

find = statement(
    "task_find",
    f"SELECT {_COLUMNS}, project_id FROM tasklark.tasks WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id) → what `loaded` takes."""

delete = statement("task_delete", "DELETE FROM tasklark.tasks WHERE owner_id = $1 AND id = $2")
"""(owner_id, id)."""

_insert = statement(
    "task_insert",
    "INSERT INTO tasklark.tasks (owner_id, project_id, title_key, due_sort_at,"
    f" {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
)


def page(view: View, *, after: bool) -> Statement:
    """Return the statement of a list's page, from its beginning or after a place in it.

    Takes (owner_id, user_id, rows), then, with `after`, (sort key, id) of the row before the page.
    Gives rows of (the task in JSON, its sort key, its id), read from an index in its order.
    """
    return _pages[view, "after" if after else "first"]


def beginning(view: View) -> Statement:
    """Return the statement of a list's beginning that is a tenth faster, for it gives no places.

    Takes (owner_id, user_id, rows), gives rows of (the task in JSON).
    """
    return _pages[view, "bare"]


def _page(view: View, form: str) -> Statement:
    column, kind = _SORT_COLUMNS[view.sort]
    beyond, direction = ("<", "DESC") if view.descending else (">", "ASC")
    place = f" AND (t.{column}, t.id) {beyond} ($4::{kind}, $5::uuid)" if form == "after" else ""
    told = "" if form == "bare" else f", t.{column}::text, t.id"
    name = f"task_page_{view.status}_{view.sort}_{direction}_{form}"
    return statement(
        name.lower(),
        f"SELECT row_to_json(j)::text{told} FROM tasklark.tasks t, LATERAL (SELECT {_FIELDS}) j"
        f" WHERE t.owner_id = $1{_STATUS_FILTERS[view.status]}{place}"
        f" ORDER BY t.{column} {direction}, t.id {direction} LIMIT $3",
    )


_pages = {
    (view, form): _page(view, form)
    for status in Status
    for sort in Sort
    for descending in (False, True)
    for view in (View(status, sort, descending),)
    for form in ("bare", "first", "after")
}


def insert(owner_id: int, project_id: UUID, task: Task) -> Call:
    """Return the call that stores a new task."""
    return _insert(
        owner_id,
        project_id,
        text.sort_key(task.title),
        due_sort_at(task.due_date),
        task.id,
        task.title,
        task.description,
        task.completed,
        task.priority,
        task.due_date,
        task.created_at,
        task.updated_at,
    )


def save(owner_id: int, before: Task, after: Task) -> Call:
    """Return the call that stores what differs between two states of a task, and nothing else.

    Columns that stay are not written, so a long description is not copied by a toggle.
    """
    values: dict[str, Any] = {"updated_at": after.updated_at}
    for field in EDITABLE:
        if getattr(before, field) != getattr(after, field):
            values[field] = getattr(after, field)
    if "title" in values:
        values["title_key"] = text.sort_key(after.title)
    if "due_date" in values:
        values["due_sort_at"] = due_sort_at(after.due_date)
    return _update(tuple(values))(owner_id, after.id, *values.values())


@cache
def _update(columns: tuple[str, ...]) -> Statement:
    assignments = ", ".join(f"{column} = ${i}" for i, column in enumerate(columns, start=3))
    which = "_".join(str(_WRITABLE.index(column)) for column in columns)
    return statement(
        f"task_update_{which}",
        f"UPDATE tasklark.tasks SET {assignments} WHERE owner_id = $1 AND id = $2",
    )


def loaded(row: tuple[Any, ...]) -> Task:
    """Return the task of a row of `find`."""
    fields = dict(zip(Task.model_fields, row, strict=False))
    if fields["priority"] is not None:
        fields["priority"] = Priority(fields["priority"])
    return Task.model_construct(**fields)


def due_sort_at(due_date: str | None) -> datetime | str:
    """Return the moment by which a due date sorts; "infinity" for none."""
    return UNDATED if due_date is None else parse_due(due_date).sort_at
