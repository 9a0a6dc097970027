"""Parts of a calendar object: chosen lines, and occurrences one by one (RFC 4791, section 9.6)."""

from collections.abc import Iterator

from tasklark.domain.dates import Due
from tasklark.surfaces.caldav.ical import dates, occurrences, values
from tasklark.surfaces.caldav.ical.filters import Comp, TimeRange, Wanted
from tasklark.surfaces.caldav.ical.limits import MOST_INSTANCES, refused
from tasklark.surfaces.caldav.ical.lines import Property, folded
from tasklark.surfaces.caldav.ical.occurrences import Occurrence
from tasklark.surfaces.caldav.ical.spans import Window
from tasklark.surfaces.caldav.ical.tree import Calendar, Component, parse, tree_of

_OF_SERIES = frozenset({"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"})
_NOTHING = "BEGIN:VCALENDAR{0}VERSION:2.0{0}PRODID:-//Tasklark//Tasklark//EN{0}END:VCALENDAR{0}"


def part(text: str, wanted: Wanted, zone: str) -> str:
    """Return what is wanted of an object's text.

    Expanded, each occurrence within the range stands for itself, its instants in UTC, without time
    zones. A rule that nobody can follow is not expanded. Raises `Invalid` with the code
    `calendar.too_many` where there are too many occurrences.
    """
    calendar = parse(text)
    if wanted.expand is not None:
        text = expanded(calendar, wanted.expand, zone)
    elif wanted.limit_recurrence_set is not None:
        text = _limited(calendar, wanted.limit_recurrence_set, zone)
    if wanted.comp is None:
        return text
    chosen = calendar if text is calendar.text else tree_of(text)
    return _chosen(chosen, chosen.root, wanted.comp)


def expanded(calendar: Calendar, within: TimeRange, zone: str) -> str:
    """Return an object's text with its occurrences within a range one by one."""
    if not occurrences.is_followed(calendar):
        return calendar.text
    parts = components(calendar, within, zone)
    root, end = calendar.root, calendar.line_end
    if not parts:
        return _NOTHING.format(end)
    head = calendar.text[root.start : min(each.start for each in root.components)]
    return "".join([head, *parts, f"END:VCALENDAR{end}"])


def components(calendar: Calendar, within: TimeRange, zone: str) -> list[str]:
    """Return the texts of the components of the occurrences within a range."""
    found: list[Occurrence] = []
    for each in occurrences.within(calendar, Window.of(within, zone)):
        if len(found) == MOST_INSTANCES:
            message = f"there are more than {MOST_INSTANCES} occurrences in this range"
            raise refused(message, code="calendar.too_many")
        found.append(each)
    return [_alone(calendar, each) for each in sorted(found, key=_place)]


def _place(found: Occurrence) -> tuple[bool, object]:
    start = found.span.start or found.span.end
    return start is not None, start.sort_at if start else 0


def _alone(calendar: Calendar, found: Occurrence) -> str:
    """Return the component of one occurrence: its dates its own, no rule, instants in UTC."""
    item, end = found.item, calendar.line_end
    told = {"DTSTART": found.span.start, "DUE": found.span.end, "DTEND": found.span.end}
    lines = [f"BEGIN:{item.name}{end}"]
    for line in item.properties:
        if line.name in _OF_SERIES:
            continue
        date = told.get(line.name)
        lines.append(_dated(line.name, date, end) if date else calendar.raw(line))
    if found.slot is not None:
        lines.append(_dated("RECURRENCE-ID", found.slot, end))
    lines += [calendar.raw(inner) for inner in item.components]
    return "".join([*lines, f"END:{item.name}{end}"])


def _dated(name: str, date: Due, line_end: str) -> str:
    kind = ";VALUE=DATE" if date.kind == "day" else ""
    return f"{name}{kind}:{values.written(date)}{line_end}"


def _limited(calendar: Calendar, within: TimeRange, zone: str) -> str:
    """Return the text without the overrides that are wholly outside of a range."""
    if not calendar.overrides:
        return calendar.text
    window = Window.of(within, zone)
    kept = {id(each.item) for each in occurrences.within(calendar, window)}
    gone = [each for each in calendar.overrides if id(each) not in kept]
    gone = [each for each in gone if not _would_be_in(calendar, each, window)]
    return _without(calendar.text, [(each.start, each.end) for each in gone])


def _would_be_in(calendar: Calendar, override: Component, window: Window) -> bool:
    """Tell whether the slot of an override lies in a window, wherever it was moved to."""
    line = override.first("RECURRENCE-ID")
    return line is not None and window.holds(dates.moment(line, calendar).due)


def _without(text: str, gone: list[tuple[int, int]]) -> str:
    parts, end = [], 0
    for start, stop in sorted(gone):
        parts.append(text[end:start])
        end = stop
    return "".join([*parts, text[end:]])


def _chosen(calendar: Calendar, found: Component, wanted: Comp) -> str:
    """Return a component with the lines and components that are wanted of it."""
    end = calendar.line_end
    return "".join(
        [
            f"BEGIN:{found.name}{end}",
            *_chosen_lines(calendar, found, wanted),
            *_chosen_components(calendar, found, wanted),
            f"END:{found.name}{end}",
        ]
    )


def _chosen_lines(calendar: Calendar, found: Component, wanted: Comp) -> Iterator[str]:
    names = {prop.name.upper(): prop.is_empty for prop in wanted.props}
    for line in found.properties:
        if wanted.all_props or line.name in names:
            is_empty = names.get(line.name, False)
            yield _emptied(line, calendar) if is_empty else calendar.raw(line)


def _emptied(line: Property, calendar: Calendar) -> str:
    return folded(f"{line.name}{line.parameters}:", calendar.line_end)


def _chosen_components(calendar: Calendar, found: Component, wanted: Comp) -> Iterator[str]:
    chosen = {comp.name.upper(): comp for comp in wanted.comps}
    for inner in found.components:
        if inner.name in chosen:
            yield _chosen(calendar, inner, chosen[inner.name])
        elif wanted.all_comps:
            yield calendar.raw(inner)
