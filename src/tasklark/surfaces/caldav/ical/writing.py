"""From the words of tasks to a calendar object: patched where there is a text, else written anew.

A patch touches only the lines of what differs, and LAST-MODIFIED, DTSTAMP and SEQUENCE along.
"""

from datetime import datetime

from tasklark.domain.calendar_objects import AlarmTime, Facts, Meaning
from tasklark.domain.labels import name_key
from tasklark.domain.tasks import Priority, TaskStatus
from tasklark.surfaces.caldav.ical import alarms, values, when
from tasklark.surfaces.caldav.ical.drafts import Draft
from tasklark.surfaces.caldav.ical.lines import folded, parameter
from tasklark.surfaces.caldav.ical.reading import label, priority, read, relation, status
from tasklark.surfaces.caldav.ical.tree import Component, parse
from tasklark.surfaces.caldav.ical.values import escape

PRODUCT = "-//Tasklark//Tasklark//EN"
_STATUS = {
    TaskStatus.TODO: "NEEDS-ACTION",
    TaskStatus.IN_PROGRESS: "IN-PROCESS",
    TaskStatus.DONE: "COMPLETED",
    TaskStatus.CANCELLED: "CANCELLED",
}
_PRIORITY = {Priority.HIGH: "1", Priority.MEDIUM: "5", Priority.LOW: "9", None: "0"}


def compose(base: str | None, meaning: Meaning, facts: Facts) -> str:
    """Return the text of an object that has this meaning.

    With a base, only what it says otherwise is written into it; it comes back as it is where it
    says all this already. The same arguments always give the same text.
    """
    return fresh(meaning, facts) if base is None else _patched(base, meaning, facts)


def fresh(meaning: Meaning, facts: Facts) -> str:
    """Return a new text."""
    zones = when.definitions(meaning)
    lines = [*head(), *component(meaning, facts), "END:VCALENDAR"]
    text = "".join(map(folded, lines))
    if zones:
        place = text.index("BEGIN:VTODO")
        text = text[:place] + zones + text[place:]
    return text


def head() -> list[str]:
    """Return the lines that a calendar begins with."""
    return ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}"]


def component(meaning: Meaning, facts: Facts) -> list[str]:
    """Return the lines of a new VTODO, not folded."""
    changed = moment(facts.updated_at)
    lines = [
        "BEGIN:VTODO",
        f"UID:{escape(facts.uid)}",
        f"DTSTAMP:{changed}",
        f"CREATED:{moment(facts.created_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SUMMARY:{escape(meaning.title)}",
    ]
    if meaning.description is not None:
        lines.append(f"DESCRIPTION:{escape(meaning.description)}")
    lines.append(f"STATUS:{_STATUS[meaning.status]}")
    if meaning.status is TaskStatus.DONE:
        lines += [f"COMPLETED:{_completed(facts)}", "PERCENT-COMPLETE:100"]
    if meaning.priority is not None:
        lines.append(f"PRIORITY:{_PRIORITY[meaning.priority]}")
    lines += when.lines(meaning)
    if meaning.duration_minutes is not None:
        lines.append(f"ESTIMATED-DURATION:{values.duration(meaning.duration_minutes)}")
    if meaning.labels:
        lines.append(f"CATEGORIES:{','.join(map(escape, meaning.labels))}")
    if meaning.url is not None:
        lines.append(f"URL:{meaning.url}")
    if meaning.sort_order is not None:
        lines.append(f"X-APPLE-SORT-ORDER:{meaning.sort_order}")
    if meaning.parent_uid is not None:
        lines.append(_related("PARENT", meaning.parent_uid))
    lines += [_related("DEPENDS-ON", uid) for uid in meaning.blocked_by_uids]
    for alarm in meaning.alarms:
        lines += _alarm(alarm, meaning, is_due_at_start=False)
    return [*lines, "END:VTODO"]


def moment(at: datetime) -> str:
    """Return an aware UTC instant as it is written."""
    return f"{at.year:04}{at:%m%dT%H%M%SZ}"


def _completed(facts: Facts) -> str:
    return moment(facts.completed_at or facts.updated_at)


def _related(kind: str, uid: str) -> str:
    return f"RELATED-TO;RELTYPE={kind}:{escape(uid)}"


def _alarm(alarm: AlarmTime, meaning: Meaning, *, is_due_at_start: bool) -> list[str]:
    has_start = meaning.start_date is not None
    trigger = alarms.trigger(alarm, has_start=has_start, is_due_at_start=is_due_at_start)
    told = f"DESCRIPTION:{escape(meaning.title)}"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", told, trigger, "END:VALARM"]


def _patched(base: str, meaning: Meaning, facts: Facts) -> str:
    calendar = parse(base)
    before = read(calendar)
    if before == meaning:
        return base
    draft = Draft(calendar)
    if before.title != meaning.title:
        _text(draft, "SUMMARY", meaning.title)
    if before.description != meaning.description:
        _text(draft, "DESCRIPTION", meaning.description)
    if before.status != meaning.status:
        _status(draft, meaning.status, facts)
    if before.priority != meaning.priority and priority(draft.item.value("PRIORITY")) != (
        meaning.priority
    ):
        draft.put("PRIORITY", _PRIORITY[meaning.priority], keeps=True)
    when.patch(draft, before, meaning)
    _one(draft, "ESTIMATED-DURATION", before.duration_minutes, meaning.duration_minutes)
    _one(draft, "URL", before.url, meaning.url)
    _one(draft, "X-APPLE-SORT-ORDER", before.sort_order, meaning.sort_order)
    _labels(draft, set(before.labels), set(meaning.labels))
    _relations(draft, before, meaning)
    _alarms(draft, meaning)
    _history(draft, facts)
    return draft.text()


def _text(draft: Draft, name: str, text: str | None) -> None:
    if text is None:
        draft.take_out(name)
        return
    line = draft.item.first(name)
    kept = line.parameters if line else ""
    if line and line.parameter("ALTREP") is not None:  # it told the old text once more
        told = [(n, v) for n, v in line.all_parameters() if n != "ALTREP"]
        kept = "".join(parameter(n, *v) for n, v in told)
    draft.put(name, escape(text), kept)


def _status(draft: Draft, state: TaskStatus, facts: Facts) -> None:
    item = draft.item
    if status(item) is state:  # its occurrences told otherwise
        return
    draft.put("STATUS", _STATUS[state], keeps=True)
    if state is TaskStatus.DONE:
        draft.put("COMPLETED", _completed(facts))
        draft.put("PERCENT-COMPLETE", "100", keeps=True)
        return
    draft.take_out("COMPLETED")
    percent = (item.value("PERCENT-COMPLETE") or "").strip()
    if percent == "100" or (state is TaskStatus.TODO and percent):
        draft.put("PERCENT-COMPLETE", "0", keeps=True)


def _one(draft: Draft, name: str, before: object, after: object) -> None:
    if before == after:
        return
    if after is None:
        draft.take_out(name)
        return
    is_span = name == "ESTIMATED-DURATION"
    draft.put(name, values.duration(int(str(after))) if is_span else str(after), keeps=True)


def _labels(draft: Draft, before: set[str], after: set[str]) -> None:
    if before == after:
        return
    gone = {name_key(name) for name in before - after}
    new = sorted(after - before)
    lines = draft.item.all("CATEGORIES")
    for line in lines:
        items = values.items(line.value)
        kept = [raw for raw in items if (name := label(raw)) is None or name_key(name) not in gone]
        if line is lines[0]:
            kept = [*(raw for raw in kept if raw or not new), *map(escape, new)]
        if not any(kept):
            draft.remove(line)
        elif kept != items:
            draft.replace(line, line.parameters, ",".join(kept))
    if new and not lines:
        draft.add(f"CATEGORIES:{','.join(map(escape, new))}")


def _relations(draft: Draft, before: Meaning, meaning: Meaning) -> None:
    told = [(line, relation(line)) for line in draft.item.all("RELATED-TO")]
    if before.parent_uid != meaning.parent_uid:
        parents = [line for line, found in told if found and found[0] == "PARENT"]
        if meaning.parent_uid is None:
            for line in parents:
                draft.remove(line)
        elif parents:
            draft.replace(parents[0], parents[0].parameters, escape(meaning.parent_uid))
        else:
            draft.add(_related("PARENT", meaning.parent_uid))
    gone = set(before.blocked_by_uids) - set(meaning.blocked_by_uids)
    for line, found in told:
        if found and found[0] == "DEPENDS-ON" and found[1] in gone:
            draft.remove(line)
    for uid in meaning.blocked_by_uids:
        if uid not in before.blocked_by_uids:
            draft.add(_related("DEPENDS-ON", uid))


def _alarms(draft: Draft, meaning: Meaning) -> None:
    has_start = meaning.start_date is not None
    wanted = dict.fromkeys(meaning.alarms)
    surplus: list[Component] = []
    for part in draft.item.within("VALARM"):
        meant = alarms.meant(part, has_start=has_start)
        if meant is None:
            continue
        if meant in meaning.alarms:
            wanted.pop(meant, None)
        else:
            surplus.append(part)
    is_due_at_start = not has_start and when.is_due_at_start(draft.item, meaning)
    for part, alarm in zip(surplus, list(wanted), strict=False):
        _move(draft, part, _alarm(alarm, meaning, is_due_at_start=is_due_at_start)[3])
    for part in surplus[len(wanted) :]:
        draft.remove(part)
    for alarm in list(wanted)[len(surplus) :]:
        draft.add_component(_alarm(alarm, meaning, is_due_at_start=is_due_at_start))


def _move(draft: Draft, part: Component, trigger: str) -> None:
    """Have an alarm ring at another time; that it was heard before is over."""
    head_, _, value = trigger.partition(":")
    for line in part.all("TRIGGER")[:1]:
        draft.replace(line, head_.removeprefix("TRIGGER"), value)
    for line in (*part.all("TRIGGER")[1:], *part.all("ACKNOWLEDGED")):
        draft.remove(line)


def _history(draft: Draft, facts: Facts) -> None:
    changed = moment(facts.updated_at)
    draft.put("LAST-MODIFIED", changed)
    draft.put("DTSTAMP", changed)
    sequence = (draft.item.value("SEQUENCE") or "").strip()
    if sequence.isdecimal() and len(sequence) < 10:
        draft.put("SEQUENCE", str(int(sequence) + 1), keeps=True)
