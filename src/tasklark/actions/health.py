"""Whether the database can be reached."""

from tasklark.storage.engine import Database, Identity
from tasklark.storage.wire import statement

_ask = statement("health", "SELECT 1")


async def require_ready(database: Database) -> None:
    """Raise `Unavailable` unless the database answers."""
    await database.read(Identity(), _ask())
