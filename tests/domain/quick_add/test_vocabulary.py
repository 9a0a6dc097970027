"""The word tables are fit for this parser and for one in another language."""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from tasklark.domain.quick_add import LANGUAGES, calendar_days
from tasklark.domain.quick_add.clock import PARTS
from tasklark.domain.quick_add.vocabulary import vocabulary, word_key
from tasklark.domain.recurrence.rules import parse_rule
from tests.house import tree

FOLDER = tree.ROOT / "src" / "tasklark" / "domain" / "quick_add" / "words"
TABLES = {path.stem: json.loads(tree.text(path)) for path in FOLDER.glob("*.json")}


def test_every_table_is_a_language_and_has_the_same_keys() -> None:
    assert set(TABLES) == set(LANGUAGES)
    assert len({frozenset(table) for table in TABLES.values()}) == 1


def entries(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict | list):
            yield from value


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_written_as_they_are_looked_up(language: str) -> None:
    words = list(entries(TABLES[language]))
    assert [word_key(word) for word in words] == words
    assert [" ".join(word.split()) for word in words] == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_mean_what_the_parser_knows(language: str) -> None:
    table = TABLES[language]
    assert {*table["weekdays"].values(), *table["weekdays_each"].values()} == {
        *calendar_days.WEEKDAYS
    }
    assert {*table["months"].values()} == {*range(1, 13)}
    assert {*table["day_parts"].values(), *table["part_phrases"].values()} <= set(PARTS)
    assert {*table["days_with_part"].values()} <= set(PARTS)
    assert {*table["month_parts"].values()} == {"start", "middle", "end"}
    assert {*table["priorities"].values()} <= {"high", "medium", "low", "none"}
    assert all(str(parse_rule(rule)) == rule for rule in table["repeats"].values())
    assert all(time.fromisoformat(clock) for clock in table["clock_words"].values())
    today = date(2027, 1, 20)
    assert all(
        (calendar_days.named(name, today) or today) >= today for name in table["named"].values()
    )
    assert all(calendar_days.later(today, 1, unit) for unit in table["units"].values())


def test_the_first_language_counts_where_two_know_a_word() -> None:
    assert vocabulary(("en", "de")).map("numbers")["an"] == 1
    assert vocabulary(("en", "de")).day_first is False
    assert vocabulary(("de", "en")).day_first is True
