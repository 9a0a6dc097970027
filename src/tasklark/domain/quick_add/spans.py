"""Spans of the line, and the title: what is left of the line beside them."""

from collections.abc import Sequence

from tasklark.domain.quick_add.line import QUOTES, Word
from tasklark.domain.quick_add.result import Span

_CLOSING = (")", "]")


def extent(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """Return start and end of the words `first` up to `last` (not included).

    Marks behind belong to it, so that no comma is left alone. Brackets do when both are there.
    """
    head, tail = words[first].head, words[last - 1].tail
    start, end = words[first].start, words[last - 1].end
    if head and tail.startswith(_CLOSING):
        return start - len(head), end + len(tail)
    marks = len(tail)
    for closing in _CLOSING:
        if closing in tail:
            marks = min(marks, tail.index(closing))
    return start, end + marks


def bracketed_in_part(words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether a bracket opens before these words that does not close behind them."""
    return bool(words[first].head) and not words[last - 1].tail.startswith(_CLOSING)


def escapes(words: Sequence[Word], covered: Sequence[bool]) -> list[Span]:
    """Return the spans of what only shields: backslashes, and the quotes around a whole title."""
    found = [
        Span(word.start, word.start + 1, "escape", None)
        for word, gone in zip(words, covered, strict=True)
        if word.kind == "escaped" and not gone
    ]
    left = [word for word, gone in zip(words, covered, strict=True) if not gone]
    if len(left) == 1 and left[0].kind == "quoted" and left[0].text[:1] in QUOTES:
        word = left[0]
        if not word.tail and word.text[1:-1].strip():
            found.append(Span(word.start, word.start + 1, "escape", None))
            found.append(Span(word.end - 1, word.end, "escape", None))
    return found


def title(line: str, spans: Sequence[Span]) -> str:
    """Return the line without its spans, with single spaces."""
    rest, at = "", 0
    for span in spans:
        rest += line[at : span.start] + ("" if span.kind == "escape" else " ")
        if line[span.end : span.end + 1] in _CLOSING:
            rest = rest.rstrip()
        at = span.end
    return " ".join((rest + line[at:]).split())
