"""Statements about what records refer to: whether it is there, and whether it leads in a circle."""

from tasklark.storage.wire import statement

task = statement(
    "reference_task",
    "SELECT project_id, section_id FROM tasklark.tasks"
    " WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL",
)
"""(owner_id, id) → (its project, its section); nothing for a task that is not alive."""

shared_task = statement(
    "reference_shared_task",
    "SELECT t.project_id, t.section_id FROM tasklark.placements p JOIN tasklark.tasks t"
    " ON t.owner_id = p.project_owner_id AND t.project_id = p.id AND t.id = $2"
    " WHERE p.owner_id = $1 AND t.deleted_at IS NULL LIMIT 1",
)
"""(account_id, id) → as `task`, in any project that the account is in."""

section = statement(
    "reference_section",
    "SELECT p.id, p.project_owner_id = $1 FROM tasklark.placements p JOIN tasklark.sections s"
    " ON s.owner_id = p.project_owner_id AND s.project_id = p.id AND s.id = $2"
    " WHERE p.owner_id = $1 AND s.deleted_at IS NULL"
    " ORDER BY p.id IS NOT DISTINCT FROM $3::uuid DESC, p.project_owner_id = $1 DESC LIMIT 2",
)
"""(account_id, id, project_id or null) → (its project, whether that is the account's own).

Nothing for a section that is not alive, or not seen. Where several owners have one with this id:
two rows, the one in `project_id` first, then the account's own.
"""

section_in = statement(
    "reference_section_in",
    "SELECT 1 FROM tasklark.sections"
    " WHERE owner_id = $1 AND project_id = $2 AND id = $3 AND deleted_at IS NULL",
)
"""(owner_id, project_id, id) → a row for a living section of this project."""

project = statement(
    "reference_project",
    "SELECT deleted_at IS NOT NULL FROM tasklark.projects WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id) → (whether it is in the trash)."""

ancestors = statement(
    "reference_ancestors",
    "WITH RECURSIVE up (id, parent_id, steps) AS ("
    " SELECT id, parent_id, 1 FROM tasklark.tasks WHERE owner_id = $1 AND id = $2"
    " UNION ALL SELECT t.id, t.parent_id, steps + 1 FROM up JOIN tasklark.tasks t"
    " ON t.owner_id = $1 AND t.id = up.parent_id WHERE steps <= $3)"
    " SELECT id FROM up",
)
"""(owner_id, id, most) → (a task and those it is nested in), at most `most` + 1 of them."""

height = statement(
    "reference_height",
    "WITH RECURSIVE down (id, steps) AS (SELECT $2::uuid, 1"
    " UNION ALL SELECT t.id, steps + 1 FROM down JOIN tasklark.tasks t"
    " ON t.owner_id = $1 AND t.parent_id = down.id WHERE steps <= $3)"
    " SELECT max(steps) FROM down",
)
"""(owner_id, id or null, most) → (how many levels a task has with what is nested in it, at most
`most` + 1); 1 for a task that is not there yet."""

lock_owner = statement(
    "reference_lock_owner",
    "SELECT pg_advisory_xact_lock(hashtextextended('tasklark circles of ' || $1::bigint, 0))",
)
"""(owner_id): whoever looks for circles across the projects of an owner does so one at a time."""

check_nesting = statement(
    "reference_check_nesting", "SELECT tasklark.check_nesting($1, $2, $3, $4)"
)
"""(owner_id, project_id or null, parent_id, most) → ("fine", "absent" for a parent that is not
alive or not seen, "circle", or "too_deep"). Projects that are not seen count as well."""

check_waiting = statement(
    "reference_check_waiting", "SELECT tasklark.check_waiting($1, $2, $3::uuid[], $4)"
)
"""(owner_id, task_id or null, ids of blockers, most) → ("fine", "circle", or "too_long" when those
tasks and all that have to be done before them are more than `most`)."""

alive = statement(
    "reference_alive",
    "SELECT id FROM tasklark.tasks"
    " WHERE owner_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NULL",
)
"""(owner_id, ids) → (those that are there and not in the trash)."""

members = statement(
    "reference_members",
    "SELECT id FROM tasklark.members"
    " WHERE owner_id = $1 AND project_id = $2 AND id = ANY($3::uuid[])",
)
"""(owner_id, project_id, person ids) → (those who are in the project)."""
