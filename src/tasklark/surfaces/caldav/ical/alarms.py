"""VALARMs: the reminders that they mean, and how they are cut out of a text that others share."""

from tasklark.domain.calendar_objects import Alarm, AlarmTime
from tasklark.domain.reminders import MINUTES_MAX, Anchor
from tasklark.surfaces.caldav.ical import values
from tasklark.surfaces.caldav.ical.tree import Calendar, Component
from tasklark.surfaces.caldav.ical.values import written

_HEARD = frozenset({"DISPLAY", "AUDIO"})
NO_ALARM = "19760401T005545Z"
"""Apple's way to say that there is no alarm, so that none is added by default."""


def meant(alarm: Component, *, has_start: bool) -> AlarmTime | None:
    """Return the reminder that a VALARM means; None for one that is kept and never fires.

    That is Apple's marker, what depends on a place, what tells others by mail, and a moment that
    was acknowledged. Seconds are rounded up to whole minutes before.
    """
    trigger = alarm.first("TRIGGER")
    action = (alarm.value("ACTION") or "DISPLAY").strip().upper()
    if trigger is None or action not in _HEARD or _is_of_a_place(alarm):
        return None
    text = trigger.value.strip()
    if (length := values.span(text)) is not None:
        minutes = -(length.days * 1440 + length.seconds // 60)
        if not -MINUTES_MAX <= minutes <= MINUTES_MAX:
            return None
        at_end = (trigger.parameter("RELATED") or "START").upper() == "END"
        is_start = has_start and not at_end
        return AlarmTime(None, minutes, Anchor.START if is_start else Anchor.DUE)
    moment = values.date(text)
    if moment is None or moment.kind == "day" or text == NO_ALARM:
        return None
    acknowledged = values.date(alarm.value("ACKNOWLEDGED") or "")
    if acknowledged is not None and acknowledged.sort_at >= moment.sort_at:
        return None
    return AlarmTime(str(moment))


def _is_of_a_place(alarm: Component) -> bool:
    return any("PROXIMITY" in line.name for line in alarm.properties)


def trigger(alarm: AlarmTime, *, has_start: bool, is_due_at_start: bool) -> str:
    """Return the TRIGGER line of a reminder.

    Its anchor is told by RELATED, unless there is one date only and that is DTSTART.
    """
    if alarm.at is not None:
        found = values.parsed(alarm.at)
        return f"TRIGGER;VALUE=DATE-TIME:{written(found)}"
    length = values.duration(-(alarm.minutes_before or 0))
    is_start = has_start if alarm.anchor == Anchor.START else is_due_at_start
    return f"TRIGGER;RELATED=START:{length}" if is_start else f"TRIGGER;RELATED=END:{length}"


def cut(calendar: Calendar, *, has_start: bool) -> tuple[str, tuple[Alarm, ...]]:
    """Return a calendar's text without its VALARMs, and these, each with the place to go back to.

    Only those of the main component mean reminders.
    """
    kept, found, end, length = [], [], 0, 0
    owners = {id(alarm): item for item in calendar.items for alarm in item.within("VALARM")}
    chunks = [alarm for item in calendar.items for alarm in item.within("VALARM")]
    for alarm in sorted(chunks, key=lambda chunk: chunk.start):
        between = calendar.text[end : alarm.start]
        kept.append(between)
        length += len(between)
        is_main = owners[id(alarm)] is calendar.main
        told = meant(alarm, has_start=has_start) if is_main else None
        found.append(Alarm(length, calendar.raw(alarm), _reminder(told) if told else None))
        end = alarm.end
    return "".join([*kept, calendar.text[end:]]), tuple(found)


def _reminder(told: AlarmTime) -> dict[str, object]:
    if told.at is not None:
        return {"at": told.at}
    return {"minutes_before": told.minutes_before, "anchor": told.anchor}
