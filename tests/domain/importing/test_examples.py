from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasklark.domain import ids, nouns
from tasklark.domain.importing import Draft, Refused, Result, read
from tasklark.domain.tasks import TASK
from tests.domain.importing.reports import drafts, told

EXAMPLES = Path(__file__).parents[3] / "examples"
GOLDEN = Path(__file__).parent / "golden"
NAMES = ["todo.txt", "todoist.csv", "ticktick.csv"]


def results(name: str, line_end: bytes = b"\n", encoding: str = "utf-8") -> Iterator[Result]:
    data = (EXAMPLES / name).read_bytes().replace(b"\n", line_end)
    if encoding != "utf-8":
        data = data.decode("utf-8-sig").encode(encoding)
    return read(name, data, ZoneInfo("Europe/Berlin"), date(2026, 11, 21))


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_read_as_reviewed(name: str) -> None:
    assert told(results(name)) == (GOLDEN / f"{name}.report").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_can_be_imported_whole(name: str) -> None:
    for result in results(name):
        assert not isinstance(result, Refused)
        if isinstance(result, Draft):
            nouns.made(TASK, ids.new_id(), TASK.draft(result.fields()), datetime.now(UTC))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_line_ends_and_encodings_change_nothing(name: str, encoding: str) -> None:
    same = list(results(name))
    assert list(results(name, b"\r\n")) == same
    assert list(results(name, b"\n", encoding)) == same


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_told_by_their_content_too(name: str) -> None:
    data = (EXAMPLES / name).read_bytes()
    berlin, day = ZoneInfo("Europe/Berlin"), date(2026, 11, 21)
    assert len(drafts(read("-", data, berlin, day))) == len(drafts(results(name)))
