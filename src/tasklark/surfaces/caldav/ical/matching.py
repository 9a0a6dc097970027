"""Whether an object matches a calendar-query: told by its index if that can tell, else its text."""

from collections.abc import Callable

from tasklark.domain.calendar_objects import Index
from tasklark.surfaces.caldav.ical import by_index, by_text
from tasklark.surfaces.caldav.ical.filters import CompFilter
from tasklark.surfaces.caldav.ical.tree import parse


def matches(wanted: CompFilter, index: Index, text: Callable[[], str], zone: str) -> bool:
    """Tell whether an object matches; `text` is called only where its index can't tell.

    `zone` is where days and local times are read. Raises `Invalid` for an unknown collation.
    """
    told = by_index.matches(wanted, index, zone)
    return by_text.matches(wanted, parse(text()), zone) if told is None else told
