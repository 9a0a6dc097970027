"""The `If` header (RFC 4918, 10.4): lists of ETags and lock tokens of which one must hold.

There are no locks here, so no token of one ever does.
"""

import re
from collections.abc import Mapping, Sequence

from tasklark.surfaces.caldav.preconditions import malformed

_LIST = re.compile(r"\s*(?:<(?P<tag>[^<>]*)>\s*)?\((?P<list>(?:[^()\[\]]|\[[^\]]*\])*)\)")
_CONDITION = re.compile(
    r"\s*(?P<no>Not\b)?\s*(?:<(?P<token>[^<>]+)>|\[\s*(?P<etag>[^\]]+?)\s*\])\s*"
)

Conditions = Sequence[tuple[bool, str | None]]
"""Of one list: whether each must hold, or must not; and the ETag, None for a lock's token."""


def read(told: str) -> Mapping[str, Sequence[Conditions]]:
    """Return the lists of a header by the address that they are about, "" for the request's own.

    Raises a 400.
    """
    found: dict[str, list[Conditions]] = {}
    place, tag = 0, ""
    while place < len(told.rstrip()):
        each = _LIST.match(told, place)
        if each is None:
            raise malformed("The header If can't be read")
        tag = tag if each["tag"] is None else each["tag"]
        found.setdefault(tag, []).append(_conditions(each["list"]))
        place = each.end()
    return found


def holds(lists: Sequence[Conditions], etag: str | None) -> bool:
    """Tell whether one of the lists holds for a resource with an ETag, None where nothing is."""
    return any(
        all((wanted is not None and wanted == etag) is expected for expected, wanted in each)
        for each in lists
    )


def _conditions(told: str) -> Conditions:
    found, place = [], 0
    while place < len(told):
        each = _CONDITION.match(told, place)
        if each is None:
            raise malformed("The header If can't be read")
        etag = each["etag"]
        wanted = etag.removeprefix('"').removesuffix('"') if etag is not None else None
        found.append((each["no"] is None, wanted))
        place = each.end()
    if not found:
        raise malformed("The header If has an empty list")
    return found
