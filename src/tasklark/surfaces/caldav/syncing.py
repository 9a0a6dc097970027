"""sync-collection: what has changed since a token (RFC 6578)."""

from collections.abc import Iterator
from http import HTTPStatus

from starlette.responses import Response

from tasklark.actions import calendar_changes
from tasklark.actions.calendar_changes import Changes
from tasklark.actions.calendar_objects import Part
from tasklark.actions.calendars import Collection
from tasklark.domain.errors import Invalid
from tasklark.domain.sync import Cursor
from tasklark.surfaces.caldav import addresses, propstats, render, resources, xml
from tasklark.surfaces.caldav.asking import Asking, Depth
from tasklark.surfaces.caldav.limits import limit_of
from tasklark.surfaces.caldav.multistatus import multistatus, status_response
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden, malformed
from tasklark.surfaces.caldav.propfind import dead_in
from tasklark.surfaces.caldav.propstats import Teller
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.telling import teller_of
from tasklark.surfaces.caldav.xml import Element

CHANGES_MAX = 50_000
"""Changes of one answer; the client comes back for more."""
_NOTHING = Cursor(0, 0, 0)
_LEVELS = frozenset({"1", "infinite", "infinity"})
_CUT = xml.element(dav("number-of-matches-within-limits"))


async def answer(asking: Asking, found: Element) -> Response:
    """Answer with what is new, changed and gone, and the token to ask with the next time."""
    _require_depth(asking, found)
    limit = limit_of(found, CHANGES_MAX)
    cursor = _cursor(found)
    asked = propstats.read_or_none(found)
    here = await asking.collection()
    assert here.collection is not None  # noqa: S101 - what is there is a collection
    if here.collection.cursor is None:
        raise forbidden(dav("supported-report"), "This collection does not tell what has changed")
    part = Part.TEXTS if asked.needs_text else Part.TAGS
    changes = await _changes(asking, here.collection, cursor, limit, part)
    dead = await dead_in(asking, here.collection, asked)
    objects = (
        resources.of_object(here, each, dead.get(each.name, resources.NONE))
        for each in changes.objects
    )
    told = _told(teller_of(asking, found, asked), here, objects, changes)
    return multistatus(told, more=[xml.element(dav("sync-token"), render.token(changes.cursor))])


async def _changes(
    asking: Asking, collection: Collection, cursor: Cursor | None, limit: int, part: Part
) -> Changes:
    """Return changes up to the limit: who names none might not come back for the rest."""
    told = Changes([], [], cursor or _NOTHING, more=True)
    while told.more and len(told.objects) + len(told.gone) < limit:
        left = limit - len(told.objects) - len(told.gone)
        try:
            page = await calendar_changes.changes(asking.door, collection, cursor, left, part=part)
        except Invalid as error:
            raise _bad_token() from error
        told = Changes(told.objects + page.objects, told.gone + page.gone, page.cursor, page.more)
        cursor = page.cursor
    return told


def _told(
    teller: Teller, here: Resource, objects: Iterator[Resource], changes: Changes
) -> Iterator[str]:
    yield from map(teller.response, objects)
    for name in changes.gone:
        yield status_response(here.href + addresses.segment(name), HTTPStatus.NOT_FOUND)
    if changes.more:
        said = "There is more; ask again with this token"
        yield status_response(here.href, HTTPStatus.INSUFFICIENT_STORAGE, _CUT, said)


def _require_depth(asking: Asking, found: Element) -> None:
    """Refuse a depth below the members. Depth 1 is an older way to say what `sync-level` says."""
    level = found.find(dav("sync-level"))
    if level is not None and level.text.strip().lower() not in _LEVELS:
        raise malformed("sync-level must be 1 or infinite")
    depth = asking.depth(Depth.NONE)
    if depth is Depth.ALL and level is not None:
        raise malformed("sync-collection is asked with Depth 0")


def _cursor(found: Element) -> Cursor | None:
    """Return how far the client is; None for one that has nothing yet."""
    told = found.find(dav("sync-token"))
    if told is None:
        raise malformed("The element sync-token is missing; at first it is empty")
    token = told.text.strip()
    if not token:
        return None
    cursor = render.cursor(token)
    if cursor is None:
        raise _bad_token()
    return cursor


def _bad_token() -> Refused:
    said = "This sync-token is not known, or too old; ask without one, and you get everything"
    return forbidden(dav("valid-sync-token"), said)
