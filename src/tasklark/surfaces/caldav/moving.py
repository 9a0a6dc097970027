"""MOVE and COPY of objects within a home, also between its collections (RFC 4918, 9.8 and 9.9)."""

from functools import partial
from http import HTTPStatus

from starlette.responses import Response

from tasklark.actions import calendar_moves, calendar_objects, calendar_puts
from tasklark.actions.calendar_moves import Place
from tasklark.actions.calendar_sites import Condition, Sent, Stored, UidTaken
from tasklark.actions.unit_of_work import Work, perform
from tasklark.domain import ids
from tasklark.domain.errors import NotFound, TasklarkError
from tasklark.surfaces.caldav import addresses, objects, preconditions, recasting, render
from tasklark.surfaces.caldav.addresses import Address, BadAddress, Kind
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.conditions import condition
from tasklark.surfaces.caldav.names import caldav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden, malformed


async def move(asking: Asking) -> Response:
    """Answer a MOVE of an object."""
    target, overwrite = _destination(asking), _overwrites(asking)
    try:
        is_new = await perform(
            asking.door,
            calendar_moves.move,
            objects.place(asking),
            _place(target),
            overwrite=overwrite,
            condition=await condition(asking),
        )
    except TasklarkError as error:
        raise _refusal(error, target) from None
    return _done(target, is_new=is_new)


async def copy(asking: Asking) -> Response:
    """Answer a COPY of an object: it is put again, at another address."""
    target, overwrite = _destination(asking), _overwrites(asking)
    await condition(asking)
    found = await calendar_objects.entry(asking.door, *objects.place(asking))
    text = render.text(found)
    try:
        is_new = await perform(asking.door, _copy, _place(target), text, overwrite=overwrite)
    except TasklarkError as error:
        raise _refusal(error, target) from None
    return _done(target, is_new=is_new)


async def _copy(work: Work, target: Place, text: str, *, overwrite: bool) -> bool:
    """Put a text in place of whatever is there; where its UID is taken, under a new one."""
    is_new = True
    if overwrite:
        try:
            await work.attempt(partial(calendar_moves.delete, place=target))
            is_new = False
        except NotFound:
            pass
    condition = Condition(none_match=("*",))
    sent = objects.understood(text.encode())
    try:
        await work.attempt(partial(_put, target=target, sent=sent, condition=condition))
    except UidTaken:
        sent = objects.understood(recasting.with_uid(text, str(ids.new_id())).encode())
        await _put(work, target, sent, condition)
    return is_new


async def _put(work: Work, target: Place, sent: Sent, condition: Condition) -> Stored:
    return await calendar_puts.put(work, *target, sent, condition)


async def refuse_collection(_asking: Asking) -> Response:
    """Answer a MOVE or COPY of a collection: projects are renamed, and moved, in other ways."""
    raise Refused(HTTPStatus.FORBIDDEN, "A collection can't be moved or copied as a whole")


def _destination(asking: Asking) -> Address:
    told = asking.request.headers.get("destination")
    if told is None:
        raise malformed("The header Destination is missing")
    try:
        target = addresses.referred(told, asking.request.headers.get("host", ""))
    except BadAddress as error:
        raise malformed(f"Destination: {error}") from None
    if target is None and _is_elsewhere(asking, told):
        raise Refused(HTTPStatus.BAD_GATEWAY, "Destination is an address of another server")
    if target is None or not asking.is_own(target):
        raise preconditions.no_place()
    if target.kind is not Kind.OBJECT or target.slashed:
        said = "An object can only be put into a collection of calendar objects"
        raise forbidden(caldav("calendar-collection-location-ok"), said)
    if target.href == asking.address.href:
        raise Refused(HTTPStatus.FORBIDDEN, "Destination is where the object is already")
    return target


def _is_elsewhere(asking: Asking, told: str) -> bool:
    return addresses.named_host(told) not in {"", asking.request.headers.get("host", "").lower()}


def _overwrites(asking: Asking) -> bool:
    told = asking.request.headers.get("overwrite", "T").strip().upper()
    if told not in {"T", "F"}:
        raise malformed("Overwrite must be T or F")
    return told == "T"


def _place(address: Address) -> Place:
    return Place(address.collection, address.name)


def _refusal(error: TasklarkError, target: Address) -> Refused:
    if error.code == "calendar.object_not_found":
        return preconditions.not_found()
    return objects.refusal(error, target)


def _done(target: Address, *, is_new: bool) -> Response:
    if is_new:
        return Response(status_code=HTTPStatus.CREATED, headers={"Location": target.href})
    return Response(status_code=HTTPStatus.NO_CONTENT)
