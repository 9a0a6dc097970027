"""The time zone of this machine, by its IANA name."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from tasklark.domain.importing.zones import zone_named

_LINK = Path("/etc/localtime")
_NAME = Path("/etc/timezone")


def local_zone() -> ZoneInfo | None:
    """Return what TZ says, else what the system is set to; None when neither has a name."""
    if told := os.environ.get("TZ"):
        return zone_named(told.removeprefix(":"))
    _, _, linked = str(_LINK.resolve()).partition("/zoneinfo/")
    if linked:
        return zone_named(linked)
    try:
        return zone_named(_NAME.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
