"""What may stand in a task's `repeat`, from what was sent to what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from tasklark.domain.dates import Due, Kind, parse_due
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.recurrence.repeats import Basis, Repeat
from tasklark.domain.recurrence.rules import LONGEST_RULE, Rule, parse_rule, refused
from tasklark.domain.recurrence.series import last_of_count
from tasklark.domain.recurrence.slots import after, at_wall, wall_of

MOST_LISTED = 500
EARLIEST_YEAR, LATEST_YEAR = 1000, 9000

_MEMBERS = {"rule", "basis", "start", "occurrence", "rdates", "exdates", "resets_subtasks"}
_LAST_SECOND = time(23, 59, 59)


def clean(value: object, due_date: Due | None, time_zone: str | None) -> dict[str, Any]:
    """Return the object to store for a `repeat` that was sent, as JSON has it.

    Only `rule` is needed. A missing `start` is the due date, a missing `occurrence` too; without
    a due date the occurrence is the first slot from `start` on, and the caller sets the due date
    to it. On the basis `completion` the start is always the occurrence. The rule comes back in
    its canonical text, its UNTIL of the kind that the start has (RFC 5545, section 3.3.10).

    `time_zone` is the task's, an IANA name that was checked, or None for UTC. Raises `Invalid`,
    naming `repeat` or a member of it, and never repeating the value.
    """
    sent = _members(value)
    rule = parse_rule(_text(sent, "rule"))
    start, occurrence = _date(sent, "start"), _date(sent, "occurrence")
    basis: Basis = "completion" if _choice(sent, "basis") == "completion" else "schedule"
    if basis == "completion":
        start = occurrence or due_date or start
    first = start or due_date
    if first is None:
        raise _refused("start", "is needed to repeat a task that has no due date")
    for date, field in ((due_date, "start"), (occurrence, "occurrence")):
        if date is not None and date.kind != first.kind:
            raise _refused(field, "must be of the same kind as the due date")
    _require_near(first, "start")
    rule = _fitted(rule, first, time_zone)
    if len(str(rule)) > LONGEST_RULE:
        raise refused(f"must have at most {LONGEST_RULE} characters in its canonical form")
    repeat = Repeat(
        rule=rule,
        basis=basis,
        start=first,
        occurrence=first,
        rdates=_dates(sent, "rdates", first),
        exdates=_dates(sent, "exdates", first),
        resets_subtasks=_truth(sent, "resets_subtasks"),
    )
    opened = occurrence or due_date or _first(repeat, time_zone)
    _require_near(opened, "occurrence")
    _require_slots(repeat, time_zone)
    return replace(
        repeat, occurrence=opened, start=opened if basis == "completion" else first
    ).as_json()


def shape(value: object) -> dict[str, Any]:
    """Return the members of a `repeat` that was sent, each in its canonical form.

    What can only be told beside the task's dates, `clean` tells. Raises as it does.
    """
    sent = _members(value)
    found: dict[str, Any] = {"rule": str(parse_rule(_text(sent, "rule")))}
    for name in ("start", "occurrence"):
        date = _date(sent, name)
        if date is not None:
            found[name] = str(date)
    for name in sent.keys() & {"rdates", "exdates"}:
        found[name] = [str(date) for date in _parsed(sent, name)]
    if "basis" in sent:
        found["basis"] = _choice(sent, "basis")
    if "resets_subtasks" in sent:
        found["resets_subtasks"] = _truth(sent, "resets_subtasks")
    return found


def _members(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Invalid(FieldError("repeat", "must be an object with a rule, or null"))
    if not value.keys() <= _MEMBERS:
        names = ", ".join(sorted(_MEMBERS))
        raise Invalid(FieldError("repeat", f"must have no other members than {names}"))
    return value


def _text(sent: Mapping[str, object], name: str) -> str:
    text = sent.get(name)
    if not isinstance(text, str):
        raise _refused(name, "must be text")
    return text


def _choice(sent: Mapping[str, object], name: str) -> str:
    basis = sent.get(name, "schedule")
    if basis not in ("schedule", "completion"):
        raise _refused(name, "must be schedule or completion")
    return str(basis)


def _truth(sent: Mapping[str, object], name: str) -> bool:
    truth = sent.get(name, False)
    if not isinstance(truth, bool):
        raise _refused(name, "must be true or false")
    return truth


def _date(sent: Mapping[str, object], name: str) -> Due | None:
    return parse_due(_text(sent, name), f"repeat.{name}") if sent.get(name) is not None else None


def _parsed(sent: Mapping[str, object], name: str) -> list[Due]:
    texts = sent.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _refused(name, "must be a list of dates")
    if len(texts) > MOST_LISTED:
        raise _refused(name, f"must have at most {MOST_LISTED} dates")
    dates = {parse_due(text, f"repeat.{name}") for text in texts}
    return sorted(dates, key=lambda date: date.sort_at)


def _dates(sent: Mapping[str, object], name: str, start: Due) -> tuple[Due, ...]:
    dates = _parsed(sent, name)
    for date in dates:
        if date.kind != start.kind:
            raise _refused(name, "must have dates of the same kind as the due date only")
        _require_near(date, name)
    return tuple(dates)


def _require_near(date: Due, name: str) -> None:
    if not EARLIEST_YEAR <= date.sort_at.year <= LATEST_YEAR:
        raise _refused(name, f"must lie between the years {EARLIEST_YEAR} and {LATEST_YEAR}")


def _fitted(rule: Rule, start: Due, time_zone: str | None) -> Rule:
    """Return the rule for a start of its kind: UNTIL of that kind, and no times for days."""
    if start.kind == "day":
        if rule.frequency == "HOURLY":
            raise refused("must not have FREQ=HOURLY when the due date has no time of day")
        # Section 3.3.10: these parts "MUST be ignored" then.
        rule = replace(rule, hours=(), minutes=(), seconds=())
        if rule.positions and not rule.chooses:
            rule = replace(rule, positions=())
    if rule.until is None or rule.until.kind == start.kind:
        return rule
    if rule.until.kind == "instant" and time_zone is None and start.kind == "local":
        raise refused("must not have UNTIL in UTC when the due date is in no time zone")
    return replace(rule, until=of_kind(rule.until, start.kind, time_zone))


def of_kind(last: Due, kind: Kind, time_zone: str | None) -> Due:
    """Return the last date of something as one of another kind; a day ends with its last second."""
    wall = wall_of(last, time_zone)
    if last.kind == "day":
        wall = datetime.combine(wall, _LAST_SECOND)
    return at_wall(kind, wall, time_zone)


def _first(repeat: Repeat, time_zone: str | None) -> Due:
    before = Due(repeat.start.kind, repeat.start.sort_at - datetime.resolution)
    found = next(after(repeat, time_zone, before), None)
    if found is None:
        raise refused("must name a date within 100 years of its start")
    return found


def _require_slots(repeat: Repeat, time_zone: str | None) -> None:
    start = wall_of(repeat.start, time_zone)
    if repeat.rule.count is not None and last_of_count(repeat.rule, start) is None:
        raise refused("must reach its COUNT sooner: the last date is centuries away")
    if repeat.start not in repeat.rdates:  # from completion, a series may begin with one of them
        _first(replace(repeat, rdates=(), exdates=()), time_zone)


def _refused(name: str, message: str) -> Invalid:
    return Invalid(FieldError(f"repeat.{name}", message))
