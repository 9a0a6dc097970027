"""Tasklark: one task store, every client."""

import zoneinfo
from importlib.metadata import version

__version__ = version("tasklark")

# Time zones come from the locked package tzdata, never from the system, so that every process and
# every machine of one release knows the same clock changes (docs/decisions/dates.md).
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
