"""Statements that count failed attempts; the identity must name the key."""

from tasklark.storage.wire import statement

count = statement(
    "attempt_count",
    "INSERT INTO tasklark.attempts AS a (key, count, window_ends_at)"
    " VALUES ($1, 1, now() + make_interval(secs => $2))"
    " ON CONFLICT (key) DO UPDATE SET"
    " count = CASE WHEN a.window_ends_at <= now() THEN 1 ELSE a.count + 1 END,"
    " window_ends_at ="
    " CASE WHEN a.window_ends_at <= now() THEN excluded.window_ends_at ELSE a.window_ends_at END"
    " RETURNING count, ceil(extract(epoch FROM window_ends_at - now()))::int",
)
"""(key, seconds) → (attempts in this window, this one included, seconds until it ends)."""

forget = statement("attempt_forget", "DELETE FROM tasklark.attempts WHERE key = $1")
"""(key)."""

take_back = statement(
    "attempt_take_back", "UPDATE tasklark.attempts SET count = count - 1 WHERE key = $1"
)
"""(key)."""
