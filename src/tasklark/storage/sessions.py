"""Statements about sessions: browsers and clients that are signed in."""

from tasklark.storage.wire import statement

insert = statement(
    "session_insert",
    "INSERT INTO tasklark.sessions (owner_id, id, kind, digest, agent, created_at, last_used_at,"
    " expires_at) VALUES ($1, $2, $3, $4, $5, now(), now(), now() + make_interval(days => $6))",
)
"""(owner_id, id, kind, digest, agent, days)."""

find = statement(
    "session_find",
    "SELECT kind, digest, expires_at, last_used_at < now() - interval '1 minute'"
    " FROM tasklark.sessions WHERE owner_id = $1 AND id = $2 AND expires_at > now()",
)
"""(owner_id, id) → (kind, digest, expires_at, whether its last use is to be written anew)."""

listed = statement(
    "session_listed",
    "SELECT id, kind, agent, created_at, last_used_at, expires_at FROM tasklark.sessions"
    " WHERE owner_id = $1 AND expires_at > now() ORDER BY last_used_at DESC, id LIMIT 1000",
)
"""(owner_id) → its living sessions, the latest used first."""

renew = statement(
    "session_renew",
    "UPDATE tasklark.sessions SET digest = $4, last_used_at = now(),"
    " expires_at = now() + make_interval(days => $5)"
    " WHERE owner_id = $1 AND id = $2 AND digest = $3 AND expires_at > now()",
)
"""(owner_id, id, digest, new digest, days); touches no row for a digest not alive."""

touch = statement(
    "session_touch",
    "UPDATE tasklark.sessions SET last_used_at = now() WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id)."""

end = statement("session_end", "DELETE FROM tasklark.sessions WHERE owner_id = $1 AND id = $2")
"""(owner_id, id)."""

trim = statement(
    "session_trim",
    "WITH gone AS (DELETE FROM tasklark.sessions WHERE owner_id = $1 AND id IN"
    " (SELECT id FROM tasklark.sessions WHERE owner_id = $1"
    " ORDER BY last_used_at DESC, id DESC OFFSET $2) RETURNING id)"
    " DELETE FROM tasklark.directory d USING gone"
    " WHERE d.kind = 'session' AND d.key = gone.id AND d.owner_id = $1",
)
"""(owner_id, how many stay: those used last); touches a row for each session that ended."""

end_others = statement(
    "session_end_others",
    "DELETE FROM tasklark.sessions WHERE owner_id = $1 AND id IS DISTINCT FROM $2 RETURNING id",
)
"""(owner_id, the id that stays, or null) → (id) of each that ended."""
