"""The list by which every process forgets cached rights within a second."""

from tasklark.storage.wire import statement

add = statement(
    "revocation_add",
    "INSERT INTO tasklark.revocations (id, account_id, revoked_at)"
    " VALUES ($1, $2, clock_timestamp())",
)
"""(id, account_id)."""

recent = statement(
    "revocation_recent",
    "SELECT DISTINCT account_id FROM tasklark.revocations"
    " WHERE revoked_at > clock_timestamp() - interval '1 minute'",
)
"""() → (account_id) of the last minute: longer than any transaction may take to become visible."""
