"""One row of Todoist's CSV, turned into a task as far as the row alone tells it."""

import re
from datetime import date

from tasklark.domain.dates import Due
from tasklark.domain.importing.drafts import Sketch, quoted
from tasklark.domain.importing.phrases import read_phrase
from tasklark.domain.importing.tables import Row
from tasklark.domain.importing.zones import instant_in, zone_named
from tasklark.domain.tasks import Priority

_KNOWN = frozenset(
    [
        "type", "content", "description", "is_collapsed", "priority", "indent", "author",
        "responsible", "date", "date_lang", "due_date", "due_date_lang", "timezone", "duration",
        "duration_unit", "deadline", "deadline_lang",
    ]
)  # fmt: skip
_PRIORITIES = {"1": Priority.HIGH, "2": Priority.MEDIUM, "3": Priority.LOW, "4": None, "": None}
_MINUTES = re.compile("[0-9]{1,6}")
_WORD = re.compile(r"\S+")
_USER_NUMBER = re.compile(r" ?\([0-9]+\)$")


def sketched(row: Row, written_on: date | None) -> Sketch:
    """Return the task of a `task` row; where it stands in the file is not the row's to tell.

    PRIORITY counts from 1, the highest, the other way round than Todoist's API.
    """
    sketch = Sketch(row.line, "Todoist", row["content"], row.cells.get("description", ""))
    labels = _take_labels(sketch)
    if sketch.title.startswith("* "):
        sketch.title = sketch.title[2:].lstrip()
        sketch.tell("it could not be completed in Todoist; here it can")
    if row["priority"] not in _PRIORITIES:
        sketch.tell(f"priority {quoted(row['priority'])} is not one of 1 to 4; left out")
    sketch.priority = _PRIORITIES.get(row["priority"])
    _date(sketch, row, written_on)
    if labels and not sketch.take("labels", labels):
        sketch.keep("Labels", ", ".join(labels), "are too long or too many")
    sketch.keep("Assigned to", person(row["responsible"]))
    _last(sketch, row["duration"], row["duration_unit"])
    _until(sketch, row["deadline"], row["deadline_lang"])
    for column, value in row.others(_KNOWN):
        sketch.keep(column, value)
    return sketch


def add_comment(sketch: Sketch, row: Row) -> None:
    """Keep a `note` row with the task above it, with its author and time where it has them."""
    said = (person(row["author"]), re.sub(r"\.0+Z$", "Z", date_cell(row)))
    label = "Comment by {0}, {1}" if all(said) else "Comment by {0}" if said[0] else "Comment, {1}"
    sketch.keep(label.format(*said) if any(said) else "Comment", row["content"])


def person(cell: str) -> str:
    """Return the name in a cell like `Kai (48151623)`."""
    return _USER_NUMBER.sub("", cell)


def date_cell(row: Row) -> str:
    """Return the date as written, under its newer or older column name."""
    return row["date"] or row["due_date"]


def _take_labels(sketch: Sketch) -> list[str]:
    """Take the @labels off the end of the title, where Todoist writes them."""
    words = list(_WORD.finditer(sketch.title))
    plain = [word for word in words if not _is_label(word[0])]
    trailing = [word for word in words if plain and word.start() > plain[-1].start()]
    for word in words[: len(words) - len(trailing)]:
        if _is_label(word[0]):
            sketch.tell(f"{quoted(word[0])} may be a label; it stays in the title")
    if trailing:
        sketch.title = sketch.title[: plain[-1].end()]
    return [word[0][1:] for word in trailing]


def _is_label(word: str) -> bool:
    return word.startswith("@") and len(word) > 1


def _last(sketch: Sketch, duration: str, unit: str) -> None:
    """Take a duration in minutes; whole days are no length of work, so they stay in words."""
    in_minutes = _MINUTES.fullmatch(duration) and unit.casefold() == "minute"
    if not (in_minutes and sketch.take("duration_minutes", int(duration))):
        sketch.keep("Duration", f"{duration} {unit}" if duration else "", "is no number of minutes")


def _until(sketch: Sketch, written: str, language: str) -> None:
    """Take a deadline that names one certain day."""
    phrase = read_phrase(written, language, None)
    if not (phrase and sketch.take("deadline", str(phrase.due))):
        sketch.keep("Deadline", _in_language(written, language), "names no one certain day")


def _date(sketch: Sketch, row: Row, written_on: date | None) -> None:
    written, language = date_cell(row), row["date_lang"] or row["due_date_lang"]
    if not written:
        return
    phrase = read_phrase(written, language, written_on)
    sketch.due = _in_zone(sketch, phrase.due, row["timezone"]) if phrase else None
    if sketch.due is None:
        zone = f", {row['timezone']}" if row["timezone"] else ""
        sketch.keep("Date", _in_language(written, language) + zone, "names no one certain day")
    elif phrase and phrase.year_supplied:
        sketch.tell(f"date {quoted(written)} names no year; taken as {sketch.due}")


def _in_zone(sketch: Sketch, due: Due, zone_name: str) -> Due | None:
    """Return a time of day as the instant it is in its zone; None where clocks skip it."""
    if due.kind != "local" or not zone_name:
        return due
    zone = zone_named(zone_name)
    if zone is None:
        sketch.tell(f"time zone {quoted(zone_name)} is not known; the time is kept without a zone")
        return due
    instant = instant_in(zone, due.sort_at.replace(tzinfo=None))
    return None if instant is None else Due.at_instant(instant)


def _in_language(phrase: str, language: str) -> str:
    return f"{phrase} ({language})" if phrase and language not in {"", "en"} else phrase
