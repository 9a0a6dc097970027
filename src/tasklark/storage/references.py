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
    "SELECT s.project_id FROM tasklark.placements p JOIN tasklark.sections s"
    " ON s.owner_id = p.project_owner_id AND s.project_id = p.id AND s.id = $2"
    " WHERE p.owner_id = $1 AND s.deleted_at IS NULL LIMIT 1",
)
"""(account_id, id) → (its project); nothing for a section that is not alive, or not seen."""

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

project_ancestors = statement(
    "reference_project_ancestors",
    "WITH RECURSIVE up (id, parent_id, steps) AS ("
    " SELECT id, parent_id, 1 FROM tasklark.projects"
    " WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL"
    " UNION ALL SELECT p.id, p.parent_id, steps + 1 FROM up JOIN tasklark.projects p"
    " ON p.owner_id = $1 AND p.id = up.parent_id WHERE steps <= $3)"
    " SELECT id FROM up",
)
"""(owner_id, id, most) → as `ancestors`, of a living project."""

blockers = statement(
    "reference_blockers",
    "WITH RECURSIVE before (id) AS ("
    " SELECT unnest($2::uuid[]) UNION"
    " SELECT unnest(t.blocked_by) FROM before b JOIN tasklark.tasks t"
    " ON t.owner_id = $1 AND t.id = b.id)"
    " SELECT id FROM before LIMIT $3",
)
"""(owner_id, ids, most) → (those tasks and all that have to be done before them)."""

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
