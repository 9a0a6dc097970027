"""Search: folded descriptions and comments, and an index that titles are searched in.

What is there is folded here, as `domain.text.fold` did when this was written; from then on each
write does it. Frozen: it imports nothing of the program, so it means the same for ever.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from alembic import context, op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The migrator is bound by row-level security like everybody; what is there is folded with the
# binding lifted.
FOLDED = ("tasks", "comments")
BATCH = 1_000
INDEXED_MAX = 2_400

COLUMNS = """
ALTER TABLE tasklark.tasks
    ADD COLUMN description_key text COLLATE "C",
    ADD COLUMN long_text text COLLATE "C",
    SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE tasklark.comments ADD COLUMN body_key text COLLATE "C";
"""
INDEXES = """
DROP INDEX tasklark.tasks_owner_id_title_key_id_idx;
CREATE INDEX tasks_owner_id_title_key_id_idx ON tasklark.tasks (owner_id, title_key, id)
    INCLUDE (project_id, description_key) WHERE deleted_at IS NULL;
CREATE INDEX tasks_long_idx ON tasklark.tasks (owner_id, id)
    WHERE deleted_at IS NULL AND long_text IS NOT NULL;
"""
TASKS = (
    "SELECT owner_id, id, title, description FROM tasklark.tasks"
    " WHERE description IS NOT NULL OR octet_length(title_key) > 2000"
)
FOLD_TASKS = (
    "UPDATE tasklark.tasks SET description_key = %s, long_text = %s WHERE owner_id = %s AND id = %s"
)
COMMENTS = "SELECT owner_id, id, body FROM tasklark.comments"
FOLD_COMMENTS = "UPDATE tasklark.comments SET body_key = %s WHERE owner_id = %s AND id = %s"


def upgrade() -> None:
    """Add the columns, fold what is there; `app` is the quoted name of the role of requests."""
    app = context.config.attributes["app"]
    op.execute(COLUMNS)
    for table in FOLDED:
        op.execute(f"ALTER TABLE tasklark.{table} NO FORCE ROW LEVEL SECURITY")
    if not op.get_context().as_sql:
        for rows in _batches(TASKS):
            _run(FOLD_TASKS, [(*_keys(*texts), *key) for *key, texts in _split(rows)])
        for rows in _batches(COMMENTS):
            _run(FOLD_COMMENTS, [(_fold(*texts), *key) for *key, texts in _split(rows)])
    for table in FOLDED:
        op.execute(f"ALTER TABLE tasklark.{table} FORCE ROW LEVEL SECURITY")
    op.execute(INDEXES)
    op.execute(f"GRANT UPDATE (description_key, long_text) ON tasklark.tasks TO {app}")
    op.execute(f"GRANT UPDATE (body_key) ON tasklark.comments TO {app}")


def _batches(query: str) -> Iterator[Sequence[Any]]:
    """Yield the rows of a query, some at a time, as they were when it began."""
    driver: Any = op.get_bind().connection.driver_connection
    with driver.cursor(name="folding") as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _run(query: str, rows: Sequence[Any]) -> None:
    driver: Any = op.get_bind().connection.driver_connection
    with driver.cursor() as cursor:
        cursor.executemany(query, rows)


def _split(rows: Sequence[Any]) -> Iterator[tuple[Any, Any, tuple[str, ...]]]:
    return ((owner_id, record_id, tuple(texts)) for owner_id, record_id, *texts in rows)


def _keys(title: str, description: str | None) -> tuple[str | None, str | None]:
    key, folded = _fold(title), _fold(description or "")
    if len(key.encode()) + len(folded.encode()) <= INDEXED_MAX:
        return folded or None, None
    return None, f"{key}\n{folded}"


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))
