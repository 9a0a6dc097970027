"""Conditions of requests (RFC 9110, 13): what must hold for them to be carried out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from tasklark.actions import calendar_objects
from tasklark.actions.calendar_objects import Part
from tasklark.actions.calendar_sites import Condition
from tasklark.domain.errors import NotFound
from tasklark.surfaces.caldav import states
from tasklark.surfaces.caldav.addresses import Address, Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.preconditions import Refused, precondition_failed


async def condition(asking: Asking) -> Condition:
    """Return what a request that writes demands of what is there. Raises a 412."""
    match, none_match = asking.etags("if-match"), asking.etags("if-none-match")
    told = asking.request.headers.get("if")
    if told is not None:
        etag = await _held(asking, states.read(told))
        match = match or ((etag,) if etag else None)
    return Condition(
        None if match is None else tuple(match),
        None if none_match is None else tuple(each.removeprefix('W/"') for each in none_match),
    )


async def _held(asking: Asking, wanted: Mapping[str, Sequence[states.Conditions]]) -> str | None:
    """Return the ETag of what is at the address, of which `If` holds. Raises a 412."""
    here = asking.address
    own = await _etag(asking, here)
    for tag, lists in wanted.items():
        there = asking.referred(tag) if tag else here
        is_here = there is not None and there.href == here.href
        if states.holds(lists, own if is_here else await _etag(asking, there)):
            return own
    raise precondition_failed("Nothing that the header If names is as it says")


async def _etag(asking: Asking, there: Address | None) -> str | None:
    if there is None or there.kind is not Kind.OBJECT or not asking.is_own(there):
        return None
    try:
        found = await calendar_objects.entry(
            asking.door, there.collection, there.name, part=Part.TAGS
        )
    except NotFound:
        return None
    return found.etag


def require_fresh(asking: Asking, etag: str, changed_at: datetime | None = None) -> None:
    """Raise a 304 for what the asker has already, a 412 when it isn't what they think it is."""
    match, none_match = asking.etags("if-match"), asking.etags("if-none-match")
    if match is not None and not {etag, "*"} & set(match):
        raise precondition_failed()
    if none_match is not None:
        # Compared weakly: a proxy that packs an answer weakens its tag (13.1.2).
        known = {each.removeprefix('W/"') for each in none_match}
        if {etag, "*"} & known:
            raise _not_modified(etag)
    elif changed_at is not None and not _is_newer(asking, changed_at):
        raise _not_modified(etag)


def _is_newer(asking: Asking, changed_at: datetime) -> bool:
    """Tell whether something has changed since `If-Modified-Since`, which may be anything."""
    try:
        since = parsedate_to_datetime(asking.request.headers.get("if-modified-since", ""))
    except ValueError:
        return True
    return changed_at.replace(microsecond=0) > since.replace(tzinfo=since.tzinfo or UTC)


def _not_modified(etag: str) -> Refused:
    said = "It has not changed"
    return Refused(HTTPStatus.NOT_MODIFIED, said, headers={"ETag": f'"{etag}"'})
