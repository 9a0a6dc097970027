"""From something presented to the account that owns it: the one look-up before an owner is known.

Row-level security shows a row to its owner and to whoever names its key (`Identity.key`), so the
directory answers "whose is this?" and can't be listed.
"""

from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from tasklark.storage.wire import statement


class Kind(StrEnum):
    """What a key is the key of."""

    TASK = "task"
    SUBJECT = "subject"
    EMAIL = "email"
    SESSION = "session"
    API_TOKEN = "api_token"  # noqa: S105 - a kind of key, not a key
    INVITATION = "invitation"
    PROJECT_INVITATION = "project_invitation"
    CALENDAR_FEED = "calendar_feed"
    ADMINISTRATOR = "administrator"


FIRST = UUID(int=0)
"""The key of the one row of kind `ADMINISTRATOR`."""

find = statement(
    "directory_find", "SELECT owner_id FROM tasklark.directory WHERE kind = $1 AND key = $2"
)
"""(kind, key) → (owner_id); the identity must name the key, or be the owner."""

enter = statement(
    "directory_enter",
    "INSERT INTO tasklark.directory (kind, key, owner_id) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING",
)
"""(kind, key, owner_id); touches no row when the key is taken, by whomever."""

enter_all = statement(
    "directory_enter_all",
    "INSERT INTO tasklark.directory (kind, key, owner_id)"
    " SELECT $1, key, $3 FROM unnest($2::uuid[]) AS key ON CONFLICT DO NOTHING RETURNING key",
)
"""(kind, keys, owner_id) → (a key that was free)."""

own = statement(
    "directory_own",
    "SELECT key FROM tasklark.directory WHERE kind = $1 AND key = ANY ($2::uuid[])"
    " AND owner_id = $3",
)
"""(kind, keys, owner_id) → (a key that is the owner's)."""

remove = statement(
    "directory_remove",
    "DELETE FROM tasklark.directory WHERE kind = $1 AND key = $2 AND owner_id = $3",
)
"""(kind, key, owner_id)."""


def key_of(*parts: str) -> UUID:
    """Return the key of something that is told by text: 128 bits of the SHA-256 of its parts."""
    return UUID(bytes=sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()[:16])
