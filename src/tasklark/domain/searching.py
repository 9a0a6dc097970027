"""What a search finds: words in titles, descriptions and comments, and where in them.

Texts are compared folded (`domain.text.fold`): without regard to case and accents. `storage.search`
says the same in SQL; a property test holds the two together.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, islice
from typing import NamedTuple

from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.text import SORT_KEY_MAX_BYTES, fold, require_storable

QUERY_MAX = 200
"""Longest query, in Unicode code points."""
TERMS_MAX = 10
LIMIT_MAX = 100
"""Most results of one search."""
SNIPPET_MAX = 200
"""Longest part of a description or comment that is shown, in Unicode code points."""
_LEAD = 40
"""How much of a snippet stands before what was found."""
RANGES_MAX = 50
"""Most highlights of one text."""
_CHUNK = 1_024
SEPARATORS = (
    r"\x01-/:-@\[-`{-\x7f\x80-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f"
)
"""What stands between words, as the inside of a bracket that Python and PostgreSQL read alike."""
_LAST, _FIRST_SURROGATE, _AFTER_SURROGATES = "\U0010ffff", "\ud800", "\ue000"
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


class Rank(IntEnum):
    """How well a task matches; the least is the best."""

    TITLE_BEGINS = 1
    """The title begins with the query."""
    WORDS_BEGIN = 2
    """Each term begins a word of the title."""
    TITLE = 3
    """Each term is somewhere in the title."""
    DESCRIPTION = 4
    """What is not in the title is in the description."""
    COMMENT = 5
    """What is in neither is in a comment."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, folded: the whole, and the terms that must all be found."""

    phrase: str
    terms: tuple[str, ...]

    @property
    def beyond(self) -> str:
        """Return a text that is greater, by code points, than all that begin with the phrase."""
        kept = self.phrase.rstrip(_LAST)
        if not kept:
            return _LAST * QUERY_MAX
        following = chr(ord(kept[-1]) + 1)
        return kept[:-1] + (_AFTER_SURROGATES if following == _FIRST_SURROGATE else following)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Return a regular expression for each term, which finds it at the beginning of a word."""
        return tuple(f"(?:^|[{SEPARATORS}]){_escaped(term)}" for term in self.terms)


class Range(NamedTuple):
    """A part of a text, in Unicode code points: the first one, and the one after the last."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A part of a longer text around what was found, with what was found in it."""

    text: str
    ranges: list[Range]


def parse(text: str, field: str = "q") -> Query:
    """Return what a text asks for. Raises `Invalid` when it is empty, too long, or not storable."""
    require_storable(field, text)
    if len(text) > QUERY_MAX:
        raise Invalid(FieldError(field, f"must be at most {QUERY_MAX} characters"))
    terms = fold(text).split()
    if not terms:
        raise Invalid(FieldError(field, "must hold a letter, a digit or another sign to look for"))
    if len(terms) > TERMS_MAX:
        raise Invalid(FieldError(field, f"must be at most {TERMS_MAX} words"))
    return Query(" ".join(terms), tuple(dict.fromkeys(terms)))


def description_key(title: str, description: str | None) -> str | None:
    """Return a description as the index of titles holds it; None when it would not fit into it."""
    return _keys(title, description)[0]


def long_text(title: str, description: str | None) -> str | None:
    """Return a task's text as it is searched when the index of titles can't hold all of it."""
    return _keys(title, description)[1]


def _keys(title: str, description: str | None) -> tuple[str | None, str | None]:
    """Title and description share `SORT_KEY_MAX_BYTES`, since an entry of a B-tree is bounded."""
    if description is None and title.isascii():
        return None, None
    key, folded = fold(title), fold(description or "")
    if len(key.encode()) + len(folded.encode()) <= SORT_KEY_MAX_BYTES:
        return folded or None, None
    return None, f"{key}\n{folded}"


def highlights(text: str, query: Query) -> list[Range]:
    """Return where the terms are in a text, in order, apart from each other, at most `RANGES_MAX`.

    A term that begins a word is shown there only; accents that follow a letter belong to it.
    """
    return _Folded(text).ranges(query)


def snippet(text: str, query: Query) -> Snippet | None:
    """Return the part of a text around the first term in it; None when no term is there.

    Where something was left out, "…" stands.
    """
    found = _Folded(text).ranges(query)
    if not found:
        return None
    first = found[0]
    start = _beginning(text, first.start)
    end = min(len(text), max(start + SNIPPET_MAX, first.end))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    ranges = [Range(r.start + shift, min(r.end, end) + shift) for r in found if r.start < end]
    return Snippet(f"{before}{text[start:end]}{after}", ranges)


def _beginning(text: str, found: int) -> int:
    """Return where a snippet begins: with a word, not too long before what was found."""
    earliest = found - _LEAD
    if earliest <= 0:
        return 0
    return next((i + 1 for i in range(earliest, found) if text[i].isspace()), earliest)


class _Folded:
    """A text beside its folded form, and the way back from a place in this to one in that."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._chunks = [text] if text.isascii() else list(_cut(text))
        folds = [fold(chunk) for chunk in self._chunks]
        self.folded = "".join(folds)
        self._chunk_ends = list(accumulate(map(len, folds)))
        self._ends: dict[int, list[int]] = {}

    def ranges(self, query: Query) -> list[Range]:
        """Return where the terms are in the text; those that overlap or touch are one."""
        found = sorted(
            self._range(start, end)
            for term, beginning in zip(query.terms, query.beginnings, strict=True)
            for start, end in _places(self.folded, term, beginning)
        )
        apart: list[Range] = []
        for each in found:
            if apart and each.start <= apart[-1].end:
                apart[-1] = Range(apart[-1].start, max(apart[-1].end, each.end))
            else:
                apart.append(each)
        return apart[:RANGES_MAX]

    def _range(self, start: int, end: int) -> Range:
        first, last = self._place(start), self._place(end - 1) + 1
        while last < len(self.text) and not fold(self.text[last]):
            last += 1
        return Range(first, last)

    def _place(self, offset: int) -> int:
        """Return which character of the text has become this one of the folded."""
        if self.text.isascii():
            return offset
        number = bisect_right(self._chunk_ends, offset)
        if number not in self._ends:
            self._ends[number] = list(accumulate(len(fold(c)) for c in self._chunks[number]))
        inside = offset - (self._chunk_ends[number - 1] if number else 0)
        return number * _CHUNK + bisect_right(self._ends[number], inside)


def _cut(text: str) -> Iterator[str]:
    return (text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK))


def _places(folded: str, term: str, beginning: str) -> list[tuple[int, int]]:
    """Return the first places of a term in a folded text: at beginnings of words, or else any."""
    matches = islice(re.finditer(beginning, folded), RANGES_MAX)
    found = [(match.end() - len(term), match.end()) for match in matches]
    if not found:
        matches = islice(re.finditer(re.escape(term), folded), RANGES_MAX)
        found = [match.span() for match in matches]
    return found


def _escaped(term: str) -> str:
    return _SPECIAL.sub(r"\\\1", term)
