"""Statements of lists by due date in a time zone: two streams, each in the order of its own index.

`domain.due_order` merges them, and says where each goes on after a place.
"""

from tasklark.domain.views import Status, View
from tasklark.storage import tasks
from tasklark.storage.tasks import STATUS_FILTERS
from tasklark.storage.wire import Statement, statement

INSTANTS = "right(t.due_date, 1) = 'Z'"
OTHERS = "right(t.due_date, 1) IS DISTINCT FROM 'Z'"
"""The conditions of the partial indexes, as PostgreSQL knows them again."""


def streams(view: View, *, after: bool) -> tuple[Statement, Statement]:
    """Return the statements of instants and of all else, from the beginning or after a cut.

    They take (owner_id, user_id, rows), then, with `after`, (sort_at, id) of the cut. They give
    rows of (the task in JSON, its due date or "infinity", its id).
    """
    return _streams[view.status, view.descending, after]


def _stream(status: Status, name: str, *, descending: bool, after: bool) -> Statement:
    beyond, direction = ("<", "DESC") if descending else (">", "ASC")
    cut = f" AND (t.due_sort_at, t.id) {beyond} ($4::timestamptz, $5::uuid)" if after else ""
    form = f"task_{name}_{status}_{direction}_{'after' if after else 'first'}"
    return statement(
        form.lower(),
        f"SELECT {tasks.told_as()}, coalesce(t.due_date, 'infinity'), t.id"
        f" FROM tasklark.tasks t{tasks.told()}"
        f" WHERE t.owner_id = $1 AND t.deleted_at IS NULL AND {_KINDS[name]}"
        f"{STATUS_FILTERS[status]}{cut}"
        f" ORDER BY t.due_sort_at {direction}, t.id {direction} LIMIT $3",
    )


_KINDS = {"instants": INSTANTS, "others": OTHERS}
_streams = {
    (status, descending, after): (
        _stream(status, "instants", descending=descending, after=after),
        _stream(status, "others", descending=descending, after=after),
    )
    for status in Status
    for descending in (False, True)
    for after in (False, True)
}
