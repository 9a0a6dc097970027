"""Text as people type it: what is allowed in, and the order in which titles are listed."""

import unicodedata
from functools import cache

from tasklark.domain.errors import FieldError, Invalid

TITLE_MAX = 1_000
"""Longest title, in Unicode code points after trimming."""
DESCRIPTION_MAX = 65_536
"""Longest description, in Unicode code points."""
SORT_KEY_MAX_BYTES = 2_400
"""A B-tree row of PostgreSQL holds 2,704 bytes; the key shares them with the owner and the id."""

MARKS = range(0x300, 0x1F000)
"""Where Unicode has its combining marks."""


def require_storable(field: str, text: str) -> None:
    """Raise `Invalid` when `text` holds what no UTF-8 database can: NUL or a lone surrogate."""
    if "\x00" in text:
        raise Invalid(FieldError(field, "must not contain the NUL character"))
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid(FieldError(field, "must not contain half of a surrogate pair"))


def clean_title(text: str, field: str = "title") -> str:
    """Return the title without white space around it; raise `Invalid` unless 1-1000 are left."""
    require_storable(field, text)
    title = text.strip()
    if not title:
        raise Invalid(FieldError(field, "must not be empty or blank"))
    if len(title) > TITLE_MAX:
        raise Invalid(FieldError(field, f"must be at most {TITLE_MAX} characters"))
    return title


def clean_description(text: str, field: str = "description") -> str:
    """Return the description as typed; raise `Invalid` when it is too long or not storable."""
    require_storable(field, text)
    if len(text) > DESCRIPTION_MAX:
        raise Invalid(FieldError(field, f"must be at most {DESCRIPTION_MAX} characters"))
    return text


def fold(text: str) -> str:
    """Return a text with case and accents folded, so that alike ones can be found and ordered.

    Computed here, not by a collation, so that every server gives the same (the embedded PostgreSQL
    has no ICU, and glibc's order differs between systems). Canonical caseless form of Unicode 3.13
    D145, less the combining marks. It folds character by character: what a text becomes does not
    depend on what stands beside it.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return folded.translate(_marks())


def sort_key(title: str) -> str:
    """Return the key under which a title is listed: folded, to be compared byte by byte.

    (`COLLATE "C"`.) Cut at 2,400 bytes, which holds every Latin title whole.
    """
    folded = fold(title)
    if len(folded) * 4 <= SORT_KEY_MAX_BYTES:
        return folded
    return folded.encode()[:SORT_KEY_MAX_BYTES].decode(errors="ignore")


@cache
def _marks() -> dict[int, None]:
    """Return a table that takes the combining marks out of a text; a test holds the range."""
    return {point: None for point in MARKS if unicodedata.combining(chr(point))}
