"""REPORT: which one is asked for, and who answers it (RFC 3253, 3.6)."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response

from tasklark.surfaces.caldav import (
    expanding,
    freebusy,
    multiget,
    querying,
    reports_known,
    searching,
    syncing,
)
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.names import dav, split
from tasklark.surfaces.caldav.preconditions import forbidden
from tasklark.surfaces.caldav.xml import Element

Report = Callable[[Asking, Element], Awaitable[Response]]

_REPORTS: Mapping[str, Report] = {
    reports_known.QUERY: querying.answer,
    reports_known.MULTIGET: multiget.answer,
    reports_known.SYNC: syncing.answer,
    reports_known.FREE_BUSY: freebusy.answer,
    reports_known.EXPAND: expanding.answer,
    reports_known.SEARCH: searching.answer,
    reports_known.SEARCHABLE: searching.answer_searchable,
}


async def handle(asking: Asking) -> Response:
    """Answer a REPORT, if it is one that is supported at its address."""
    found = await asking.document()
    if found.name not in reports_known.OF[asking.address.kind]:
        local = split(found.name)[1][:100]
        raise forbidden(dav("supported-report"), f"The report {local} is not answered here")
    return await _REPORTS[found.name](asking, found)
