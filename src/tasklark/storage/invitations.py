"""Statements about invitations to sign up."""

from tasklark.storage.wire import statement

insert = statement(
    "invitation_insert",
    "INSERT INTO tasklark.invitations (owner_id, id, email, digest, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, now(), now() + make_interval(days => $5))"
    " RETURNING created_at, expires_at",
)
"""(owner_id, id, email or null, digest, days) → (created_at, expires_at)."""

count = statement(
    "invitation_count",
    "SELECT count(*) FROM tasklark.invitations WHERE owner_id = $1 AND expires_at > now()",
)
"""(owner_id) → (how many can still be used)."""

take = statement(
    "invitation_take",
    "DELETE FROM tasklark.invitations"
    " WHERE owner_id = $1 AND id = $2 AND digest = $3 AND expires_at > now()"
    " AND EXISTS (SELECT FROM tasklark.accounts"
    " WHERE id = $1 AND is_admin AND disabled_at IS NULL) RETURNING email",
)
"""(owner_id, id, digest) → (the address it was made for, or null); nothing when it is not good."""

listed = statement(
    "invitation_listed",
    "SELECT id, email, created_at, expires_at FROM tasklark.invitations"
    " WHERE owner_id = $1 AND expires_at > now() ORDER BY created_at, id LIMIT 1000",
)
"""(owner_id) → those that can still be used, the oldest first."""

delete = statement(
    "invitation_delete", "DELETE FROM tasklark.invitations WHERE owner_id = $1 AND id = $2"
)
"""(owner_id, id)."""
