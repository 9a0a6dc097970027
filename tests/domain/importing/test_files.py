import codecs

import pytest

from tasklark.domain.errors import Invalid
from tasklark.domain.importing import FILE_MAX_BYTES, read, recognise, ticktick, todoist, todotxt
from tasklark.domain.importing.files import decode

TODOIST = "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG\n"
TICKTICK = '"Date: 2026-11-21+0000"\n"Version: 7.1"\n"Status: \n0"\nList Name,Title,Status\n'


@pytest.mark.parametrize("name", ["todo.txt", "export.csv", "-", ""])
def test_a_csv_is_told_by_its_header_whatever_its_name(name: str) -> None:
    assert recognise(name, TODOIST) is todoist.read
    assert recognise(name, TICKTICK) is ticktick.read
    assert recognise(name, "\n\n" + TODOIST) is todoist.read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("todo.txt", ""),
        ("notes.TXT", "just words"),
        ("my.todo", "just words"),
        ("-", "(A) Call Ana\nx 2026-11-02 Call Ben\n"),
        ("backup", "Call Ana +family\nCall Ben due:2026-12-01\n2026-11-02 Rest\n"),
    ],
)
def test_plain_lines_are_todo_txt(name: str, text: str) -> None:
    assert recognise(name, text) is todotxt.read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("export.csv", ""),
        ("export.csv", "Title,Due\nCall Ana,tomorrow\n"),
        ("export.csv", "(A) Call Ana +family"),
        ("-", ""),
        ("-", "just\nsome\nwords"),
        ("notes.md", "# Plan\n\nAsk @ana about it\n\n- one\n- two"),
        ("todo.txt", '{"tasks": []}'),
        ("todo.txt", '[\n  {"title": "Call Ana"}]'),
        ("todo.txt", "<!DOCTYPE html><html>"),
        ("todo.txt", "BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(name: str, text: str) -> None:
    with pytest.raises(Invalid, match=r"todo\.txt.*Todoist.*TickTick") as refused:
        recognise(name, text)
    assert [error.field for error in refused.value.errors] == ["file"]


@pytest.mark.parametrize(
    "data",
    [
        "Büro 🎁".encode(),
        codecs.BOM_UTF8 + "Büro 🎁".encode(),
        codecs.BOM_UTF8 + codecs.BOM_UTF8 + "Büro 🎁".encode(),
        "Büro 🎁".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Büro 🎁".encode("utf-16-be"),
    ],
)
def test_utf_8_and_marked_utf_16_are_text(data: bytes) -> None:
    assert decode(data) == "Büro 🎁"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("one\ntwo Büro".encode("latin-1"), r"not UTF-8 text at byte 10 \(line 2\)"),
        (codecs.BOM_UTF16_LE + b"a", "not UTF-16 text at byte 3"),
        ("Call Ana".encode("utf-16-le"), "UTF-16, save it as UTF-8"),
        (b"PK\x03\x04rest", "ZIP archive; unpack it"),
        (bytes(FILE_MAX_BYTES + 1), "larger than 64 MiB"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read("todo.txt", data)
