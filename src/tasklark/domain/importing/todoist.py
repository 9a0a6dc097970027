"""Todoist's CSV, one file for each project: what its backups hold and its templates export.

Columns are found by name, so every generation of the header reads alike. A `note` belongs to the
task above it, and INDENT builds the tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasklark.domain.importing import todoist_rows
from tasklark.domain.importing.drafts import (
    Refused,
    Result,
    Sketch,
    Skipped,
    Source,
    SourceIds,
    quoted,
)
from tasklark.domain.importing.tables import Row, Table, find_table, rows

_NEEDED = frozenset({"type", "content", "priority", "indent"})
_FILE_NAME = re.compile(r"(?:.*[/\\])?(?P<stem>.*?)(?: ?\[\w+\])?(?: ?\([0-9]+\))?(?:\.\w{1,5})?")
_NO_PROJECT = frozenset({"", "-", "inbox", "todoist"})
_REFUSALS = {
    "note": "a comment without a task above it",
    "project_note": "a comment on the whole project has no place yet",
}


@dataclass(slots=True)
class _Reading:
    """Where in the file we are: its project, the section, the tasks above, the one being read."""

    source: Source
    project: str
    authors: frozenset[str]
    ids: SourceIds = field(default_factory=lambda: SourceIds("todoist"))
    section: str = ""
    above: list[tuple[int, str]] = field(default_factory=list)
    sketch: Sketch | None = None
    identity: tuple[str, ...] = ()


def table_of(text: str) -> Table | None:
    """Return where the file's header is, or None when this is no export of Todoist."""
    return find_table(text, _NEEDED)


def read(source: Source) -> Iterator[Result]:
    """Yield what each row holds, in order; a task comes out once its comments are read.

    The project is named by the file, as Todoist names its exports.
    """
    table = table_of(source.text)
    if table is None:
        return
    authors = {row["author"] for row in rows(source.text, table) if isinstance(row, Row)} - {""}
    reading = _Reading(source, _project(source.name), frozenset(authors))
    if len(authors) == 1:
        yield Skipped(table.line, f"everything was added by {quoted(*authors)}; that is not kept")
    for row in rows(source.text, table):
        yield from _finish(reading) if _ends_task(row) else ()
        yield from _take(reading, row)
    yield from _finish(reading)


def _project(file_name: str) -> str:
    found = _FILE_NAME.fullmatch(" ".join(file_name[-255:].split()))
    name = found["stem"] if found else ""
    return "" if name.casefold() in _NO_PROJECT else name


def _ends_task(row: Row | Refused) -> bool:
    return isinstance(row, Refused) or row["type"].casefold() != "note"


def _finish(reading: _Reading) -> Iterator[Result]:
    if reading.sketch is not None:
        yield reading.sketch.finish(reading.ids, *reading.identity)
        reading.sketch = None


def _take(reading: _Reading, row: Row | Refused) -> Iterator[Result]:
    if isinstance(row, Refused):
        yield row
        return
    kind = row["type"].casefold()
    if kind == "task":
        _begin(reading, row)
    elif kind == "note" and reading.sketch is not None:
        todoist_rows.add_comment(reading.sketch, row)
    elif kind == "section":
        reading.section, reading.above = row["content"], []
        yield Skipped(row.line, f"section {quoted(row['content'])}: kept with each of its tasks")
        if row["description"]:
            yield Refused(row.line, "the description of a section has no place yet")
    elif kind == "meta":
        yield Skipped(row.line, "a setting for how Todoist shows the project")
    else:
        unknown = f"{quoted(kind)} is no type of row; task, note, section and meta are"
        yield Refused(row.line, _REFUSALS.get(kind, unknown))


def _begin(reading: _Reading, row: Row) -> None:
    sketch = todoist_rows.sketched(row, reading.source.written_on)
    parent = _parent(reading, sketch, row["indent"])
    reading.sketch = sketch
    place = (reading.project, reading.section, parent)
    reading.identity = (*place, row["content"], todoist_rows.date_cell(row))
    sketch.keep("Project", reading.project)
    sketch.keep("Section", reading.section)
    sketch.keep("Parent task", parent)
    if len(reading.authors) > 1:
        sketch.keep("Added by", todoist_rows.person(row["author"]))


def _parent(reading: _Reading, sketch: Sketch, indent: str) -> str:
    """Return the title of the task that this one stands under, and remember this one."""
    known = re.fullmatch("[0-9]{1,2}", indent)
    if indent and not known:
        sketch.tell(f"indent {quoted(indent)} is no number; read as a task of its own")
    depth = int(indent) if known else 1
    while reading.above and reading.above[-1][0] >= depth:
        reading.above.pop()
    parent = reading.above[-1][1] if reading.above else ""
    reading.above.append((depth, sketch.title))
    return parent
