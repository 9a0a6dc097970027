"""What may have been meant where a filter can't be read, or names what isn't there."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tasklark.domain.filters.names import Names, is_exact
from tasklark.domain.filters.tree import (
    AssignedTo,
    CreatedBy,
    InProject,
    InSection,
    Labelled,
    Name,
    Node,
)
from tasklark.domain.filters.words import DAYS, MONTHS, TERMS, UNITS, WEEKDAYS
from tasklark.domain.labels import name_key

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

_NEAR = 0.7
"""How alike (difflib's ratio) what is written and what may have been meant must be."""
_DAY_WORDS = (*DAYS, *WEEKDAYS, *MONTHS, *UNITS, "first", "last", "next", "this", "ago")
_OPENED = re.compile(r'[@#/]*"(?!(?:\\[\s\S]|[^"\\])*")')
_LOOKS_LIKE_A_DAY = re.compile(
    rf"(?:in )?[+-]?[0-9][\w -]*|(?:{'|'.join((*WEEKDAYS, *MONTHS))})(?: [0-9]+)*", re.IGNORECASE
)

_MISSING = {
    "PHRASE": 'a term such as today, @label, #project, p1 or "text"',
    "ISO_DAY": "a day such as 2026-12-24, 24 dec, monday, tomorrow, +3 days or "
    "first day of next month",
    "FREE": "a name or a text",
    "COMPARISON": "a comparison, as in: duration < 30 min,",
    "MINUTES": "min or hours, as in: duration < 30 min,",
    "MONTH": "a month, as in: 24 dec,",
    "NUMBER": "a number of at most 4 digits",
    "AMOUNT": "a number of minutes or hours",
}
"""What must stand where one of these tokens can, the first that can."""
_JOINT = "& (and) or | (or)"


def of_fault(text: str, unexpected: "UnexpectedInput") -> tuple[int, str]:
    """Return where a text can't be read on (characters before it), and what should be there."""
    place, possible = _place(text, unexpected)
    if place >= len(text.rstrip()):
        missing = "a closing parenthesis )" if "RPAR" in possible else _missing(possible)
        return len(text), f"the filter ends, but {missing} must stand here"
    if text[place] == ",":
        return place, "a filter is one list: join terms by | (or), not by a comma; quote text"
    if text[place] == ")" and _is_done(possible):
        return place, "this closing parenthesis ) closes nothing"
    if _OPENED.match(text, place):
        return place, "the quotation marks that open here are not closed"
    return place, _meant(text, place, possible)


def _place(text: str, unexpected: "UnexpectedInput") -> tuple[int, frozenset[str]]:
    """Return the first character that doesn't fit, and the tokens that would have."""
    token = getattr(unexpected, "token", None)
    if token is None:
        return unexpected.pos_in_stream or 0, frozenset(getattr(unexpected, "allowed", None) or ())
    place = len(text) if token.type == "$END" else token.start_pos or 0
    return place, frozenset(getattr(unexpected, "expected", None) or ())


def _is_done(possible: frozenset[str]) -> bool:
    """Tell whether a term is whole, so that only another can be joined to it."""
    return bool({"AMPERSAND", "VBAR", "$END"} & possible)


def _missing(possible: frozenset[str]) -> str:
    return next((said for token, said in _MISSING.items() if token in possible), _JOINT)


def _meant(text: str, place: int, possible: frozenset[str]) -> str:
    """Return what should be at a place in the midst of a text."""
    missing = f"{_missing(possible)} must stand here"
    if "ISO_DAY" in possible:
        return _with_near(missing, re.findall(r"\A[\w+-]+", text[place:]), _DAY_WORDS)
    if "PHRASE" not in possible and not _is_done(possible):
        return missing
    written = _term_around(text, place)
    if written[:1] in {"#", "@", "/"} and _is_done(possible):
        return f"{missing}; a name with spaces needs quotation marks"
    if _LOOKS_LIKE_A_DAY.fullmatch(written):
        return "what happens on this day must stand before it, as in: due: 24 dec"
    near = _nearest([written, *_beginnings(written), text[place:].split(maxsplit=1)[0]], TERMS)
    if near:
        return f'did you mean "{near}"?'
    return missing if _is_done(possible) else f"{missing}; text needs quotation marks"


def _term_around(text: str, place: int) -> str:
    """Return what is written between the operators around a place."""
    begin = max(text.rfind(operator, 0, place) for operator in "&|(!") + 1
    found = re.match(r"[^&|(),]*", text[begin:])
    return " ".join(found[0].split()) if found else ""


def _beginnings(written: str) -> list[str]:
    """Return a term up to its colon, and its first words."""
    words = written.split()
    return [written.partition(":")[0] + ":", *(" ".join(words[:i]) for i in (3, 2, 1))]


def of_unknown_name(term: Node, known: Names) -> str | None:
    """Return what to say of a term whose name nothing bears; None if all is well.

    A name with wildcards may stand for nothing. Labels are only held against known ones if told.
    """
    match term:
        case InProject(name):
            return _of_unknown("project", name, (p.name for p in known.projects))
        case InSection(name):
            return _of_unknown("section", name, (s.name for s in known.sections))
        case AssignedTo(Name() as name) | CreatedBy(Name() as name):
            return _of_unknown("person", name, (p.name for p in known.people))
        case Labelled(name) if known.labels is not None:
            return _of_unknown("label", name, known.labels)
    return None


def _of_unknown(noun: str, name: Name, known: Iterable[str]) -> str | None:
    by_key = {name_key(one): one for one in known}
    if not is_exact(name) or name_key(name.pieces[0]) in by_key:
        return None
    message, written = f"there is no {noun} of this name", name_key(name.pieces[0])
    longer = [one for key, one in by_key.items() if key.startswith(written)]
    if longer and not _nearest([written], by_key.values()):
        return f'{message}; did you mean "{longer[0]}"?'
    return _with_near(message, [written], by_key.values())


def _with_near(message: str, written: Iterable[str], known: Iterable[str]) -> str:
    near = _nearest(written, known)
    return f'{message}; did you mean "{near}"?' if near else message


def _nearest(written: Iterable[str], known: Iterable[str]) -> str | None:
    """Return what one of the texts was meant to be, the first for which there is something."""
    by_key = {name_key(one): one for one in known}
    for key in map(name_key, written):
        near = get_close_matches(key, by_key, n=1, cutoff=_NEAR)
        if near and near[0] != key:
            return by_key[near[0]]
    return None
