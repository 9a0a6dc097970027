"""Statements about the secret addresses under which lists can be read as calendars."""

from tasklark.storage.wire import statement

insert = statement(
    "calendar_feed_insert",
    "INSERT INTO tasklark.calendar_feeds (owner_id, id, kind, resource, expands, digest,"
    " created_at) VALUES ($1, $2, $3, $4, $5, $6, now()) RETURNING created_at",
)
"""(account_id, id, kind, resource, whether repeats are told one by one, digest) → (created_at)."""

_LIVING = (
    "(f.kind = 'project' AND EXISTS (SELECT FROM tasklark.placements p WHERE p.owner_id = $1"
    " AND p.id = f.resource) OR f.kind = 'filter' AND EXISTS (SELECT FROM tasklark.filters k"
    " WHERE k.owner_id = $1 AND k.id = f.resource))"
)

forget_lost = statement(
    "calendar_feed_forget_lost",
    f"DELETE FROM tasklark.calendar_feeds f WHERE f.owner_id = $1 AND NOT {_LIVING} RETURNING f.id",
)
"""(account_id) → (the ids of feeds of what the account does not see any more, which are gone)."""

count = statement(
    "calendar_feed_count", "SELECT count(*) FROM tasklark.calendar_feeds WHERE owner_id = $1"
)
"""(account_id) → (how many it has)."""

listed = statement(
    "calendar_feed_listed",
    "SELECT f.id, f.kind, f.resource, f.expands, f.created_at, f.last_used_at"
    f" FROM tasklark.calendar_feeds f WHERE f.owner_id = $1 AND {_LIVING}"
    " ORDER BY f.created_at, f.id LIMIT 1000",
)
"""(account_id) → (id, kind, resource, expands, created_at, last_used_at), the oldest first."""

find = statement(
    "calendar_feed_find",
    "SELECT kind, resource, expands, digest,"
    " coalesce(last_used_at < now() - interval '1 minute', true)"
    " FROM tasklark.calendar_feeds WHERE owner_id = $1 AND id = $2",
)
"""(account_id, id) → (kind, resource, expands, digest, whether its last use is to be told anew)."""

touch = statement(
    "calendar_feed_touch",
    "UPDATE tasklark.calendar_feeds SET last_used_at = now() WHERE owner_id = $1 AND id = $2",
)
"""(account_id, id)."""

delete = statement(
    "calendar_feed_delete", "DELETE FROM tasklark.calendar_feeds WHERE owner_id = $1 AND id = $2"
)
"""(account_id, id)."""
