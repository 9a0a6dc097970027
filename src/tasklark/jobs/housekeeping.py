"""What runs out is removed: kept answers, ended sessions, old invitations, counted attempts."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from tasklark.domain.errors import TasklarkError

_EVERY_SECONDS = 3_600

log = logging.getLogger("tasklark.housekeeping")


async def purge_hourly(purge: Callable[[], Awaitable[int]]) -> None:
    """Call `purge` about once an hour until cancelled; first after an hour, not at start-up."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 - jitter is no secret
        try:
            log.info("purged %d rows", await purge())
        except TasklarkError as error:
            log.warning("nothing purged: %s", error)
        except Exception:
            # The next hour may well be a better one. Log lines leave the fault's message out.
            log.exception("nothing purged")
