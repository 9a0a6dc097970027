"""The grammar, made of the vocabulary in `words`.

It is LALR(1), read with a lexer that knows at each place which tokens can come, so `may` is a
month after `due:` and nothing elsewhere.
"""

from collections.abc import Iterable
from functools import cache

from lark import Lark

from tasklark.domain.filters import words


def _one_of(phrases: Iterable[str]) -> str:
    """Return a regular expression for phrases, the longest first, spaced as one likes."""
    ordered = sorted(phrases, key=len, reverse=True)
    spaced = (phrase.replace(":", " : ").split() for phrase in ordered)
    loose = (
        r"\s+".join(parts).replace(r"\s+:", r"\s*:").replace(r":\s+", r":\s*") for parts in spaced
    )
    # ASCII only: by Unicode's rules a long s would be an `s` here, which no table knows.
    return f"(?ai:{'|'.join(loose)})"


def _shortened(names: Iterable[str]) -> str:
    """Return a regular expression for names, each written out or cut to three letters."""
    return _one_of(form for name in names for form in {name, name[:3]})


_ESCAPED = r"\\[\s\S]"
_QUOTED = rf'"(?:{_ESCAPED}|[^"\\])*"'
_NAME = rf'(?:{_QUOTED}|(?:{_ESCAPED}|[^\s&|(),"\\])+)'
_COUNTED = rf"[0-9]{{1,4}}\s+{_one_of(words.UNITS)}"
_PERIOD = r"(?ai:week|month|year)"
_WHICH = rf"{_one_of(words.WHICH)}\s+"
_END = r"(?![\w-])"

GRAMMAR = rf"""
?start: either
?either: both ("|" both)*
?both: single ("&" single)*
?single: "!" single -> negation
    | "(" either ")"
    | term

?term: PHRASE -> phrase
    | QUOTED -> text
    | SEARCH (QUOTED | FREE) -> search
    | LABEL -> label
    | PROJECT -> project
    | SECTION -> section
    | ASSIGNED_TO (QUOTED | FREE) -> assigned_to
    | CREATED_BY (QUOTED | FREE) -> created_by
    | WITHIN -> within
    | DURATION COMPARISON AMOUNT MINUTES -> lasting
    | MOMENT day -> when

?day: DAY_WORD -> day_word
    | ISO_DAY -> iso_day
    | WEEKDAY -> weekday
    | NUMBER MONTH [NUMBER] -> day_month
    | MONTH NUMBER [NUMBER] -> month_day
    | SHIFT -> shift
    | EDGE -> edge

MOMENT.4: /{_one_of(words.MOMENTS)}/
SEARCH.4: /{_one_of([words.SEARCH])}/
ASSIGNED_TO.4: /{_one_of([words.ASSIGNED_TO])}/
CREATED_BY.4: /{_one_of(words.CREATED_BY)}/
PHRASE.3: /{_one_of(words.PHRASES)}{_END}/
WITHIN.3: /(?ai:(?:next\s+)?[0-9]{{1,4}}\s+days?){_END}/
DURATION.3: /{_one_of(["duration"])}{_END}/

QUOTED: /{_QUOTED}/
FREE: /(?:{_ESCAPED}|[^\s&|(),"\\])(?:{_ESCAPED}|[^&|(),"\\])*/
LABEL: /@{_NAME}/
PROJECT: /##?{_NAME}/
SECTION: /\/{_NAME}/

COMPARISON: /<=|>=|[<>=:]/
NUMBER: /[0-9]{{1,4}}{_END}/
AMOUNT: /[0-9]{{1,6}}{_END}/
MINUTES: /{_one_of(words.MINUTES)}{_END}/
DAY_WORD: /{_one_of(words.DAYS)}{_END}/
ISO_DAY.2: /[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_END}/
WEEKDAY: /{_shortened(words.WEEKDAYS)}{_END}/
MONTH: /{_shortened(words.MONTHS)}{_END}/
SHIFT.2: /(?:[+-]\s*{_COUNTED}|(?ai:in)\s+{_COUNTED}|{_COUNTED}\s+(?ai:ago)){_END}/
EDGE.2: /(?:(?ai:(?:first|last)\s+day\s+of)\s+(?:{_WHICH}|(?ai:the)\s+)?|{_WHICH}){_PERIOD}{_END}/

%ignore /\s+/
"""


@cache
def parser() -> Lark:
    """Return the parser, which is built once."""
    return Lark(GRAMMAR, parser="lalr", lexer="contextual")
