"""TickTick's CSV backup (versions 2 to 7): a preamble of three records, then one row a task."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.importing import ticktick_dates
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
from tasklark.domain.recurrence import cleaning
from tasklark.domain.tasks import Priority

_NEEDED = frozenset({"list name", "title", "status"})
_SHOWN = ("Order", "Column Order", "View Mode")
_KNOWN = frozenset(
    [
        "folder name", "list name", "title", "kind", "tags", "content", "is check list",
        "is checklist", "start date", "due date", "reminder", "repeat", "priority", "status",
        "created time", "completed time", "order", "timezone", "is all day", "is floating",
        "column name", "column order", "view mode", "taskid", "parentid", "projectkind",
    ]
)  # fmt: skip
_PRIORITIES = {
    "": None, "0": None, "1": Priority.LOW, "3": Priority.MEDIUM, "5": Priority.HIGH,
    "p1": Priority.HIGH, "p2": Priority.MEDIUM, "p3": Priority.LOW, "p4": None,
}  # fmt: skip
_DONE = frozenset({"1", "2", "-1"})
_YES = frozenset({"true", "y", "yes", "1"})
_LASTING_ID = re.compile(r"[0-9a-fA-F]{24}")
_OPEN, _TICKED = "▫", "▪"


def table_of(text: str) -> Table | None:
    """Return where the file's header is, or None when this is no backup of TickTick."""
    return find_table(text, _NEEDED)


def read(source: Source) -> Iterator[Result]:
    """Yield what each row holds, in order."""
    table = table_of(source.text)
    if table is None:
        return
    shown = [name for name in _SHOWN if name.casefold() in table.columns]
    if shown:
        yield Skipped(table.line, f"columns about how TickTick shows its lists: {', '.join(shown)}")
    titles = {
        row["taskid"]: row["title"] for row in rows(source.text, table) if isinstance(row, Row)
    }
    ids = SourceIds("ticktick")
    for row in rows(source.text, table):
        if isinstance(row, Refused):
            yield row
        else:
            sketch = _sketched(row, source.zone)
            sketch.keep("Parent task", _parent(row, titles))
            yield sketch.finish(ids, *_identity(row))


def _identity(row: Row) -> list[str]:
    """Return what names the task in every later backup.

    Most backups number their rows afresh in taskId, so only ids as long as TickTick's own
    count; the moment of creation is the next best.
    """
    if _LASTING_ID.fullmatch(row["taskid"]):
        return [row["taskid"].lower()]
    if row["created time"]:
        return [row["title"], row["created time"]]
    return [row[name] for name in ("folder name", "list name", "title", "content", "due date")]


def _parent(row: Row, titles: dict[str, str]) -> str:
    parent = row["parentid"]
    return titles.get(parent) or f"number {parent}, not in the file" if parent else ""


def _sketched(row: Row, zone: ZoneInfo | None) -> Sketch:
    sketch = Sketch(row.line, "TickTick", row["title"], row.cells.get("content", ""))
    if row["kind"].upper() == "CHECKLIST" or _is_yes(row["is check list"] or row["is checklist"]):
        sketch.body = _checklist(sketch.body)
    _prioritise(sketch, row["priority"].casefold())
    _complete(sketch, row["status"])
    _date(sketch, row, zone)
    _keep_the_rest(sketch, row)
    return sketch


def _is_yes(cell: str) -> bool:
    return cell.casefold() in _YES


def _checklist(content: str) -> str:
    """Return the items of a checklist as Markdown; where none is marked, each line is one."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marked = any(line.lstrip().startswith((_OPEN, _TICKED)) for line in lines)
    return "\n".join(_item(line, marked) for line in lines)


def _item(line: str, marked: bool) -> str:
    words = line.strip()
    if words.startswith((_OPEN, _TICKED)):
        return f"- [{'x' if words[0] == _TICKED else ' '}] {words[1:].lstrip()}"
    return line if marked or not words else f"- [ ] {words}"


def _prioritise(sketch: Sketch, written: str) -> None:
    sketch.priority = _PRIORITIES.get(written)
    if written not in _PRIORITIES:
        sketch.tell(f"priority {quoted(written)} is not one of 0, 1, 3 and 5; left out")
    elif written.startswith("p"):
        meaning = sketch.priority or "none"
        sketch.tell(f"priority {quoted(written)} was read as {meaning}, p1 being the highest")


def _complete(sketch: Sketch, status: str) -> None:
    sketch.completed = status in _DONE
    if status == "-1":  # "won't do"
        sketch.take("status", "cancelled")
    elif status not in _DONE | {"", "0"}:
        sketch.tell(f"status {quoted(status)} is not one of 0, 1 and 2; taken as not completed")


def _date(sketch: Sketch, row: Row, zone: ZoneInfo | None) -> None:
    """Take the due date; a lone start date is the date TickTick shows the task under."""
    span = ticktick_dates.Span(
        zone_name=row["timezone"],
        fallback=zone,
        all_day=_is_yes(row["is all day"]),
        floating=_is_yes(row["is floating"]),
    )
    due = _read(sketch, "Due date", row["due date"], span)
    start = _read(sketch, "Start date", row["start date"], span)
    sketch.due = due or start
    if due and start and due != start:
        sketch.take("start_date", str(start))
    elif start and not row["due date"]:
        sketch.tell("it had a start date only, which became the due date")
    if row["timezone"] and any(date and date.kind == "instant" for date in (due, start)):
        sketch.take("time_zone", row["timezone"])


def _repeat(sketch: Sketch, row: Row) -> None:
    """Take the rule of an open task; TickTick keeps rules of its own kind beside RRULEs."""
    written = row["repeat"]
    if not written:
        return
    zone = sketch.more.get("time_zone")
    if sketch.due and not sketch.completed and sketch.take("repeat", {"rule": written}):
        try:
            cleaning.clean(sketch.more["repeat"], sketch.due, zone)
        except Invalid:
            del sketch.more["repeat"]
        else:
            sketch.tell("the file does not say whether it counts from completion; taken by date")
            return
    shown = f" ({row['timezone']})" if row["timezone"] else ""
    sketch.keep("Repeats", written + shown, "is no repetition that could be taken")


def _read(sketch: Sketch, label: str, written: str, span: ticktick_dates.Span) -> Due | None:
    if not written:
        return None
    reading = ticktick_dates.read(written, span)
    if reading.due is None:
        zone = f" ({span.zone_name})" if span.zone_name else ""
        sketch.keep(label, written + zone, reading.remark)
    elif reading.remark:
        sketch.tell(f"{label.lower()} {quoted(written)}: {reading.remark}")
    return reading.due


def _keep_the_rest(sketch: Sketch, row: Row) -> None:
    in_inbox = not row["folder name"] and row["list name"].casefold() in {"", "inbox"}
    place = [row["folder name"], row["list name"]]
    sketch.keep("List", "" if in_inbox else " / ".join(filter(None, place)))
    sketch.keep("Column", row["column name"])
    tags = [tag.strip().removeprefix("#") for tag in row["tags"].split(",") if tag.strip()]
    if tags and not sketch.take("labels", tags):
        sketch.keep("Tags", row["tags"], "can't all be labels")
    sketch.keep(
        "Kind", "note" if "NOTE" in (row["kind"].upper(), row["projectkind"].upper()) else ""
    )
    sketch.keep("Reminder", row["reminder"])
    _repeat(sketch, row)
    sketch.keep("Created", ticktick_dates.tidied(row["created time"]))
    sketch.keep("Completed", ticktick_dates.tidied(row["completed time"]))
    for column, value in row.others(_KNOWN):
        sketch.keep(column, value)
