"""free-busy-query: when the events of a collection keep somebody busy (RFC 4791, 7.10)."""

from datetime import UTC, datetime

from starlette.responses import Response

from tasklark.surfaces.caldav import querying, render, wanted, zones
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.ical import busy, tree
from tasklark.surfaces.caldav.ical.filters import CompFilter
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.preconditions import forbidden
from tasklark.surfaces.caldav.properties import CONTENT_TYPE
from tasklark.surfaces.caldav.propstats import Asked, Way
from tasklark.surfaces.caldav.xml import Element

PERIODS_MAX = 5_000
"""Occurrences that one answer looks at."""
_TEXT = Asked(Way.NAMED, (caldav("calendar-data"),))


async def answer(asking: Asking, found: Element) -> Response:
    """Answer with one VFREEBUSY of all events that are within a time range."""
    within = wanted.read_range(found)
    here = await asking.collection()
    assert here.collection is not None  # noqa: S101 - what is there is a collection
    zone = zones.zone_of(found, here)
    events = CompFilter("VCALENDAR", comps=(CompFilter("VEVENT", within=within),))
    periods: list[busy.Period] = []
    if "VEVENT" in here.collection.components:
        objects = await querying.matching_objects(asking, here.collection, events, zone, _TEXT)
        for each in objects:
            room = PERIODS_MAX - len(periods)
            periods += busy.periods(tree.tree_of(render.text(each)), within, zone, room)
            if len(periods) == PERIODS_MAX:
                said = "There are too many events in this time; ask for less of it"
                raise forbidden(dav("number-of-matches-within-limits"), said)
    body = busy.calendar(periods, within, datetime.now(UTC))
    return Response(body.encode(), media_type=CONTENT_TYPE)
