"""The page on filters: each example can be read, and each word is there."""

import re

import pytest

from tasklark.domain.filters import DEPTH_MAX, LENGTH_MAX, TERMS_MAX, parse, to_text, words
from tests.docs import pages
from tests.house import tree

PAGE = tree.text(pages.DOCS / "filters.md")
_DAYS = pages.section(PAGE, "## How to write a day")


def _first_cells(text: str) -> list[str]:
    return [row[0].strip("`") for row in pages.rows(text) if row[0].startswith("`")]


def _shown() -> list[str]:
    days = [f"due: {day}" for day in _first_cells(_DAYS)]
    also = re.findall(r"also (.+?)\s*\|", _DAYS)
    forms = [f"due: {form}" for cell in also for form in re.findall(r"`([^`]+)`", cell)]
    terms = _first_cells(PAGE.replace(_DAYS, ""))
    lists = [line for block in pages.blocks(PAGE, "filter") for line in block.splitlines()]
    return [*days, *forms, *terms, *lists]


@pytest.mark.parametrize("example", _shown())
def test_every_example_can_be_read_and_written_again(example: str) -> None:
    node = parse(example)
    assert parse(to_text(node)) == node


@pytest.mark.parametrize("word", sorted({*words.TERMS, *words.DAYS}))
def test_every_word_has_an_example(word: str) -> None:
    assert any(example.startswith(word) for example in _shown()), word


@pytest.mark.parametrize("word", ["@", "#", "##", "/", '"', "&", "|", "!", "("])
def test_every_sign_has_an_example(word: str) -> None:
    assert any(word in example for example in _shown())


@pytest.mark.parametrize(
    "word", sorted({*words.MINUTES, *words.WHICH, *words.UNITS} - {"months", "years"})
)
def test_every_unit_is_named(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


@pytest.mark.parametrize("limit", [LENGTH_MAX, TERMS_MAX, DEPTH_MAX])
def test_every_limit_is_stated(limit: int) -> None:
    assert re.search(rf"\b{limit:,} (?:characters|terms|levels)", PAGE)


def test_the_same_as_means_the_same() -> None:
    pairs = re.findall(r"\| `([^`]+)` \| the same as `([^`]+)` \|", PAGE)
    assert len(pairs) >= 10
    for synonym, term in pairs:
        day = "today" if term.endswith(":") else ""
        assert parse(synonym.partition(":")[0] + f": {day}" if day else synonym) == parse(
            f"{term}{day}"
        )
