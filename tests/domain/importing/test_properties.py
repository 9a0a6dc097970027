"""Whatever a file holds: it is read the same twice, and what it yields can be stored."""

import csv
import io
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain import tasks
from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.importing import (
    Draft,
    Importer,
    Result,
    Source,
    read,
    ticktick,
    todoist,
    todotxt,
)

TODOIST = [
    "TYPE", "CONTENT", "DESCRIPTION", "IS_COLLAPSED", "PRIORITY", "INDENT", "AUTHOR",
    "RESPONSIBLE", "DATE", "DATE_LANG", "TIMEZONE", "DURATION", "DURATION_UNIT", "DEADLINE",
    "DEADLINE_LANG",
]  # fmt: skip
TICKTICK = [
    "Folder Name", "List Name", "Title", "Kind", "Tags", "Content", "Is Check list", "Start Date",
    "Due Date", "Reminder", "Repeat", "Priority", "Status", "Created Time", "Completed Time",
    "Order", "Timezone", "Is All Day", "Is Floating", "Column Name", "Column Order", "View Mode",
    "taskId", "parentId",
]  # fmt: skip

text = st.text(st.characters(), max_size=12)
zones = st.sampled_from(
    ["", "UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Africa/Cairo", "Mars/Base"]
)
moments = st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds"))
cells = {
    "TYPE": st.sampled_from(["task", "task", "task", "note", "section", "meta", "", "other"]),
    "PRIORITY": st.sampled_from(["0", "1", "2", "3", "4", "5", "p1", "x"]),
    "INDENT": st.sampled_from(["", "1", "2", "3", "-1", "²"]),
    "DATE": st.sampled_from(["24 Dec", "29 Feb 2027", "every day", "2026-03-29 02:30"]) | moments,
    "DATE_LANG": st.sampled_from(["", "en", "de", "xx"]),
    "TIMEZONE": zones | text,
    "Timezone": zones | text,
    "Start Date": moments.map(lambda moment: moment + "+0000") | text,
    "Due Date": moments.map(lambda moment: moment + "+0000") | text,
    "Is All Day": st.sampled_from(["", "true", "false"]),
    "Is Floating": st.sampled_from(["", "true", "false"]),
    "Kind": st.sampled_from(["TEXT", "CHECKLIST", "NOTE"]),
    "Status": st.sampled_from(["0", "1", "2", "-1", "?"]),
    "taskId": st.sampled_from(["", "1", "2", "63a1f0b2c4d5e6f708192a3b", "²"]),
    "parentId": st.sampled_from(["", "1", "2", "3"]),
    "Priority": st.sampled_from(["0", "1", "3", "5", "p1", "x"]),
}


def tables(columns: list[str]) -> st.SearchStrategy[str]:
    row = st.fixed_dictionaries({}, optional={name: cells.get(name, text) for name in columns})
    titled = row.map(lambda row: {"TYPE": "task", "CONTENT": "Buy milk", "Title": "Buy milk"} | row)
    return st.lists(row | titled, max_size=5).map(lambda rows: written(columns, rows))


def written(columns: list[str], rows: list[dict[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def check(importer: Importer, content: str) -> list[Result]:
    source = Source("a.csv", content, ZoneInfo("Asia/Kathmandu"), date(2026, 11, 21))
    results = list(importer(source))
    assert results == list(importer(source))
    drafts = [result for result in results if isinstance(result, Draft)]
    assert len({draft.source_id for draft in drafts}) == len(drafts)
    assert [result.line for result in results] == sorted(result.line for result in results)
    for draft in drafts:
        fields = draft.fields()
        assert tasks.cleaned(fields) == fields
        assert draft.description != ""
        assert draft.due_date is None or parse_due(str(draft.due_date)) == draft.due_date
        assert not any("\n" in loss or "\x1b" in loss for loss in draft.losses)
    return results


words = st.sampled_from(
    ["x", "(A)", "(Q)", "2026-11-02", "2026-02-30", "due:2026-12-01", "due:soon", "rec:+1m",
     "rec:x", "t:2026-11-02", "pri:A", "pri:Z", "+home", "@phone", "Buy", "milk", "\u00a0", "\x00"]
)  # fmt: skip


@given(st.text(st.characters()) | st.lists(words).map(" ".join))
def test_any_text_is_todo_txt(content: str) -> None:
    check(todotxt.read, content)


@given(st.lists(st.lists(words, min_size=1).map(" ".join), max_size=8).map("\n".join))
def test_no_line_of_todo_txt_is_lost(content: str) -> None:
    lines = [line for line in content.split("\n") if line.strip() and line.strip(" \x00\u00a0")]
    assert len(lines) <= len(check(todotxt.read, content))


@given(tables(TODOIST))
def test_any_table_of_todoist_is_read(content: str) -> None:
    check(todoist.read, content)


@given(tables(TICKTICK))
def test_any_table_of_ticktick_is_read(content: str) -> None:
    check(ticktick.read, content)


@pytest.mark.parametrize("importer", [todoist.read, ticktick.read])
@given(st.text(st.sampled_from('",;\n\rab')), st.sampled_from([TODOIST, TICKTICK]))
def test_any_quoting_is_survived(importer: Importer, content: str, columns: list[str]) -> None:
    check(importer, ",".join(columns) + "\n" + content)


@given(st.sampled_from(["todo.txt", "a.csv", "-"]), st.binary())
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    try:
        list(read(name, data))
    except Invalid:
        return


@given(tables(TICKTICK))
def test_the_order_of_rows_does_not_change_who_is_who(content: str) -> None:
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    moved = written(TICKTICK, rows[::-1])
    first, again = (
        {result.source_id for result in check(ticktick.read, table) if isinstance(result, Draft)}
        for table in (content, moved)
    )
    assert first == again
