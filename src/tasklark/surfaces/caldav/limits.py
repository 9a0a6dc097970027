"""How many results a client takes at once (RFC 5323, 5.17, as RFC 6578 uses it)."""

from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import malformed
from tasklark.surfaces.caldav.xml import Element

_DIGITS = 9


def limit_of(found: Element, most: int) -> int:
    """Return the `limit` in a report, `most` for none. Raises a 400."""
    limit = found.find(dav("limit"))
    told = limit.find(dav("nresults")) if limit else None
    if told is None:
        return most
    number = told.text.strip()
    if not (number.isascii() and number.isdigit()) or int(number[:_DIGITS]) == 0:
        raise malformed("nresults must be a whole number of 1 or more")
    return min(int(number[:_DIGITS]), most)
