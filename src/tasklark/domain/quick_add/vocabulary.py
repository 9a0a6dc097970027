"""The words of the languages a person types in, merged into one vocabulary.

The tables are JSON (`words/<language>.json`), the same keys in each, so that a parser in another
language reads the same files. Every word in them is lower case and composed (NFC).
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tasklark.domain.errors import FieldError, Invalid

LANGUAGES = ("en", "de")
"""Languages that have a table of words."""

_WITHIN = frozenset(
    {
        *("units", "minutes", "o_clock", "hour_one", "of_the_month", "of_every_month"),
        *("after_completion", "times", "at_pm", "between_times", "from_now", "of", "and", "to"),
        *("or", "before", "priorities", "weak", "strict", "lower_only", "capital_only"),
        *("not_after", "not_after_word", "not_before_word", "not_after_number"),
        *("not_after_duration",),
    }
)
"""Tables whose words go on with a phrase, or stand beside one, but never begin one."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The merged tables: where two languages have the same word, the first language's counts."""

    tables: dict[str, dict[str, Any]]
    sets: dict[str, frozenset[str]]
    day_first: bool
    dotted_dates: bool
    beginnings: dict[str, dict[str, tuple[int, ...]]]
    """By first word, then table or list: how many words such entries have, longest first."""
    starters: frozenset[str]
    """The words that a phrase may begin with."""

    def map(self, name: str) -> dict[str, Any]:
        """Return the table `name`: from a word or words to what they mean."""
        return self.tables[name]

    def has(self, name: str, words: str) -> bool:
        """Tell whether `words` stand in the list `name`."""
        return words in self.sets[name]

    def listed(self, name: str, word: str, other: str) -> bool:
        """Tell whether the table `name` lists `other` for `word`."""
        return other in self.tables[name].get(word, ())


def word_key(text: str) -> str:
    """Return the form in which words are looked up: composed (NFC) and in lower case."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()


@cache
def vocabulary(languages: tuple[str, ...]) -> Vocabulary:
    """Return the vocabulary of `languages`, the most important first.

    Raises `Invalid` for `words` when there is none, or one that has no table.
    """
    if not languages or not set(languages) <= set(LANGUAGES):
        raise Invalid(FieldError("words", "must list languages out of: " + ", ".join(LANGUAGES)))
    tables: dict[str, dict[str, Any]] = {}
    sets: dict[str, frozenset[str]] = {}
    loaded = [_table(language) for language in languages]
    for name, sample in loaded[0].items():
        if isinstance(sample, dict):
            tables[name] = _merged([table[name] for table in loaded])
        elif isinstance(sample, list):
            sets[name] = frozenset(word for table in loaded for word in table[name])
    first = loaded[0]
    return Vocabulary(
        tables,
        sets,
        day_first=first["day_first"],
        dotted_dates=any(table["dotted_dates"] for table in loaded),
        beginnings=_beginnings({**tables, **sets}),
        starters=frozenset(
            entry.split(" ")[0]
            for name, entries in {**tables, **sets}.items()
            if name not in _WITHIN
            for entry in entries
        ),
    )


def _beginnings(
    tables: Mapping[str, Iterable[str]],
) -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, entries in tables.items():
        for entry in entries:
            first, *more = entry.split(" ")
            lengths = {*found.setdefault(first, {}).get(name, ()), 1 + len(more)}
            found[first][name] = tuple(sorted(lengths, reverse=True))
    return found


def _merged(tables: list[dict[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in tables:
        for word, value in table.items():
            if isinstance(value, list):
                merged[word] = [*merged.get(word, ()), *value]
            else:
                merged.setdefault(word, value)
    return merged


@cache
def _table(language: str) -> dict[str, Any]:
    table = files(__package__).joinpath("words", f"{language}.json")
    loaded: dict[str, Any] = json.loads(table.read_text(encoding="utf-8"))
    return loaded
