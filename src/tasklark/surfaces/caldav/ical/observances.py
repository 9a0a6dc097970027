"""A VTIMEZONE's own clock (RFC 5545, section 3.6.5), for zones that no name tells."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence.rules import Rule, parse_rule
from tasklark.domain.recurrence.series import walls
from tasklark.surfaces.caldav.ical import values
from tasklark.surfaces.caldav.ical.tree import Component, tree_of

_NEAR = timedelta(days=800)
_MOST = 64


class Observance(NamedTuple):
    """Clocks change from one offset to another, at these times of the offset before."""

    start: datetime
    before: timedelta
    after: timedelta
    rule: Rule | None
    listed: tuple[datetime, ...]


class Observances:
    """The clock of a VTIMEZONE. `hints` are other names that it says it has."""

    def __init__(self, observed: list[Observance], hints: tuple[str, ...]) -> None:
        self._observed = observed
        self.hints = hints

    def to_instant(self, wall: datetime) -> datetime:
        """Return the instant in UTC at which its clocks show a time; the first, if twice."""
        for offset in sorted(self._offsets(wall), reverse=True):
            try:
                instant = (wall - offset).replace(tzinfo=UTC)
            except OverflowError:
                continue
            if self.offset_at(instant) == offset:
                return instant
        before = self.offset_at((wall - timedelta(days=1)).replace(tzinfo=UTC))
        return (wall - before).replace(tzinfo=UTC)

    def offset_at(self, moment: datetime) -> timedelta:
        """Return how far its clocks are ahead of UTC at an aware moment."""
        found = self._changes(moment.year)
        place = bisect_right(found, moment, key=lambda change: change[0])
        return found[place - 1][1] if place else self._first()

    def _first(self) -> timedelta:
        return min(self._observed, key=lambda each: each.start).before

    def _offsets(self, wall: datetime) -> set[timedelta]:
        near = self._changes(wall.year)
        return {offset for _, offset in near} | {self._first()}

    def _changes(self, year: int) -> list[tuple[datetime, timedelta]]:
        """Return the changes up to the end of the next year, and the last of those before."""
        found = [
            (_utc(wall, each.before), each.after)
            for each in self._observed
            for wall in _onsets(each, year)
        ]
        return sorted(found)


def _utc(wall: datetime, offset: timedelta) -> datetime:
    try:
        return (wall - offset).replace(tzinfo=UTC)
    except OverflowError:
        return wall.replace(tzinfo=UTC)


def _onsets(each: Observance, year: int) -> list[datetime]:
    begin, end = datetime(max(1, year - 2), 1, 1), datetime(min(9998, year + 1), 12, 31)  # noqa: DTZ001 - on the clock
    listed = [wall for wall in (each.start, *each.listed) if wall <= end]
    if each.rule is not None:
        until = each.rule.until
        last = min(end, until.sort_at.replace(tzinfo=None) + each.before) if until else end
        for wall in walls(each.rule, each.start, min(begin, last - _NEAR)):
            if wall > last or len(listed) > _MOST:
                break
            listed.append(wall)
    return listed


def observances(raw: str) -> Observances | None:
    """Return the clock that the text of a VTIMEZONE tells; None when it tells none."""
    try:
        zone = next(tree_of(f"BEGIN:VCALENDAR\n{raw}\nEND:VCALENDAR\n").root.within("VTIMEZONE"))
        observed = [_observance(each) for each in zone.components]
    except (Invalid, ValueError, OverflowError):
        return None
    hints = [zone.value(name) for name in ("X-LIC-LOCATION", "TZID-ALIAS-OF")]
    return Observances(observed, tuple(filter(None, hints))) if observed else None


def _observance(part: Component) -> Observance:
    start, rule = values.date(part.value("DTSTART") or ""), part.value("RRULE")
    if start is None:
        raise ValueError("an observance needs a start")
    listed = [
        found.sort_at.replace(tzinfo=None)
        for line in part.all("RDATE")
        for text in line.value.split(",")
        if (found := values.date(text.split("/")[0]))
    ]
    return Observance(
        start.sort_at.replace(tzinfo=None),
        _offset(part.value("TZOFFSETFROM") or ""),
        _offset(part.value("TZOFFSETTO") or ""),
        parse_rule(rule) if rule else None,
        tuple(sorted(listed)[-_MOST:]),
    )


def _offset(text: str) -> timedelta:
    digits = text.strip()[1:]
    if text[:1] not in ("+", "-") or not digits.isdigit() or len(digits) not in (4, 6):
        raise ValueError("not an offset")
    whole = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
    if whole >= timedelta(days=1):
        raise ValueError("not an offset")
    return -whole if text[0] == "-" else whole
