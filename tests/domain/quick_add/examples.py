"""The examples of `docs/quick-add.md`: a line, and what it gives, as the page tells it."""

from datetime import datetime
from typing import Any

from tasklark.domain.quick_add import Names, parse

NOW = datetime.fromisoformat("2027-01-20T10:00")
NAMES = Names(["Home", "Work"], ["Later"], ["errand", "phone"], ["Anna"])
_TOLD = {
    "due_date": "due {}",
    "start_date": "start {}",
    "deadline": "deadline {}",
    "duration_minutes": "{} minutes",
    "project": "project {}",
    "section": "section {}",
    "description": "description “{}”",
}


def row(line: str) -> str:
    """Return the table's row for a line; German is read beside English where it is German."""
    return f"| `{line}` | {told(line)} |"


def told(line: str) -> str:
    """Return what a line gives, in the words of the page."""
    fields = dict(parse(line, NOW, ("en", "de"), NAMES).fields)
    parts = [f"**{fields['title']}**"]
    parts += [text.format(_date(fields[name])) for name, text in _TOLD.items() if name in fields]
    parts += _repeat(fields.get("repeat"))
    parts += [f"label {name}" for name in fields.get("labels", ())]
    parts += [f"for {name}" for name in fields.get("assignees", ())]
    if "priority" in fields:
        parts.append(f"priority {fields['priority'] or 'none'}")
    parts += [_reminder(one) for one in fields.get("reminders", ())]
    return ", ".join(parts)


def _date(value: Any) -> str:
    text = str(value)
    return f"{text[:10]} {text[11:16]}" if text[10:11] == "T" and text[4] == "-" else text


def _repeat(repeat: dict[str, Any] | None) -> list[str]:
    if repeat is None:
        return []
    counted = " from completion" if repeat["basis"] == "completion" else ""
    return [f"repeats `{repeat['rule']}`{counted}"]


def _reminder(reminder: dict[str, Any]) -> str:
    if "at" in reminder:
        return f"reminder {_date(reminder['at'])}"
    return f"reminder {reminder['minutes_before']} minutes before"
