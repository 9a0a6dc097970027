"""Synchronising: what a client's cursor says, and how much is sent at once."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from tasklark.domain.errors import FieldError, Invalid

MUTATIONS_MAX = 100
"""Mutations of one push, and verbs of one batch."""
PAGE_MAX = 1_000
PAGE = 500
"""Rows of one pull, unless the client says otherwise."""
SCOPES_MAX = 1_000
AWAY_MAX = timedelta(days=90)
"""How long a client may stay away: traces of what is gone are kept so long at least."""

_CLIENT = re.compile(r"[A-Za-z0-9_]{1,16}")
_SERVER = "0"
_VERSION = "1"
_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[0-9A-Za-z]{0,100}")
_HEX = re.compile(r"[0-9a-f]{32}")
_LAST = UUID(int=(1 << 128) - 1)
_PARTS = (4, 7)


def require_client(client: str) -> None:
    """Raise `Invalid` unless this can be the id of a client: what its stamps end in."""
    if not _CLIENT.fullmatch(client) or client == _SERVER:
        raise Invalid(FieldError("client", "must be 1 to 16 letters, digits or _, and not just 0"))


class Place(NamedTuple):
    """A place in a scope that is read from its beginning: the first row that is still to come.

    `phase` counts the kinds of rows; within one, rows go by a key, "" where there is none, and id.
    """

    phase: int = 0
    key: str = ""
    record_id: UUID = UUID(int=0)


class Cursor(NamedTuple):
    """How far a client has read a scope: all changes up to `number`.

    `mark` is the moment of the change of that number, in microseconds since 1970, 0 for none:
    another history, of a database that was restored, has another. `given_at` is when the client was
    told, in seconds since 1970. `place` is where it is on its first way through.
    """

    number: int
    mark: int
    given_at: int
    place: Place | None = None

    def __str__(self) -> str:
        """Return the cursor as clients keep it."""
        told = [_VERSION, str(self.number), str(self.mark), str(self.given_at)]
        if self.place is not None:
            told += [str(self.place.phase), self.place.key, self.place.record_id.hex]
        return ".".join(told)


def parse_cursor(text: str) -> Cursor | None:
    """Return the cursor of its text; None for a text that is none."""
    parts = text.split(".")
    if len(parts) not in _PARTS or parts[0] != _VERSION:
        return None
    numbers = parts[1:5]
    if not all(_NUMBER.fullmatch(part) for part in numbers):
        return None
    number, mark, given_at, *phase = map(int, numbers)
    place = _place(phase[0], *parts[5:]) if phase else None
    if phase and place is None:
        return None
    return Cursor(number, mark, given_at, place)


def _place(phase: int, key: str, record_id: str) -> Place | None:
    if not (_KEY.fullmatch(key) and _HEX.fullmatch(record_id)):
        return None
    return Place(phase, key, UUID(record_id))


def after(phase: int, key: str, record_id: UUID) -> Place:
    """Return the place behind a row."""
    if record_id == _LAST:
        return Place(phase, f"{key}0") if key else Place(phase + 1)
    return Place(phase, key, UUID(int=record_id.int + 1))


def is_good(cursor: Cursor, number: int, mark: int | None, now: datetime) -> bool:
    """Tell whether a client can go on from a cursor, or has to begin anew.

    `number` is the scope's, `mark` the moment of the change of the cursor's number, None where
    nothing is logged under it. What was given before `AWAY_MAX` is too old.
    """
    known = cursor.number <= number and mark in {None, cursor.mark}
    return known and now.timestamp() - cursor.given_at <= AWAY_MAX.total_seconds()
