"""When a task is, and how it repeats, as lines of a VTODO: new ones, or patched into others.

Where a task repeats and has no start date, DTSTART says the due date once more: RFC 5545 wants one
beside RRULE. What stands for the due date in a text (DUE, DURATION or DTSTART) goes on doing so.
"""

from zoneinfo import ZoneInfo

from tasklark.domain import zones
from tasklark.domain.calendar_objects import Meaning, Repetition
from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.surfaces.caldav.ical import dates, series, values
from tasklark.surfaces.caldav.ical.dates import OWN_ZONE, Times
from tasklark.surfaces.caldav.ical.drafts import Draft
from tasklark.surfaces.caldav.ical.lines import Property, parameter
from tasklark.surfaces.caldav.ical.series import OF_DUE, ONCE
from tasklark.surfaces.caldav.ical.timezones import definition_of, zone_of
from tasklark.surfaces.caldav.ical.tree import Calendar, Component
from tasklark.surfaces.caldav.ical.vtimezone import definition

_SERIES = ("RRULE", "RDATE", "EXDATE", "EXRULE")


def lines(meaning: Meaning) -> list[str]:
    """Return the lines of a new VTODO that say when it is."""
    times = _times(meaning, is_mirrored=meaning.repeat is not None)
    told = [("DTSTART", times.start), ("DUE", times.due)]
    found = [
        f"{name}{params}:{value}"
        for name, date in told
        if date is not None
        for params, value in [_dated(date, times.zone, times.zone)]
    ]
    if meaning.repeat is not None and times.due is not None:
        found.append(f"RRULE{_of(meaning.repeat, times)}:{meaning.repeat.rule}")
        for name, listed in _listed(meaning.repeat):
            if listed:
                params, value = _several(listed, times, times.zone)
                found.append(f"{name}{params}:{value}")
    return found


def definitions(meaning: Meaning) -> str:
    """Return the VTIMEZONE that a new text needs, if any."""
    return _definition(meaning.time_zone, meaning) if meaning.time_zone is not None else ""


def is_due_at_start(item: Component, meaning: Meaning) -> bool:
    """Tell whether DTSTART alone says when a task is due that repeats."""
    if item.first("DTSTART") is None or item.first("DUE") or item.first("DURATION"):
        return False
    return meaning.start_date is None and meaning.repeat is not None


def patch(draft: Draft, before: Meaning, meaning: Meaning) -> None:
    """Have a text say when a task is, where it says otherwise."""
    names = ("due_date", "start_date", "time_zone", "repeat")
    is_same = all(getattr(before, name) == getattr(meaning, name) for name in names)
    is_decided = bool(before.done_slots or before.skipped_slots)
    if is_same and (before.status == meaning.status or not is_decided):
        return
    item, calendar = draft.item, draft.calendar
    old = dates.times(item, calendar)
    is_unheld = before.repeat is None and meaning.repeat is None and dates.repeats(item)
    is_twice = old.start is not None and old.start == old.due
    times = _times(meaning, is_mirrored=meaning.repeat is not None or is_unheld or is_twice)
    tzid = _tzid(calendar, times.zone)
    _put(draft, "DTSTART", times.start, times, tzid)
    _put_due(draft, times, tzid, is_at_start=is_due_at_start(item, meaning))
    if meaning.repeat is None:
        if before.repeat is not None or times.due is None or _repeats_now(item, times):
            draft.take_out(*_SERIES)
            for override in calendar.overrides:
                draft.remove(override)
    elif times.due is not None:
        _put_series(draft, meaning.repeat, times, tzid)
    if times.zone is not None and not _is_known(calendar, tzid or ""):
        text = _definition(times.zone, meaning).replace("\r\n", "\n").rstrip("\n")
        draft.add_component(text.split("\n"), min(each.start for each in calendar.items))


def _repeats_now(item: Component, times: Times) -> bool:
    """Tell whether a rule that a task could not have is one that it could, beside other dates."""
    rules = [line.value for line in item.all("RRULE")] or [ONCE] * dates.repeats(item)
    return len(rules) == 1 and _rule_at(rules[0], times, is_of_due=False) is not None


def _times(meaning: Meaning, *, is_mirrored: bool) -> Times:
    due = values.parsed(meaning.due_date) if meaning.due_date is not None else None
    start = values.parsed(meaning.start_date) if meaning.start_date is not None else None
    return Times(due, start or (due if is_mirrored else None), meaning.time_zone)


def _dated(date: Due, zone: str | None, tzid: str | None) -> tuple[str, str]:
    """Return parameters and value of a date; in its zone, unless clocks show that time twice."""
    if date.kind == "day":
        return ";VALUE=DATE", values.written(date)
    if date.kind == "local" or zone is None:
        return "", values.written(date)
    wall = zones.shown(date.sort_at, ZoneInfo(zone))
    if zones.to_instant(wall, ZoneInfo(zone)) != date.sort_at:
        return parameter(OWN_ZONE, zone), values.written(date)
    return parameter("TZID", tzid or zone), values.written(Due.at_local(wall))


def _several(listed: list[Due], times: Times, tzid: str | None) -> tuple[str, str]:
    """Return parameters and value of slots, moved to the days of DTSTART."""
    moved = [series.date_of(date, times) for date in listed]
    written = [_dated(date, times.zone, tzid) for date in moved]
    if len({params for params, _ in written}) > 1:  # one is shown twice: all in UTC
        written = [("", values.written(date)) for date in moved]
    return written[0][0], ",".join(value for _, value in written)


def _listed(repeat: Repetition) -> list[tuple[str, list[Due]]]:
    told = (("RDATE", repeat.rdates), ("EXDATE", repeat.exdates))
    return [(name, [values.parsed(text) for text in texts]) for name, texts in told]


def _of(repeat: Repetition, times: Times) -> str:
    """Return the parameter that keeps a rule on the days of DUE, where it would be moved there."""
    return f";{OF_DUE}=DUE" if _rule_at(repeat.rule, times, is_of_due=False) != repeat.rule else ""


def _rule_at(rule: str, times: Times, *, is_of_due: bool) -> str | None:
    """Return how a rule is read beside some dates; None if it isn't."""
    if times.due is None:
        return None
    try:
        return series.rule_at(rule, times.start or times.due, times, is_of_due=is_of_due)
    except Invalid:
        return None


def _put(draft: Draft, name: str, date: Due | None, times: Times, tzid: str | None) -> None:
    line = draft.item.first(name)
    if date is None:
        draft.take_out(name)
        return
    if line is not None:
        found = dates.moment(line, draft.calendar)
        is_there = found.zone == times.zone or date.kind != "instant" or _is_elsewhere(draft, name)
        if found.due == date and is_there:
            return
    params, value = _dated(date, times.zone, tzid)
    draft.put(name, value, params + (_others(line) if line else ""))


def _is_elsewhere(draft: Draft, name: str) -> bool:
    """Tell whether DTSTART has a zone of its own, beside a DUE that tells the task's."""
    due = draft.item.first("DUE")
    return name == "DTSTART" and due is not None and due.parameter("TZID") is not None


def _others(line: Property) -> str:
    known = ("VALUE", "TZID", OWN_ZONE)
    return "".join(parameter(n, *v) for n, v in line.all_parameters() if n not in known)


def _put_due(draft: Draft, times: Times, tzid: str | None, *, is_at_start: bool) -> None:
    length = values.span(draft.item.value("DURATION") or "")
    start, due = times.start, times.due
    if due is not None and start is not None and draft.item.first("DUE") is None:
        if is_at_start and start == due:
            return
        if length is not None and dates.added(start, length, times.zone) == due:
            return
    draft.take_out("DURATION")
    _put(draft, "DUE", due, times, tzid)


def _put_series(draft: Draft, repeat: Repetition, times: Times, tzid: str | None) -> None:
    item, due = draft.item, times.due
    if due is None:
        return
    listed = dict(_listed(repeat))
    rules = item.all("RRULE")
    is_once = repeat.rule == ONCE and not rules and bool(listed["RDATE"])
    if item.first("EXRULE") or not (is_once or _is_said(rules, repeat, times)):
        draft.take_out("EXRULE")
        draft.put("RRULE", repeat.rule, _of(repeat, times))
    for name, wanted in listed.items():
        _put_listed(draft, name, wanted, times, tzid)
    for slot, override, fate in series.told_alone(draft.calendar, times):
        if fate is not None or slot.sort_at <= due.sort_at or slot in listed["EXDATE"]:
            draft.remove(override)


def _is_said(rules: list[Property], repeat: Repetition, times: Times) -> bool:
    if len(rules) != 1:
        return False
    is_of_due = rules[0].parameter(OF_DUE) == "DUE"
    return _rule_at(rules[0].value, times, is_of_due=is_of_due) == repeat.rule


def _put_listed(draft: Draft, name: str, wanted: list[Due], times: Times, tzid: str | None) -> None:
    due = times.due
    found = series.listed(draft.calendar, name, times)
    if due is None or (not found and not wanted):
        return
    ahead = {date for date in found if date.sort_at > due.sort_at}
    rest = set(found) - ahead
    if ahead == set(wanted) and (due not in rest if name == "EXDATE" else not rest):
        return
    if not wanted:
        draft.take_out(name)
        return
    params, value = _several(wanted, times, tzid)
    draft.put(name, value, params)


def _tzid(calendar: Calendar, zone: str | None) -> str | None:
    """Return the name under which a text knows a zone; IANA's where it doesn't."""
    if zone is None:
        return None
    used = [line.parameter("TZID") for item in calendar.items for line in item.properties]
    defined = [each.value("TZID") for each in calendar.root.within("VTIMEZONE")]
    for tzid in dict.fromkeys(filter(None, [*used, *defined])):
        found = zone_of(tzid, calendar)
        if found is not None and found.name == zone:
            return tzid
    return zone


def _is_known(calendar: Calendar, tzid: str) -> bool:
    used = (line.parameter("TZID") for item in calendar.items for line in item.properties)
    return definition_of(tzid, calendar) is not None or tzid in used


def _definition(zone: str, meaning: Meaning) -> str:
    found = [int(date[:4]) for date in (meaning.due_date, meaning.start_date) if date]
    return definition(zone, min(found, default=2000))
