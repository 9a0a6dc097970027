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


_USER_ID = "$2::text"
_OFTEN = (
    "t.id, $2::text AS user_id, t.title, t.description, t.completed, t.priority, t.due_date,"
    " t.created_text AS created_at, t.updated_text AS updated_at, t.project_id, t.position,"
    " t.status, t.created_by"
)
_SELDOM = (
    "t.section_id, t.parent_id, tasklark.rfc3339(t.completed_at) AS completed_at, t.start_date,"
    " t.deadline, t.time_zone, t.repeat, t.duration_minutes, t.labels, t.assignee_ids,"
    " t.blocked_by, t.links"
)
FIELDS = f"{_OFTEN}, {_SELDOM}"
"""A task `t` as its clients see it; `$2` is what the outside knows its owner by."""

_IS_PLAIN = (
    "t.section_id IS NULL AND t.parent_id IS NULL AND t.completed_at IS NULL"
    " AND t.start_date IS NULL AND t.deadline IS NULL AND t.time_zone IS NULL AND t.repeat IS NULL"
    " AND t.duration_minutes IS NULL AND t.labels = '{}' AND t.assignee_ids = '{}'"
    " AND t.blocked_by = '{}' AND t.links::text = '[]'"
)
_PLAIN = """concat(
    '{"id":"', t.id, '","user_id":', to_json($2::text), ',"title":', to_json(t.title),
    ',"description":', coalesce(to_json(t.description)::text, 'null'),
    ',"completed":', CASE WHEN t.completed THEN 'true' ELSE 'false' END,
    ',"priority":', coalesce('"' || t.priority || '"', 'null'),
    ',"due_date":', coalesce('"' || t.due_date || '"', 'null'),
    ',"created_at":"', t.created_text, '","updated_at":"', t.updated_text,
    '","project_id":"', t.project_id, '","position":"', t.position, '","status":"', t.status,
    '","created_by":', coalesce('"' || t.created_by || '"', 'null'),
    ',"section_id":null,"parent_id":null,"completed_at":null,"start_date":null,"deadline":null,',
    '"time_zone":null,"repeat":null,"duration_minutes":null,"labels":[],"assignee_ids":[],',
    '"blocked_by":[],"links":[]}'
)"""


def told_as(user_id: str = _USER_ID) -> str:
    """Return the JSON of a task `t` of `tasks`, to be selected, from `told(user_id)`.

    `user_id` tells what the outside knows the task's owner by. Most tasks leave most fields empty;
    to have those written out one by one would make a list half as dear again.
    """
    plain = _PLAIN.replace(_USER_ID, user_id)
    return f"CASE WHEN {_IS_PLAIN} THEN {plain} ELSE row_to_json(j)::text END"


def told(user_id: str = _USER_ID) -> str:
    """Return what `told_as` needs, to stand in `FROM` after `tasklark.tasks t`."""
    return f", LATERAL (SELECT {FIELDS.replace(_USER_ID, user_id)}) j"


get_json = statement(
    "task_get_json",
    f"SELECT {told_as()}, j.updated_at FROM tasklark.tasks t{told()}"
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
    place_told = "" if form == "bare" else f", {key}, t.id"
    name = f"task_page_{view.status}_{view.sort}_{direction}_{form}"
    return statement(
        name.lower(),
        f"SELECT {told_as()}{place_told} FROM tasklark.tasks t{told()}"
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
