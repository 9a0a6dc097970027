"""A line cut into words: what is quoted, escaped or described is marked and never read as words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tasklark.domain.quick_add.vocabulary import word_key

QUOTES = {'"': '"', "„": '“”"', "“": '”"', "«": "»"}
"""What opens a quotation, and what closes it."""
SIGNS = "#/@%+"
_CHUNK = re.compile(r"\S+")
_TAIL = ".,;:!?)]"
_HEAD = "(["
_ESCAPABLE = re.compile(r"""[#/@%+!{"„“«(\w]""")

Kind = Literal["word", "quoted", "escaped", "braced", "description"]


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the line between white space.

    `start` and `end` (code points) frame it without the marks around it: `head`, as `(`, and
    `tail`, as `,`. `key` is what it is looked up by; empty when it is not to be read as a word.
    """

    kind: Kind
    start: int
    end: int
    text: str
    key: str
    head: str = ""
    tail: str = ""

    @property
    def whole(self) -> tuple[int, int]:
        """Start and end with the marks around it."""
        return self.start - len(self.head), self.end + len(self.tail)


def words(line: str) -> Iterator[Word]:
    """Yield the pieces of a line in order."""
    at = 0
    never_closed: set[str] = set()
    while found := _CHUNK.search(line, at):
        word = _piece(line, found.start(), found.end(), never_closed)
        yield word
        at = word.whole[1]


def _piece(line: str, start: int, end: int, never_closed: set[str]) -> Word:
    if line.startswith("//", start) and end == start + 2 and line[end:].strip():
        return Word("description", start, len(line), line[start:], "")
    if line[start] == "\\" and start + 1 < end and _ESCAPABLE.match(line, start + 1):
        return Word("escaped", start, end, line[start:end], "")
    if line[start] == "{":
        closed = line.find("}", start)
        if closed > 0:
            return Word("braced", start, closed + 1, line[start : closed + 1], "")
    opening = start + (line[start] in SIGNS and start + 1 < end)
    closed = 0
    if line[opening] in QUOTES and line[opening] not in never_closed:
        closed = _closed(line, opening)
    if closed:
        kind: Kind = "quoted" if opening == start else "word"
        return Word(kind, start, closed, line[start:closed], "", tail=_rest(line, closed))
    if line[opening] in QUOTES:
        never_closed.add(line[opening])  # or a line full of them would be searched again and again
    return plain(line, start, end)


def plain(line: str, start: int, end: int) -> Word:
    """Return the word between `start` and `end`, its marks told apart."""
    first, last = start, end
    while first < last and line[first] in _HEAD:
        first += 1
    while last > first and line[last - 1] in _TAIL:
        last -= 1
    text = line[first:last]
    return Word("word", first, last, text, word_key(text), line[start:first], line[last:end])


def _closed(line: str, opening: int) -> int:
    """Return where the quotation that opens at `opening` ends; 0 when it never closes."""
    for at in range(opening + 2, len(line)):
        if line[at] in QUOTES[line[opening]]:
            after = _rest(line, at + 1)
            following = at + 1 + len(after)
            if following == len(line) or line[following].isspace():
                return at + 1
    return 0


def _rest(line: str, at: int) -> str:
    end = at
    while end < len(line) and line[end] in _TAIL:
        end += 1
    return line[at:end]
