"""Statements about personal API tokens."""

from tasklark.storage.wire import statement

insert = statement(
    "api_token_insert",
    "INSERT INTO tasklark.api_tokens (owner_id, id, name, scopes, digest, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, now(), now() + make_interval(days => $6))"
    " RETURNING created_at, expires_at",
)
"""(owner_id, id, name, scopes, digest, days or null) → (created_at, expires_at)."""

count = statement("api_token_count", "SELECT count(*) FROM tasklark.api_tokens WHERE owner_id = $1")
"""(owner_id) → (how many it has)."""

find = statement(
    "api_token_find",
    "SELECT scopes, digest, expires_at,"
    " coalesce(last_used_at < now() - interval '1 minute', true)"
    " FROM tasklark.api_tokens WHERE owner_id = $1 AND id = $2"
    " AND (expires_at IS NULL OR expires_at > now())",
)
"""(owner_id, id) → (scopes, digest, expires_at, whether its last use is to be written anew)."""

listed = statement(
    "api_token_listed",
    "SELECT id, name, scopes, created_at, last_used_at, expires_at FROM tasklark.api_tokens"
    " WHERE owner_id = $1 ORDER BY created_at, id LIMIT 1000",
)
"""(owner_id) → its tokens, the oldest first."""

touch = statement(
    "api_token_touch",
    "UPDATE tasklark.api_tokens SET last_used_at = now() WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id)."""

delete = statement(
    "api_token_delete", "DELETE FROM tasklark.api_tokens WHERE owner_id = $1 AND id = $2"
)
"""(owner_id, id)."""
