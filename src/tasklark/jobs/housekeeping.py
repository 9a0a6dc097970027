"""What runs out is removed: kept answers, ended sessions, old invitations, counted attempts."""

import asyncio
import logging
import random

from tasklark.actions import health
from tasklark.domain.errors import TasklarkError
from tasklark.storage.engine import Database

_EVERY_SECONDS = 3_600

log = logging.getLogger("tasklark.housekeeping")


async def purge_hourly(database: Database) -> None:
    """Purge about once an hour until cancelled; the first time after an hour, not at start-up."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 - jitter is no secret
        try:
            log.info("purged %d rows", await health.purge(database))
        except TasklarkError as error:
            log.warning("nothing purged: %s", error)
