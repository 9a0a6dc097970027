"""The parts of a filter's condition that are about dates (see `filters`)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tasklark.domain import zones
from tasklark.domain.filters import Context, days, matching
from tasklark.domain.filters.tree import Field, Relation, Unit, When

_DAY = timedelta(days=1)
_MOMENTS = {
    Field.CREATED: "t.created_at",
    Field.COMPLETED: "t.completed_at",
    Field.CHANGED: "t.updated_at",
}
_DATES = {Field.DUE: "t.due_date", Field.START: "t.start_date", Field.DEADLINE: "t.deadline"}


class Dates:
    """Conditions about dates, as whoever asks reads them; `bind` binds a value of a type."""

    def __init__(self, context: Context, bind: Callable[[Any, str], str]) -> None:
        self.context = context
        self.bind = bind

    def when(self, node: When) -> str:
        """Return the condition that a date lies so to a day."""
        day = days.resolved(node, self.context)
        first, last = {
            Relation.ON: (day, day),
            Relation.BEFORE: (None, day - _DAY),
            Relation.AFTER: (day + _DAY, None),
        }[node.relation]
        if node.field in _MOMENTS:
            return self._moment(_MOMENTS[node.field], first, last)
        return self._dated(_DATES[node.field], first, last)

    def _moment(self, column: str, first: date | None, last: date | None) -> str:
        """Return the condition that a moment lies on one of the days from first to last."""
        begin, end = self._instants(first, last)
        return self._between(column, "timestamptz", begin, end)

    def _dated(self, column: str, first: date | None, last: date | None) -> str:
        """Return the condition that a date lies on one of the days from first to last.

        Dates are compared as texts, byte by byte: as such, days come right before the times of
        the day, and times are in order; the `Z` of instants would not be. The moment by which due
        dates sort is compared first, so that the index can be read.
        """
        begin, end = self._instants(first, last)
        after = None if last is None else last + _DAY
        days_and_walls = self._between(column, "text", _text(first), _text(after))
        instants = self._between(f"left({column}, -1)", "text", _text(begin), _text(end))
        exact = f"CASE WHEN right({column}, 1) = 'Z' THEN {instants} ELSE {days_and_walls} END"
        if column != _DATES[Field.DUE]:
            return exact
        low = None if first is None else min(_midnight(first), begin or _midnight(first))
        high = None if after is None else max(_midnight(after), end or _midnight(after))
        return f"({self._between('t.due_sort_at', 'timestamptz', low, high)} AND {exact})"

    def _instants(
        self, first: date | None, last: date | None
    ) -> tuple[datetime | None, datetime | None]:
        """Return the first instant of the days from first to last, and the first after them."""
        zone = self.context.zone
        return (
            None if first is None else zones.day_bounds(first, zone)[0],
            None if last is None else zones.day_bounds(last, zone)[1],
        )

    def _between(self, column: str, kind: str, begin: Any, end: Any) -> str:
        """Return the condition that a column isn't null, at `begin` or after, and before `end`."""
        bytewise = ' COLLATE "C"' if kind == "text" else ""
        told = [
            f"{column}{bytewise} {comparison} {self.bind(bound, kind)}"
            for comparison, bound in ((">=", begin), ("<", end))
            if bound is not None
        ]
        return f"({' AND '.join([f'{column} IS NOT NULL', *told])})"

    def due_within(self, count: int) -> str:
        """Return the condition that a task is due today or on a day after it, `count` in all."""
        today = self.context.today
        return self._dated(_DATES[Field.DUE], today, days.shifted(today, count - 1, Unit.DAY))

    def overdue(self) -> str:
        """Return the condition that a due date is over."""
        now = self.context.now_at
        before, _spared, _until = zones.overdue_walls(now, self.context.zone)
        latest = max(_midnight(self.context.today), now, before.replace(tzinfo=UTC))
        bound = self.bind(latest, "timestamptz")
        passed = self._passed("t.due_date", now, self.context.today)
        return f"t.due_sort_at < {bound} AND coalesce({passed}, false)"

    def begun(self) -> str:
        """Return the condition that a start date, if there is one, isn't in the future."""
        now = matching.just_after(self.context.now_at)
        return f"coalesce({self._passed('t.start_date', now, self.context.today + _DAY)}, true)"

    def _passed(self, column: str, now: datetime, today: date) -> str:
        """Return the condition that a day lies before `today`, and a time before `now`."""
        before, spared, until = zones.overdue_walls(now, self.context.zone)
        bytewise = f'{column} COLLATE "C"'
        day = f"{bytewise} < {self.bind(_text(today), 'text')}"
        bound = self.bind(_text(now.astimezone(UTC)), "text")
        instant = f'left({column}, -1) COLLATE "C" < {bound}'
        wall = f"{bytewise} < {self.bind(_text(before), 'text')}"
        ahead = self._between(column, "text", _text(spared), _text(until))
        return (
            f"CASE WHEN length({column}) = 10 THEN {day} WHEN right({column}, 1) = 'Z'"
            f" THEN {instant} ELSE {wall} AND NOT {ahead} END"
        )


def _text(value: date | datetime | None) -> str | None:
    """Return a day, a time without a zone or an instant in UTC as dates are stored, less the Z."""
    bare = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return None if bare is None else bare.isoformat()


def _midnight(day: date) -> datetime:
    """Return the moment by which a day sorts."""
    return datetime.combine(day, time(), UTC)
