"""How texts are compared in queries (RFC 4790, RFC 5051)."""

import unicodedata
from collections.abc import Callable, Mapping

from tasklark.surfaces.caldav.ical.filters import TextMatch
from tasklark.surfaces.caldav.ical.limits import refused

_ASCII = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _ascii(text: str) -> str:
    return text.translate(_ASCII)


def _unicode(text: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


COLLATIONS: Mapping[str, Callable[[str], str]] = {
    "i;ascii-casemap": _ascii,
    "i;octet": str,
    "i;unicode-casemap": _unicode,
}
"""What makes texts comparable, by the name of the collation."""


def is_match(wanted: TextMatch, text: str) -> bool:
    """Tell whether a text holds another, or doesn't. Raises `Invalid` for another collation."""
    fold = COLLATIONS.get(wanted.collation)
    if fold is None:
        known = ", ".join(COLLATIONS)
        raise refused(f"texts are compared by {known}", code="calendar.collation")
    return (fold(wanted.text) in fold(text)) is not wanted.is_negated
