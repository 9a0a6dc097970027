"""CSV (RFC 4180) as people's files have it: a header somewhere near the top, and a bad row or two.

A damaged row is refused on its own and reading goes on with the next line. Columns are found by
name; commas, semicolons and tabs separate cells. A cell holds at most 131,072 characters.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from tasklark.domain.importing.drafts import Refused

_DELIMITERS = ",;\t"
_SAMPLE_LENGTH = 65_536
_PREAMBLE_MAX = 20
_REREADS = 4
_DAMAGED = (
    "the row is damaged: a quotation mark is missing or out of place, there are more cells than "
    "columns, or a cell is longer than 131,072 characters"
)
_BEYOND_REPAIR = "too many damaged rows; nothing was read from here to the end of the file"


@dataclass(frozen=True, slots=True)
class Table:
    """Where a file's header is (its line, from 1), and what it says, folded to lower case."""

    delimiter: str
    line: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row by column name; a cell that is not there is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def others(self, known: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Yield name and text of each filled cell whose column is not `known`."""
        for column, text in self.cells.items():
            if column not in known and text.strip():
                yield column or "unnamed column", text


def find_table(text: str, needed: frozenset[str]) -> Table | None:
    """Return the first table near the top whose header holds all `needed` names, or None."""
    lines = _lines(text[:_SAMPLE_LENGTH])
    for delimiter in _DELIMITERS:
        for count, record in enumerate(_records(lines, Table(delimiter, 0, ()))):
            if count == _PREAMBLE_MAX:
                break
            if isinstance(record, Refused):
                continue
            line, cells = record
            columns = _columns(cells)
            if needed.issubset(columns):
                return Table(delimiter, line, columns)
    return None


def rows(text: str, table: Table) -> Iterator[Row | Refused]:
    """Yield the rows under the header of `table`; a blank line yields nothing."""
    for record in _records(_lines(text), table):
        if isinstance(record, Refused):
            yield record
        elif any(cell.strip() for cell in record[1]):
            line, cells = record
            yield Row(line, dict(zip(table.columns, cells, strict=False)))


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    columns: list[str] = []
    for cell in cells:
        name = " ".join(cell.split()).casefold()
        columns.append(f"{name} ({len(columns) + 1})" if name in columns else name)
    return tuple(columns)


class _Feed:
    """Lines that a reader takes one by one, and that can be taken again."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.lines = lines
        self.at = at

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _records(lines: Sequence[str], table: Table) -> Iterator[tuple[int, list[str]] | Refused]:
    """Yield line number and cells of each record under the table's header.

    A quotation mark that is never closed swallows what follows, so a damaged record costs its
    first line only; reading again is bounded, or a hostile file could keep us at it for hours.
    """
    feed = _Feed(lines, max(0, table.line - 1))
    reader = csv.reader(feed, delimiter=table.delimiter, strict=True)
    rereads = _REREADS * len(lines)
    if table.columns:
        next(reader)
    while feed.at < len(lines):
        start = feed.at
        cells = _next(reader, len(table.columns))
        if cells is not None:
            yield start + 1, cells
            continue
        rereads -= feed.at - start - 1
        if rereads < 0:
            yield Refused(start + 1, _BEYOND_REPAIR)
            return
        yield Refused(start + 1, _DAMAGED)
        feed.at = start + 1
        reader = csv.reader(feed, delimiter=table.delimiter, strict=True)


def _next(reader: Iterator[list[str]], width: int) -> list[str] | None:
    """Return the next record, or None where it is damaged or, given a width, too wide."""
    try:
        cells = next(reader)
    except csv.Error:
        return None
    return None if width and any(cell.strip() for cell in cells[width:]) else cells


def _lines(text: str) -> list[str]:
    """Return the lines with their ends, split where `csv` splits and nowhere else."""
    return list(io.StringIO(text, newline=""))
