"""One request under way: who asks, at which address, and what comes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import Request

from tasklark.actions import calendar_objects, calendars
from tasklark.actions.calendars import Collection
from tasklark.actions.unit_of_work import Door
from tasklark.surfaces.caldav import addresses, resources, xml
from tasklark.surfaces.caldav.addresses import Address, BadAddress, Kind
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import (
    BODY_MAX,
    forbidden,
    malformed,
    not_found,
    too_large,
)
from tasklark.surfaces.caldav.prefer import Preference
from tasklark.surfaces.caldav.properties import TAG
from tasklark.surfaces.caldav.propstats import Asked
from tasklark.surfaces.caldav.resources import Resource, Viewer
from tasklark.surfaces.caldav.xml import Element, Malformed


class Depth(StrEnum):
    """How far below an address a request goes."""

    NONE = "0"
    ONE = "1"
    ALL = "infinity"


@dataclass(frozen=True, slots=True)
class Asking:
    """A request of somebody who is known."""

    request: Request
    address: Address
    door: Door
    viewer: Viewer
    preference: Preference

    async def body(self) -> bytes:
        """Return the whole body. Raises a 413 as soon as it is too long."""
        if int(self.request.headers.get("content-length", "0")) > BODY_MAX:
            raise too_large()
        parts, size = [], 0
        async for part in self.request.stream():
            size += len(part)
            if size > BODY_MAX:
                raise too_large()
            parts.append(part)
        return b"".join(parts)

    async def document(self, *roots: str) -> Element:
        """Return the body, whose root is one of these. Raises a 400."""
        found = await self.document_if_any(*roots)
        if found is None:
            raise malformed("The request must have a body")
        return found

    async def document_if_any(self, *roots: str) -> Element | None:
        """Return the body as `document` does, and None for an empty one."""
        body = await self.body()
        if not body.strip():
            return None
        try:
            found = xml.parse(body)
        except Malformed as error:
            raise malformed(str(error)) from None
        if roots and found.name not in roots:
            raise malformed(f"The body must be a {roots[0].rpartition('}')[2]} element")
        return found

    def depth(self, default: Depth) -> Depth:
        """Return the `Depth` header. Raises a 400 for one that is none."""
        told = self.request.headers.get("depth", default).strip().lower()
        try:
            return Depth(told)
        except ValueError:
            raise malformed("Depth must be 0, 1 or infinity") from None

    def etags(self, header: str) -> Sequence[str] | None:
        """Return the entity tags of a header without their quotes, "*" as it is."""
        told = self.request.headers.getlist(header)
        return etags(",".join(told)) if told else None

    def referred(self, href: str) -> Address | None:
        """Return what an address in a header or body means; None for none of this server."""
        try:
            return addresses.referred(href, self.request.headers.get("host", ""))
        except BadAddress:
            return None

    async def collection(self, asked: Asked | None = None) -> Resource:
        """Return the collection at the address, or above it. Raises `NotFound`."""
        return await self.seen(
            await calendars.collection(self.door, self.address.collection), asked
        )

    async def seen(self, found: Collection, asked: Asked | None = None) -> Resource:
        """Return a collection as the viewer sees it, with what is asked of it."""
        tag = None
        if found.cursor is None and asked is not None and asked.needs(TAG):
            entries = await calendar_objects.entries(self.door, found)
            tag = calendars.tag(found, [f"{each.name} {each.etag}" for each in entries])
        return resources.of_collection(self.viewer, found, tag)

    def key(self, address: Address) -> calendars.Resource:
        """Return under which key the properties are kept that clients set at an address."""
        person_id = self.viewer.caller.person_id
        part = "" if address.kind is Kind.PRINCIPAL else address.kind.value
        return calendars.Resource(person_id, part)

    def applied(self, *ways: str) -> dict[str, str]:
        """Return the header that tells which preferences were followed, of these ways."""
        told = [f"return={way}" for way in ways if self.preference.prefers(way)]
        return {"Preference-Applied": told[0], "Vary": "Prefer"} if told else {}

    def is_own(self, address: Address) -> bool:
        """Tell whether an address lies with whoever asks."""
        return not address.person or address.person == str(self.viewer.caller.person_id)

    def require_own(self) -> None:
        """Raise a 404 for an address of somebody else: nobody learns who there is."""
        if not self.is_own(self.address):
            raise not_found()


def etags(told: str) -> Sequence[str]:
    """Return entity tags without their quotes. Weak ones stay as they are: they match nothing."""
    return tuple(part.strip().removeprefix('"').removesuffix('"') for part in told.split(","))


def no_infinity() -> Exception:
    """Return the refusal to go down without end (RFC 4918, 9.1.1)."""
    said = "A collection is told with Depth 0 or 1, not with infinity"
    return forbidden(dav("propfind-finite-depth"), said)
