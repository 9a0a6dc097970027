"""The opaque `cursor` of a page: a place in a list, and which list."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from tasklark.actions import listing
from tasklark.domain import ids, text
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.views import Place, View

_LENGTH_MAX = (6 * text.SORT_KEY_MAX_BYTES + 100) * 4 // 3
"""JSON writes a control character in six bytes, base64 three bytes in four; 100 for what is beside
the key. The request line stays far below the 64 KiB at which servers begin to refuse one."""


def encode(view: View, place: Place) -> str:
    """Return a cursor for the page after `place`."""
    told = [view.status, view.sort, view.descending, place.key, str(place.task_id)]
    return urlsafe_b64encode(json.dumps(told, ensure_ascii=False).encode()).decode().rstrip("=")


def decode(view: View, cursor: str) -> Place:
    """Return the place of a cursor. Raises `Invalid` unless it was made for this very list."""
    refusal = Invalid(FieldError("cursor", "is not one that this list has given"))
    if len(cursor) > _LENGTH_MAX or not cursor.isascii():
        raise refusal
    try:
        told = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise refusal from None
    if not isinstance(told, list) or told[:3] != [view.status, view.sort, view.descending]:
        raise refusal
    if len(told) != 5 or not all(isinstance(part, str) for part in told[3:]):
        raise refusal
    task_id = ids.parse_id(told[4])
    if task_id is None:
        raise refusal
    return Place(listing.checked_key(view.sort, told[3]), task_id)
