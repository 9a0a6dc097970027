"""Answers that were given under an `Idempotency-Key`, kept for a day to be given again."""

from tasklark.storage.wire import statement

KEPT_HOURS = 24

find = statement(
    "answer_find",
    "SELECT fingerprint, status, headers, body, expires_at > now() FROM tasklark.answers"
    " WHERE owner_id = $1 AND key = $2",
)
"""(owner_id, key) → (fingerprint, status, headers, body, whether it still counts)."""

keep = statement(
    "answer_keep",
    "INSERT INTO tasklark.answers (owner_id, key, fingerprint, status, headers, body, expires_at)"
    f" VALUES ($1, $2, $3, $4, $5, $6, now() + interval '{KEPT_HOURS} hours')",
)
"""(owner_id, key, fingerprint, status, headers as JSON, body); `Duplicate` when one is there."""

drop = statement("answer_drop", "DELETE FROM tasklark.answers WHERE owner_id = $1 AND key = $2")
"""(owner_id, key)."""
