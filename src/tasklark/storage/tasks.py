"""Statements about tasks.

Lists and single tasks are read as JSON that PostgreSQL writes in the contract's own shape
(`surfaces/rest/shapes.py` writes the same by hand; a test holds the two together).
"""

from tasklark.domain.views import Sort, Status, View
from tasklark.storage.wire import Statement, statement

SORT_COLUMNS = {
    Sort.CREATED: ("created_at", "timestamptz"),
    Sort.TITLE: ("title_key", "text"),
    Sort.DUE_DATE: ("due_sort_at", "timestamptz"),
    Sort.POSITION: ("position", "text"),
}
INDEXED = (Sort.CREATED, Sort.TITLE, Sort.DUE_DATE)
"""The orders in which an index holds all tasks of an account."""
STATUS_FILTERS = {
    Status.ALL: "",
    Status.PENDING: " AND NOT t.completed",
    Status.COMPLETED: " AND t.completed",
}


FIELDS = (
    "t.id, $2::text AS user_id, t.title, t.description, t.completed, t.priority, t.due_date,"
    " t.created_text AS created_at, t.updated_text AS updated_at, t.project_id, t.section_id,"
    " t.parent_id, t.position, t.status, tasklark.rfc3339(t.completed_at) AS completed_at,"
    " t.start_date, t.deadline, t.time_zone, t.repeat, t.duration_minutes, t.labels,"
    " t.assignee_ids, t.blocked_by, t.links, t.created_by"
)
"""A task as its clients see it; `$2` is what the outside knows its owner by."""

get_json = statement(
    "task_get_json",
    "SELECT row_to_json(j)::text, j.updated_at"
    f" FROM tasklark.tasks t, LATERAL (SELECT {FIELDS}) j"
    " WHERE t.owner_id = $1 AND t.id = $3 AND t.deleted_at IS NULL",
)
"""(owner_id, user_id, id) → (the task in JSON, its version)."""


def page(view: View, *, after: bool) -> Statement:
    """Return the statement of a list's page, from its beginning or after a place in it.

    Takes (owner_id, user_id, rows), then, with `after`, (sort key, id) of the row before the page.
    Gives rows of (the task in JSON, its sort key, its id), read from an index in its order; due
    dates, which sort by `due_sort_at`, are told as they are stored, or "infinity".
    """
    return _pages[_order(view), "after" if after else "first"]


def beginning(view: View) -> Statement:
    """Return the statement of a list's beginning that is a tenth faster, for it gives no places.

    Takes (owner_id, user_id, rows), gives rows of (the task in JSON).
    """
    return _pages[_order(view), "bare"]


def _order(view: View) -> View:
    """Return the view with the zone left out."""
    return View(view.status, view.sort, view.descending)


def _page(view: View, form: str) -> Statement:
    column, kind = SORT_COLUMNS[view.sort]
    beyond, direction = ("<", "DESC") if view.descending else (">", "ASC")
    place = f" AND (t.{column}, t.id) {beyond} ($4::{kind}, $5::uuid)" if form == "after" else ""
    key = "coalesce(t.due_date, 'infinity')" if view.sort is Sort.DUE_DATE else f"t.{column}::text"
    told = "" if form == "bare" else f", {key}, t.id"
    name = f"task_page_{view.status}_{view.sort}_{direction}_{form}"
    return statement(
        name.lower(),
        f"SELECT row_to_json(j)::text{told} FROM tasklark.tasks t, LATERAL (SELECT {FIELDS}) j"
        f" WHERE t.owner_id = $1 AND t.deleted_at IS NULL{STATUS_FILTERS[view.status]}{place}"
        f" ORDER BY t.{column} {direction}, t.id {direction} LIMIT $3",
    )


_pages = {
    (view, form): _page(view, form)
    for status in Status
    for sort in INDEXED
    for descending in (False, True)
    for view in (View(status, sort, descending),)
    for form in ("bare", "first", "after")
}
