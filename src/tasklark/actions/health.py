"""The database's own well-being: whether it answers, and whether it is kept tidy."""

from tasklark.storage import accounts
from tasklark.storage.engine import Database, Identity
from tasklark.storage.wire import statement

_ask = statement("health", "SELECT 1")


async def require_ready(database: Database) -> None:
    """Raise `Unavailable` unless the database answers."""
    await database.read(Identity(), _ask())


async def purge(database: Database) -> int:
    """Remove what has run out, for all accounts, in portions; return how many rows that were."""
    number = 0
    while True:
        _, purged = await database.read(Identity(), accounts.take_time(), accounts.purge())
        (rows,) = purged.row() or (0,)
        if not rows:
            return number
        number += rows
