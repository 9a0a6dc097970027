import time

from tasklark.domain.importing.drafts import Refused
from tasklark.domain.importing.tables import Row, find_table, rows

NEEDED = frozenset({"a", "b"})


def read(text: str) -> list[tuple[int, dict[str, str]] | int]:
    table = find_table(text, NEEDED)
    assert table is not None
    return [
        (row.line, dict(row.cells)) if isinstance(row, Row) else row.line
        for row in rows(text, table)
    ]


def test_a_header_is_found_under_a_preamble() -> None:
    table = find_table('"one\ntwo"\n\nsep=;\n" A ";b\n1;2', NEEDED)
    assert table is not None
    assert (table.delimiter, table.line, table.columns) == (";", 5, ("a", "b"))


def test_a_file_without_the_header_has_no_table() -> None:
    assert find_table("a;c\n1;2", NEEDED) is None
    assert find_table("x\n" * 30 + "a,b", NEEDED) is None
    assert find_table("", NEEDED) is None


def test_rows_tell_the_line_they_start_on() -> None:
    assert read('a,b\n"1\n1",2\r\n\r3,\n') == [
        (2, {"a": "1\n1", "b": "2"}),
        (5, {"a": "3", "b": ""}),
    ]


def test_short_rows_and_empty_cells_beyond_the_header_are_taken() -> None:
    assert read("a,b\n1\n1,2,,\n") == [(2, {"a": "1"}), (3, {"a": "1", "b": "2"})]


def test_columns_of_the_same_name_are_both_kept() -> None:
    assert read("a,b,A\n1,2,3\n") == [(2, {"a": "1", "b": "2", "a (3)": "3"})]


def test_a_damaged_row_costs_one_line() -> None:
    assert read('a,b\n1,2\n"3" x,4\n5,6,7\n8,"9\n10,11\n12,"13"\n') == [
        (2, {"a": "1", "b": "2"}),
        3,
        4,
        5,
        (6, {"a": "10", "b": "11"}),
        (7, {"a": "12", "b": "13"}),
    ]


def test_a_cell_that_is_too_large_costs_its_row() -> None:
    assert read("a,b\n" + "x" * 131_073 + ",1\n2,3\n") == [2, (3, {"a": "2", "b": "3"})]


def test_a_file_of_quotation_marks_ends_soon() -> None:
    text = "a,b\n" + 'x","y\n' * 20_000
    table = find_table(text, NEEDED)
    assert table is not None
    began = time.process_time()
    found = list(rows(text, table))
    assert time.process_time() - began < 5
    assert isinstance(found[-1], Refused)
    assert "to the end of the file" in found[-1].reason
