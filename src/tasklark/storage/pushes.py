"""Statements about what clients have pushed: each mutation is answered once, and then the same."""

from tasklark.storage.wire import statement

find = statement(
    "push_find",
    "SELECT outcome::text FROM tasklark.pushes WHERE owner_id = $1 AND client = $2 AND number = $3",
)
"""(owner_id, client, number) → (the outcome in JSON)."""

keep = statement(
    "push_keep",
    "INSERT INTO tasklark.pushes (owner_id, client, number, outcome, expires_at)"
    " VALUES ($1, $2, $3, $4, now() + interval '90 days')",
)
"""(owner_id, client, number, outcome in JSON)."""
