"""The page on quick add says what the parser does."""

import pytest

from tests.docs import pages
from tests.domain.quick_add import examples
from tests.house import tree

PAGE = tree.text(pages.DOCS / "quick-add.md")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("row", ROWS)
def test_an_example_gives_what_the_page_says(row: str) -> None:
    line = row.removeprefix("| `").split("` | ")[0]
    assert row == examples.row(line)


def test_the_page_has_an_example_of_every_kind() -> None:
    for told in ("due", "start", "deadline", "repeats", "minutes", "label", "priority", "reminder"):
        assert any(f"{told} " in row for row in ROWS), told
    assert len(ROWS) >= 60
