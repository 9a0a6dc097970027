"""Brings a dead PostgreSQL back while we serve: at once, then ever more slowly."""

import logging
import threading
import time
from collections.abc import Callable

from tasklark.domain.errors import TasklarkError

LOOK_SECONDS = 0.2
CALM_SECONDS = 60.0
"""Who has lived that long did not die of the same cause as the one before."""
LONGEST_REST_SECONDS = 30.0
log = logging.getLogger(__name__)


def keep_alive(
    is_alive: Callable[[], bool], revive: Callable[[], None], closing: threading.Event
) -> None:
    """Call `revive` whenever `is_alive` says no, until `closing` is set; report each death."""
    deaths = 0
    born_at = time.monotonic()
    while not closing.wait(LOOK_SECONDS):
        if is_alive():
            continue
        deaths = deaths + 1 if time.monotonic() - born_at < CALM_SECONDS else 1
        rest = rest_seconds(deaths)
        log.error("PostgreSQL has died (%d in a row); starting it in %.1f s", deaths, rest)
        if closing.wait(rest):
            return
        try:
            revive()
        except (TasklarkError, OSError) as error:
            log.error("PostgreSQL could not be started again: %s", error)
        else:
            log.warning("PostgreSQL runs again")
        born_at = time.monotonic()


def rest_seconds(deaths: int) -> float:
    """Return how long to wait before the next start: 0, 0.5, 1, 2, … up to the longest rest."""
    return min(LONGEST_REST_SECONDS, 0.25 * 2 ** min(deaths - 1, 10)) if deaths > 1 else 0.0
