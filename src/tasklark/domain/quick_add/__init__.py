"""Quick add: one line, as a person types it, into the fields of a task.

    call mom tomorrow at 9 #Family @phone p1

`docs/quick-add.md` tells people what is understood. A line goes through these files in order:
`line` cuts it into words, `signs` reads what a sign introduces, `phrases` finds what may be a date
(`days`, `dated`), a time (`clock`) or a repetition (`repeats`), `choosing` decides which of them
count, `resolving` turns those into dates, `spans` keeps the rest as the title. Nothing here knows a
language: the words stand in `words/*.json`. `tests/phrases/quick_add.json` has examples of
everything, for this parser and any other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.quick_add import choosing, line, phrases, resolving, signs, spans
from tasklark.domain.quick_add.clock import Clock
from tasklark.domain.quick_add.dated import Day
from tasklark.domain.quick_add.line import Word
from tasklark.domain.quick_add.reader import Reader
from tasklark.domain.quick_add.result import Kind, Names, QuickAdd, Span, Unknown
from tasklark.domain.quick_add.signs import Sign
from tasklark.domain.quick_add.vocabulary import LANGUAGES, vocabulary
from tasklark.domain.tasks import ASSIGNEES_MAX, LABELS_MAX

__all__ = [
    "LANGUAGES",
    "LINE_MAX",
    "WORDS_LOOKED_AT",
    "Kind",
    "Names",
    "QuickAdd",
    "Span",
    "Unknown",
    "parse",
]

LINE_MAX = 2_000
"""Longest line, in Unicode code points."""
WORDS_LOOKED_AT = 100
"""So many words at either end of a line are read; what lies between them, in a text, is title."""
_NO_NAMES = Names()
_MOST: Mapping[Kind, int] = {
    "label": LABELS_MAX,
    "assignee": ASSIGNEES_MAX,
    "reminder": 2 * WORDS_LOOKED_AT,
}
"""How many different ones of a kind count in a line; of kinds that are not here, the first."""
Refused = Collection[str | tuple[int, int]]


def parse(
    text: str,
    now: datetime,
    words: Sequence[str] = ("en",),
    names: Names = _NO_NAMES,
    *,
    refused: Refused = (),
    day_first: bool | None = None,
) -> QuickAdd:
    """Return what one line tells of a task.

    `now` is the time on the person's wall, without a zone; `words` are the languages to read,
    the most important first (`LANGUAGES`); `names` the names that the person knows. `refused`
    are spans (start, end) and kinds that stay text. `day_first` says what 1/2 means; without it
    the first language does. Raises `Invalid` for `line` when the text is longer than `LINE_MAX`,
    for `words` when a language is not known, and never for what the line says.
    """
    if len(text) > LINE_MAX:
        raise Invalid(FieldError("line", f"must be at most {LINE_MAX} characters"))
    known = vocabulary(tuple(words))
    ordered = known.day_first if day_first is None else day_first
    now = now.replace(tzinfo=None)
    pieces = _without(list(line.words(text)), refused)
    reader = Reader(pieces, known, now, ordered)
    found = _signs(text, reader, names, refused)
    signed = {i for sign in found for i in range(sign.first, sign.last)}
    unsigned = [replace(word, key="") if i in signed else word for i, word in enumerate(pieces)]
    heard = [
        phrase
        for phrase in phrases.read(Reader(unsigned, known, now, ordered))
        if phrase.kind not in refused
        and not spans.bracketed_in_part(pieces, phrase.first, phrase.last)
    ]
    chosen = choosing.choose(heard, pieces, signed)
    when = resolving.resolve(chosen, now)
    kept = [
        Sign(one.first, one.last, kind, when.values[kind])
        for kind, one in chosen.items()
        if kind in when.values
    ]
    return _result(text, pieces, [*found, *kept], {**when.fields, **_signed(found, when, now)})


def _without(pieces: list[Word], refused: Refused) -> list[Word]:
    """Return the words; those refused, or far from both ends, as text that nothing is read in."""
    ranges = [one for one in refused if not isinstance(one, str)]
    ends = len(pieces) - WORDS_LOOKED_AT
    return [
        replace(word, kind="quoted", key="", text=" ")
        if WORDS_LOOKED_AT <= i < ends
        or any(word.start < end and start < word.end for start, end in ranges)
        else word
        for i, word in enumerate(pieces)
    ]


def _signs(text: str, reader: Reader, names: Names, refused: Refused) -> list[Sign]:
    """Return the signs that count: the first of each kind, and all of those that may be several.

    Labels and people are several, but no more than a task can have.
    """
    found: list[Sign] = []
    told: dict[Kind, set[str]] = {}
    for sign in signs.read(text, reader, signs.KnownNames.of(names)):
        values = told.setdefault(sign.kind, set())
        value = signs.fold(str(sign.value))
        is_known = value in values and sign.kind in _MOST
        if sign.kind not in refused and (is_known or len(values) < _MOST.get(sign.kind, 1)):
            found.append(sign)
            values.add(value)
    return found


def _signed(found: Sequence[Sign], when: resolving.When, now: datetime) -> dict[str, Any]:
    """Return the fields that signs tell."""
    fields: dict[str, Any] = {}
    for sign in found:
        if sign.kind in ("label", "assignee"):
            listed = fields.setdefault(sign.kind + "s", [])
            if all(signs.fold(str(sign.value)) != signs.fold(name) for name in listed):
                listed.append(sign.value)
        elif sign.kind == "reminder":
            told = _reminder(sign.value, when.fields.get("due_date"), now)
            fields.setdefault("reminders", []).append(told)
        else:
            fields[sign.kind] = sign.value
    return fields


def _reminder(value: str | int | None, due_date: str | None, now: datetime) -> dict[str, Any]:
    """Return a reminder: minutes before, or a local time; a bare time is on the due day."""
    if isinstance(value, int):
        return {"minutes_before": value}
    day, _, clock = str(value).partition("T")
    day = day or (due_date or "")[:10]
    at = Clock(datetime.strptime(clock, "%H:%M:%S").time())  # noqa: DTZ007 - a time on the wall
    told = Day(datetime.fromisoformat(day).date()) if day else None
    return {"at": str(resolving.moment(told, at, now))}


def _result(
    text: str, pieces: Sequence[Word], found: list[Sign], fields: dict[str, Any]
) -> QuickAdd:
    covered = [False] * len(pieces)
    made: list[Span] = []
    for one in found:
        made.append(Span(*spans.extent(pieces, one.first, one.last), one.kind, one.value))
        covered[one.first : one.last] = [True] * (one.last - one.first)
    made += spans.escapes(pieces, covered)
    made.sort(key=lambda span: span.start)
    unknown = tuple(Unknown(one.kind, str(one.value)) for one in found if not one.known)
    title = {"title": spans.title(text, made)}
    return QuickAdd({**title, **fields}, tuple(made), unknown)
