"""What a report wants of objects: its filter and `calendar-data`, read from XML (RFC 4791, 9)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from tasklark.surfaces.caldav.ical.filters import (
    Comp,
    CompFilter,
    ParamFilter,
    Prop,
    PropFilter,
    TextMatch,
    TimeRange,
    Wanted,
)
from tasklark.surfaces.caldav.names import caldav
from tasklark.surfaces.caldav.preconditions import Refused, forbidden
from tasklark.surfaces.caldav.xml import Element

PARTS_MAX = 200
"""Parts that one filter may have."""
COLLATIONS = ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
_CALENDAR = "VCALENDAR"
_INSTANT = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_ABSENT, _WITHIN, _TEXT = caldav("is-not-defined"), caldav("time-range"), caldav("text-match")
_COMP, _PROP, _PARAM = caldav("comp-filter"), caldav("prop-filter"), caldav("param-filter")


def read_filter(found: Element) -> CompFilter:
    """Return the filter in a report. Raises a 403."""
    parts = [each for each in found if each.name == _COMP]
    if len(parts) != 1:
        raise _bad("A filter must hold one comp-filter, of VCALENDAR")
    if sum(1 for _ in _all(found)) > PARTS_MAX:
        raise _bad(f"A filter may have at most {PARTS_MAX} parts")
    outer = _comp_filter(parts[0])
    if outer.name != _CALENDAR:
        raise _bad("The outermost comp-filter must be of VCALENDAR")
    return outer


def read_data(found: Element) -> Wanted:
    """Return what of the objects' data is wanted. Raises a 403."""
    media_type = found.attributes.get("content-type", "text/calendar").strip().lower()
    if media_type != "text/calendar" or found.attributes.get("version", "2.0") != "2.0":
        said = "Calendar data is told as text/calendar of version 2.0"
        raise forbidden(caldav("supported-calendar-data"), said)
    comp, expand = found.find(caldav("comp")), found.find(caldav("expand"))
    limit = found.find(caldav("limit-recurrence-set"))
    if expand is not None and limit is not None:
        raise _bad("calendar-data may hold expand or limit-recurrence-set, not both")
    return Wanted(
        _comp(comp) if comp is not None else None,
        _bounded(expand),
        _bounded(limit),
    )


def _all(found: Element) -> Iterable[Element]:
    for each in found:
        yield each
        yield from _all(each)


def _comp_filter(found: Element) -> CompFilter:
    _require_alone(found, _WITHIN, _PROP, _COMP)
    return CompFilter(
        _name(found),
        found.find(_ABSENT) is not None,
        _range(found.find(_WITHIN)),
        tuple(_prop_filter(each) for each in found if each.name == _PROP),
        tuple(_comp_filter(each) for each in found if each.name == _COMP),
    )


def _prop_filter(found: Element) -> PropFilter:
    _require_alone(found, _WITHIN, _TEXT, _PARAM)
    return PropFilter(
        _name(found),
        found.find(_ABSENT) is not None,
        _range(found.find(_WITHIN)),
        _text(found.find(_TEXT)),
        tuple(_param_filter(each) for each in found if each.name == _PARAM),
    )


def _param_filter(found: Element) -> ParamFilter:
    _require_alone(found, _TEXT)
    absent = found.find(_ABSENT) is not None
    return ParamFilter(_name(found), absent, _text(found.find(_TEXT)))


def _require_alone(found: Element, *others: str) -> None:
    """Refuse a part that is to be absent and have something in it, or one with unknown parts.

    Unknown elements elsewhere are passed over; a filter that we do not understand whole would find
    other objects than were asked for (RFC 4791, 7.8: supported-filter).
    """
    names = {each.name for each in found}
    unknown = names - {_ABSENT, *others}
    if unknown:
        raise _unsupported(f"The filter has a part that is not known: {min(unknown)[:200]}")
    if _ABSENT in names and len(names) > 1:
        raise _bad("is-not-defined must stand alone in its part of the filter")


def _text(found: Element | None) -> TextMatch | None:
    if found is None:
        return None
    collation = found.attributes.get("collation", COLLATIONS[0])
    if collation == "default":
        collation = COLLATIONS[0]
    if collation not in COLLATIONS:
        said = f"Text is compared by one of {', '.join(COLLATIONS)}"
        raise forbidden(caldav("supported-collation"), said)
    negated = found.attributes.get("negate-condition", "no")
    if negated not in {"yes", "no"}:
        raise _bad("negate-condition must be yes or no")
    return TextMatch(found.text, collation, negated == "yes")


def _range(found: Element | None) -> TimeRange | None:
    if found is None:
        return None
    start, end = (_instant(found.attributes.get(name)) for name in ("start", "end"))
    if start is None and end is None:
        raise _bad("time-range must have a start, an end, or both")
    if start is not None and end is not None and end <= start:
        raise _bad("The end of a time-range must lie after its start")
    return TimeRange(start, end)


def read_range(found: Element) -> TimeRange:
    """Return the time range in an element, which must have both ends. Raises a 403."""
    within = _bounded(found.find(_WITHIN))
    if within is None:
        raise _bad("A time-range must say which time is asked for")
    return within


def _bounded(found: Element | None) -> TimeRange | None:
    within = _range(found)
    if within is not None and None in within:
        raise _bad("This time range must have a start and an end")
    return within


def _instant(told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        if _INSTANT.fullmatch(told):
            return datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise _bad("Times must be written in UTC, like 20260228T120000Z")


def _comp(found: Element) -> Comp:
    props = tuple(_prop(each) for each in found if each.name == caldav("prop"))
    comps = tuple(_comp(each) for each in found if each.name == caldav("comp"))
    # What names nothing and says nothing of all wants the bare component (9.6.1).
    return Comp(
        _name(found),
        found.find(caldav("allprop")) is not None,
        props,
        found.find(caldav("allcomp")) is not None,
        comps,
    )


def _prop(found: Element) -> Prop:
    return Prop(_name(found), found.attributes.get("novalue", "no") == "yes")


def _name(found: Element) -> str:
    name = found.attributes.get("name", "").strip().upper()
    if not name:
        raise _bad("A part of the filter has no name")
    return name


def _bad(said: str) -> Refused:
    return forbidden(caldav("valid-filter"), said)


def _unsupported(said: str) -> Refused:
    return forbidden(caldav("supported-filter"), said)
