"""Statements about who is in a project, and about invitations to it.

Those that change something are functions of the database, which find out for themselves what the
asking account may do. They give rows of (outcome, owner_id, scope_id, number): `done` for each
scope that moved, or one row that says why nothing was done.
"""

from tasklark.storage.wire import statement

hold = statement(
    "sharing_hold",
    "SELECT change_number FROM tasklark.scopes WHERE owner_id = $1 AND id = $2 FOR UPDATE",
)
"""(owner_id, project_id) → a row; nobody else writes in the project until the transaction ends."""

now = statement("sharing_now", "SELECT clock_timestamp()")
"""() → (now)."""

member = statement(
    "sharing_member",
    "SELECT role, updated_at FROM tasklark.members"
    " WHERE owner_id = $1 AND project_id = $2 AND id = $3",
)
"""(owner_id, project_id, person_id) → (role, when it last changed)."""

members = statement(
    "sharing_members",
    "SELECT id, name, email, role, created_at, updated_at FROM tasklark.members"
    " WHERE owner_id = $1 AND project_id = $2 ORDER BY created_at, id",
)
"""(owner_id, project_id) → those who are in the project, the first ones first."""

invite = statement(
    "sharing_invite", "SELECT * FROM tasklark.invite_to_project($1, $2, $3, $4, $5, $6, $7)"
)
"""(owner_id, project_id, id, email or null, role, digest, days) → (outcome, made, expires).

Outcomes: `done`, `refused`, `inbox`, `full`.
"""

invitations = statement(
    "sharing_invitations",
    "SELECT i.id, i.email, i.role, i.created_by, i.created_at, i.expires_at"
    " FROM tasklark.project_invitations i JOIN tasklark.members m ON m.owner_id = i.owner_id"
    " AND m.project_id = i.project_id AND m.id = i.created_by AND m.role IN ('admin', 'owner')"
    " WHERE i.owner_id = $1 AND i.project_id = $2 AND i.expires_at > now()"
    " ORDER BY i.created_at, i.id",
)
"""(owner_id, project_id) → those that can still be used, the oldest first."""

revoke = statement("sharing_revoke", "SELECT tasklark.revoke_project_invitation($1, $2, $3)")
"""(owner_id, project_id, id) → (whether there was one, and is no more)."""

show = statement("sharing_show", "SELECT * FROM tasklark.show_project_invitation($1, $2)")
"""(id, digest) → (project_id, its name, role, who invited, email or null, expires_at)."""

join = statement("sharing_join", "SELECT * FROM tasklark.join_project($1, $2, $3, $4, $5)")
"""(id, digest, position, surface, batch_id) → moved scopes.

Else `refused`, `email`, `full`, `taken` (another project has this id), `member` (is one already).
"""

set_role = statement(
    "sharing_set_role", "SELECT * FROM tasklark.set_member_role($1, $2, $3, $4, $5, $6)"
)
"""(owner_id, project_id, person_id, role, surface, batch_id) → moved scopes, or `refused`."""

remove = statement("sharing_remove", "SELECT * FROM tasklark.remove_member($1, $2, $3, $4, $5)")
"""(owner_id, project_id, person_id, surface, batch_id) → moved scopes, or `refused`."""

transfer = statement("sharing_transfer", "SELECT * FROM tasklark.transfer_project($1, $2, $3, $4)")
"""(project_id, person_id, surface, batch_id) → moved scopes, or `refused`, `inbox`, `taken`."""

concerned = statement(
    "sharing_concerned",
    "SELECT p.project_owner_id, p.id FROM tasklark.placements p"
    " WHERE p.owner_id = $1 AND p.project_owner_id <> $1"
    " UNION SELECT m.account_id, m.id FROM tasklark.members m"
    " WHERE m.owner_id = $1 AND m.account_id <> $1",
)
"""(account_id) → the scopes of others that move when it goes for good: (owner_id, id)."""

numbers = statement(
    "sharing_numbers",
    "SELECT owner_id, id, change_number FROM tasklark.scope_numbers($1::bigint[], $2::uuid[])",
)
"""(owner ids, scope ids) → (owner_id, id, the number of its latest change)."""
