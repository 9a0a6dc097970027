"""Statements about projects, and the counter that numbers their changes."""

from tasklark.storage.wire import statement

insert = statement(
    "project_insert",
    "INSERT INTO tasklark.projects (owner_id, id, name, created_at) VALUES ($1, $2, $3, $4)",
)
"""(owner_id, id, name, created_at)."""

change_number = statement(
    "project_change_number",
    "SELECT change_number FROM tasklark.projects WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id) → (the number of its latest change)."""

# The clock is read after the row lock was waited for, so moments follow numbers.
_ADVANCE = (
    "UPDATE tasklark.projects SET change_number = change_number + $3 WHERE owner_id = $1 AND id = "
)
_TOLD = " RETURNING id, change_number, clock_timestamp()"

advance = statement("project_advance", f"{_ADVANCE}$2{_TOLD}")
"""(owner_id, id, n) → (id, the last of the n numbers that are now the caller's, now).

Locks the project until the transaction ends: its writers queue here, so whoever reads the log sees
the numbers appear in their order.
"""

advance_of_task = statement(
    "project_advance_of_task",
    f"{_ADVANCE}(SELECT project_id FROM tasklark.tasks WHERE owner_id = $1 AND id = $2){_TOLD}",
)
"""(owner_id, task_id, n) → as `advance`, for the project that a task is in; nothing for no task."""
