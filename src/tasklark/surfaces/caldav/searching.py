"""Looking for people, as programs do that invite them: everybody finds nobody but themselves."""

from starlette.responses import Response

from tasklark.surfaces.caldav import propfind, propstats, xml
from tasklark.surfaces.caldav.addresses import Address, Kind
from tasklark.surfaces.caldav.asking import Asking, Depth
from tasklark.surfaces.caldav.multistatus import MEDIA_TYPE, multistatus
from tasklark.surfaces.caldav.names import caldav, calendarserver, dav
from tasklark.surfaces.caldav.preconditions import malformed
from tasklark.surfaces.caldav.properties import LIVE
from tasklark.surfaces.caldav.propstats import Asked
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.xml import Element

_SEARCHABLE = {
    dav("displayname"): "Name",
    calendarserver("email-address-set"): "E-mail address",
    caldav("calendar-user-address-set"): "Calendar address",
}


async def answer(asking: Asking, found: Element) -> Response:
    """Answer a principal-property-search (RFC 3744, 9.4).

    Who looks for nothing in particular finds all that they may see.
    """
    if asking.depth(Depth.NONE) is not Depth.NONE:
        raise malformed("principal-property-search is asked with Depth 0")
    searches = [each for each in found if each.name == dav("property-search")]
    asked = _asked(found)
    oneself = Address(Kind.PRINCIPAL, str(asking.viewer.caller.person_id))
    here = await propfind.plain(asking, oneself, asked)
    enough = any if found.attributes.get("test") == "anyof" else all
    matches = [_matches(here, each) for each in searches]
    told = [here] if not searches or enough(matches) else []
    teller = propstats.Teller(asked, is_minimal=asking.preference.is_minimal)
    return multistatus(map(teller.response, told))


def _asked(found: Element) -> Asked:
    """Return what is to be told: some programs name it beside an empty `prop`, and not in it."""
    asked = propstats.read_or_none(found)
    beside = tuple(each.name for each in found if each.name in LIVE[Kind.PRINCIPAL])
    return asked._replace(names=asked.names or beside)


async def answer_searchable(_asking: Asking, _found: Element) -> Response:
    """Answer a principal-search-property-set (RFC 3744, 9.5)."""
    told = "".join(
        xml.element(
            dav("principal-search-property"),
            xml.element(dav("prop"), xml.element(name))
            + f'<D:description xml:lang="en">{description}</D:description>',
        )
        for name, description in _SEARCHABLE.items()
    )
    body = xml.document(dav("principal-search-property-set"), told).encode()
    return Response(body, media_type=MEDIA_TYPE)


def _matches(here: Resource, search: Element) -> bool:
    holder, match = search.find(dav("prop")), search.find(dav("match"))
    if holder is None or match is None:
        raise malformed("property-search must hold prop and match")
    wanted = xml.escape(match.text.strip()).casefold()
    return all(
        each.name in _SEARCHABLE
        and wanted in (LIVE[Kind.PRINCIPAL][each.name](here) or "").casefold()
        for each in holder
    )
