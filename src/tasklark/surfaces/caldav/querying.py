"""calendar-query: the objects that a filter finds (RFC 4791, 7.8).

What an index can tell is asked of the index, and texts are read only of those objects where it
takes them; objects that surely lie elsewhere are left out by the database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus

from starlette.responses import Response

from tasklark.actions import calendar_objects
from tasklark.actions.calendar_objects import Object, Part, Window
from tasklark.actions.calendars import COMPONENTS, Collection
from tasklark.surfaces.caldav import propstats, render, resources, wanted, xml, zones
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.ical import matching
from tasklark.surfaces.caldav.ical.filters import CompFilter, PropFilter
from tasklark.surfaces.caldav.limits import limit_of
from tasklark.surfaces.caldav.multistatus import multistatus, status_response
from tasklark.surfaces.caldav.names import caldav, dav
from tasklark.surfaces.caldav.preconditions import malformed
from tasklark.surfaces.caldav.propfind import dead_in
from tasklark.surfaces.caldav.propstats import Asked
from tasklark.surfaces.caldav.resources import Resource
from tasklark.surfaces.caldav.telling import teller_of
from tasklark.surfaces.caldav.xml import Element

RESULTS_MAX = 50_000
_CUT = xml.element(dav("number-of-matches-within-limits"))


async def answer(asking: Asking, found: Element) -> Response:
    """Answer with the objects that match, and what is asked of them."""
    filters = found.find(caldav("filter"))
    if filters is None:
        raise malformed("calendar-query must have a filter")
    outer, limit = wanted.read_filter(filters), limit_of(found, RESULTS_MAX)
    asked = propstats.read_or_none(found)
    here = await asking.collection()
    assert here.collection is not None  # noqa: S101 - what is there is a collection
    zone = zones.zone_of(found, here)
    teller = teller_of(asking, found, asked, zone)
    objects = await matching_objects(asking, here.collection, outer, zone, asked)
    dead = await dead_in(asking, here.collection, asked)
    told = (
        resources.of_object(here, each, dead.get(each.name, resources.NONE))
        for each in objects[:limit]
    )
    cut = _cut(here) if len(objects) > limit else ()
    return multistatus(map(teller.response, told), more=cut)


async def matching_objects(
    asking: Asking, collection: Collection, outer: CompFilter, zone: str, asked: Asked
) -> Sequence[Object]:
    """Return the objects that match, with their texts if they are asked for."""
    if not _chooses(outer):
        part = Part.TEXTS if asked.needs_text else Part.TAGS
        found = await calendar_objects.entries(asking.door, collection, part=part)
        return [each for each in found if _is_of_kind(each, outer)]
    names = await _names_of_uids(asking, collection, outer)
    reads_texts = _compares_text(outer)
    part = Part.WHOLE if reads_texts else Part.ENTRIES
    found = await calendar_objects.entries(
        asking.door, collection, names, part=part, window=_window(outer)
    )
    matching_ones, unsure = _sorted(found, outer, zone)
    if unsure:
        texts = await calendar_objects.entries(asking.door, collection, unsure, part=Part.WHOLE)
        matching_ones += _sorted(texts, outer, zone)[0]
    if reads_texts or not asked.needs_text or not matching_ones:
        return matching_ones
    found_names = [each.name for each in matching_ones]
    return await calendar_objects.entries(asking.door, collection, found_names, part=Part.TEXTS)


async def _names_of_uids(
    asking: Asking, collection: Collection, outer: CompFilter
) -> Sequence[str] | None:
    """Return the names of the objects that have a UID which is looked for; None if none is."""
    if not any(each.name == "UID" and _is_plain(each) for each in _props(outer)):
        return None
    found = await calendar_objects.entries(asking.door, collection)
    return [each.name for each in found if _may_have_uid(each, outer)]


class _TextNeeded(Exception):
    """The index of an object does not tell whether it matches."""


def _text_of(found: Object) -> Callable[[], str]:
    def text() -> str:
        if found.base is None and found.meaning is None:
            raise _TextNeeded
        return render.text(found)

    return text


def _sorted(
    found: Iterable[Object], outer: CompFilter, zone: str
) -> tuple[list[Object], list[str]]:
    """Return the objects that match, and the names of those whose texts must be read for it."""
    matches, unsure = [], []
    for each in found:
        assert each.index is not None  # noqa: S101 - entries have one
        try:
            if matching.matches(outer, each.index, _text_of(each), zone):
                matches.append(each)
        except _TextNeeded:
            unsure.append(each.name)
    return matches, unsure


def _main(outer: CompFilter) -> Iterator[CompFilter]:
    """Yield the parts of a filter that are about tasks."""
    return (each for each in outer.comps if each.name == "VTODO" and not each.is_absent)


def _props(outer: CompFilter) -> Iterator[PropFilter]:
    yield from outer.props
    for comp in outer.comps:
        yield from _props(comp)


def _compares_text(outer: CompFilter) -> bool:
    """Tell whether a filter looks into properties, so that texts will be needed for most objects.

    Where a UID is looked for it finds few enough.
    """
    props = list(_props(outer))
    if any(each.name == "UID" and _is_plain(each) for each in props):
        return False
    return any(each.params or (each.text and each.name != "STATUS") for each in props)


def _chooses(outer: CompFilter) -> bool:
    """Tell whether a filter leaves anything out, within objects of a kind."""
    if outer.props or outer.within or outer.is_absent:
        return True
    return any(
        each.props or each.comps or each.within or each.name not in COMPONENTS
        for each in outer.comps
    )


def _is_of_kind(found: Object, outer: CompFilter) -> bool:
    """Tell whether an object is of the kinds that a filter names, and of none that it rules out."""
    return all((found.component == each.name) is not each.is_absent for each in outer.comps)


def _is_plain(found: PropFilter) -> bool:
    return found.text is not None and not found.text.is_negated and not found.params


def _may_have_uid(found: Object, outer: CompFilter) -> bool:
    """Tell whether an object can have a UID that the filter looks for."""
    return all(
        each.text.text.casefold() in found.uid.casefold()
        for comp in _main(outer)
        for each in comp.props
        if each.name == "UID" and each.text is not None and _is_plain(each)
    )


def _window(outer: CompFilter) -> Window:
    """Return what the database can leave out."""
    for comp in _main(outer):
        is_open = any(each.name == "COMPLETED" and each.is_absent for each in comp.props)
        start, end = comp.within or (None, None)
        return Window(start, end, is_open)
    return Window()


def _cut(here: Resource) -> Iterator[str]:
    """Tell that there is more than was asked for (RFC 4791, 7.8 and RFC 5323, 5.17)."""
    said = "There are more objects that match"
    yield status_response(here.href, HTTPStatus.INSUFFICIENT_STORAGE, _CUT, said)
