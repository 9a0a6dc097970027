"""What all readers of phrases share: the words, the vocabulary, the moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tasklark.domain.quick_add.line import Word
from tasklark.domain.quick_add.vocabulary import Vocabulary

_CONNECTED = ("", ",", ".")
_COMPOUND = 10
"""Shortest word that may be made of a weekday and a part of the day: Montagfrüh."""
_NOTHING: Mapping[str, tuple[int, ...]] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """A line as the readers of phrases see it.

    A phrase goes on from one word to the next unless a mark other than `,` or `.` stands between.
    """

    words: Sequence[Word]
    vocabulary: Vocabulary
    now_local: datetime
    day_first: bool
    keys: list[str] = field(init=False)
    ends: list[int] = field(init=False)
    """For each word, where a phrase that begins there ends at the latest."""
    begins: list[Mapping[str, tuple[int, ...]]] = field(init=False)
    """For each word, the tables that have entries which begin with it, and their lengths."""

    def __post_init__(self) -> None:
        """Work out, once, what each word may begin."""
        count = len(self.words)
        keys = [word.key for word in self.words]
        ends = list(range(count + 1))
        for i in range(count - 1, -1, -1):
            if keys[i]:
                ends[i] = ends[i + 1] if self._connected(i) and keys[i + 1] else i + 1
        known = self.vocabulary.beginnings
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "ends", ends)
        object.__setattr__(self, "begins", [known.get(key, _NOTHING) for key in keys])

    def _connected(self, i: int) -> bool:
        if i + 1 >= len(self.words) or self.words[i + 1].head:
            return False
        word = self.words[i]
        return word.tail in _CONNECTED or (
            word.tail == "!" and self.vocabulary.has("every", word.key)
        )

    @property
    def today(self) -> date:
        """The day on the wall."""
        return self.now_local.date()

    def may_begin(self, i: int) -> bool:
        """Tell whether a phrase may begin at word `i`; makes plain text quick to read."""
        key = self.keys[i]
        if key.isalpha() and len(key) < _COMPOUND:
            return key in self.vocabulary.starters
        return len(key) > 1 or key.isdigit() or key in self.vocabulary.starters

    def key(self, i: int, begun: int) -> str:
        """Return the key of word `i` if a phrase that began at word `begun` reaches it, or ''."""
        return self.keys[i] if begun <= i < self.ends[begun] else ""

    def phrase(self, i: int, begun: int, length: int) -> str:
        """Return `length` words from `i` on, joined by spaces; '' when the phrase ends before."""
        if i + length > self.ends[begun]:
            return ""
        return " ".join(self.keys[i : i + length])

    def lookup(self, table: str, i: int, begun: int) -> tuple[int, Any] | None:
        """Return the end and the meaning of the longest entry of `table` at word `i`."""
        if i >= self.ends[begun]:
            return None
        for length in self.begins[i].get(table, ()):
            entries = self.vocabulary.tables[table]
            if (words := self.phrase(i, begun, length)) in entries:
                return i + length, entries[words]
        return None

    def skip(self, table: str, i: int, begun: int) -> int:
        """Return the end of the longest entry of the list `table` at word `i`; `i` if none."""
        if i >= self.ends[begun]:
            return i
        for length in self.begins[i].get(table, ()):
            if self.phrase(i, begun, length) in self.vocabulary.sets[table]:
                return i + length
        return i

    def behind_sign(self, i: int, length: int) -> "Reader":
        """Return a reader of `length` words from `i` on, the first without its sign (`!9am`)."""
        first = self.words[i]
        bare = replace(first, start=first.start + 1, text=first.text[1:], key=first.key[1:])
        words = (bare, *self.words[i + 1 : i + length])
        return Reader(words, self.vocabulary, self.now_local, self.day_first)

    def before(self, i: int) -> str:
        """Return the key of the word before `i`, or '' when a mark or nothing stands between."""
        return self.words[i - 1].key if i and self._connected(i - 1) else ""

    def number(self, i: int, begun: int) -> int | None:
        """Return the whole number that word `i` tells, in digits (up to 4) or in a word."""
        key = self.key(i, begun)
        if key.isascii() and key.isdigit():
            return int(key) if len(key) <= 4 else None
        found: int | None = self.vocabulary.map("numbers").get(key)
        return found
