"""What of an object and a collection is written in iCalendar's and sync's words."""

from tasklark.actions.calendar_objects import Object
from tasklark.domain.sync import Cursor, parse_cursor
from tasklark.surfaces.caldav.ical import writing

_SCHEME = "data:,"
_STEADY_SECONDS = 7 * 86_400


def text(found: Object) -> str:
    """Return the text of an object that came with `Part.TEXTS`."""
    if found.is_exact and found.base is not None:
        return found.base
    assert found.meaning is not None  # noqa: S101 - one of the two is always there
    assert found.facts is not None  # noqa: S101 - it comes along with the meaning
    return writing.compose(found.base, found.meaning, found.facts)


def token(cursor: Cursor) -> str:
    """Return a cursor as a URI, which it has to be (RFC 6578, 4).

    It stays the same for as long as nothing changes, but for once a week: there are programs that
    compare it with the one before to see whether anything has.
    """
    given_at = cursor.given_at - cursor.given_at % _STEADY_SECONDS
    return f"{_SCHEME}{cursor._replace(given_at=given_at)}"


def cursor(told: str) -> Cursor | None:
    """Return the cursor of a token; None for one that was never given."""
    return parse_cursor(told.removeprefix(_SCHEME)) if told.startswith(_SCHEME) else None
