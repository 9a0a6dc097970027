"""Statements about what clients have pushed: each mutation is answered once, and then the same."""

from tasklark.storage.wire import statement

find = statement(
    "push_find",
    "SELECT number, outcome::text FROM tasklark.pushes"
    " WHERE owner_id = $1 AND client = $2 AND number = ANY ($3::bigint[])",
)
"""(owner_id, client, numbers) → (number, outcome in JSON) of those that came before."""

keep = statement(
    "push_keep",
    "INSERT INTO tasklark.pushes (owner_id, client, number, outcome, expires_at)"
    " VALUES ($1, $2, $3, $4, now() + interval '90 days')",
)
"""(owner_id, client, number, outcome in JSON)."""
