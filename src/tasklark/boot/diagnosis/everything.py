"""All checks of a configuration, one after the other."""

from collections.abc import Iterator

from tasklark.boot.diagnosis import database, keys, machine, network
from tasklark.boot.diagnosis.finding import Finding
from tasklark.settings import Settings


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what there is to say about each part of a configuration, as it is found out."""
    yield from machine.examine(settings)
    yield from keys.examine(settings)
    yield from network.examine(settings)
    yield from database.examine(settings)
