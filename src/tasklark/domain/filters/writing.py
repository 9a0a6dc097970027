"""The one text of a tree, which parses to it again."""

import re

from tasklark.domain.filters.tree import (
    And,
    AssignedTo,
    CreatedBy,
    Day,
    Edge,
    InProject,
    InSection,
    Is,
    Labelled,
    Lasting,
    Name,
    Node,
    Not,
    OnDay,
    Or,
    Person,
    Relation,
    Shifted,
    Text,
    Weekday,
    When,
    Within,
    Yearly,
)
from tasklark.domain.filters.words import DAYS, DUE_DAYS, MONTHS, WEEKDAYS, WHICH

_PLAIN = re.compile(r"[\w-]+")
_NAMED_DAYS = {day: phrase for phrase, day in DAYS.items()}
_NAMED_TERMS = {term: phrase for phrase, term in DUE_DAYS.items()}
_NAMED_EDGES = {which: word for word, which in WHICH.items()}


def to_text(node: Node) -> str:  # noqa: C901, PLR0911, PLR0912 - a line a kind
    """Return the canonical text of a tree: `parse` of it gives an equal tree.

    Days stay as they were said: `monday` and `+3 days` are not turned into dates.
    """
    match node:
        case Or(terms):
            return " | ".join(_grouped(term, Or) for term in terms)
        case And(terms):
            return " & ".join(_grouped(term, Or, And) for term in terms)
        case Not(term):
            return f"!{_grouped(term, Or, And)}"
        case Is(word):
            return word.value
        case Text(text):
            return _quoted(text)
        case Labelled(name):
            return f"@{_name(name)}"
        case InProject(name, nested):
            return f"{'##' if nested else '#'}{_name(name)}"
        case InSection(name):
            return f"/{_name(name)}"
        case AssignedTo(who):
            return f"assigned to: {_who(who)}"
        case CreatedBy(who):
            return f"created by: {_who(who)}"
        case Within(days):
            return f"{days} day{'s' * (days != 1)}"
        case Lasting(comparison, minutes):
            return f"duration {comparison} {minutes} min"
        case When():
            return _NAMED_TERMS.get(node) or _when(node)


def _grouped(node: Node, *looser: type[Node]) -> str:
    text = to_text(node)
    return f"({text})" if isinstance(node, looser) else text


def _when(node: When) -> str:
    relation = "" if node.relation is Relation.ON else f" {node.relation}"
    return f"{node.field}{relation}: {day_text(node.day)}"


def day_text(day: Day) -> str:
    """Return how the language writes a day."""
    if day in _NAMED_DAYS:
        return _NAMED_DAYS[day]
    match day:
        case OnDay(day_on):
            return day_on.isoformat()
        case Yearly(month, number):
            return f"{number} {MONTHS[month - 1][:3]}"
        case Weekday(number):
            return WEEKDAYS[number]
        case Shifted(amount, unit):
            return f"{amount:+d} {unit}{'s' * (abs(amount) != 1)}"
        case Edge(last, which, unit):
            return f"{'last' if last else 'first'} day of {_NAMED_EDGES[which]} {unit}"


def _name(name: Name) -> str:
    plain = all(_PLAIN.fullmatch(piece) for piece in name.pieces if piece)
    if plain and name.pieces != ("",):
        return "*".join(name.pieces)
    return f'"{"*".join(_escaped(piece, "*") for piece in name.pieces)}"'


def _who(who: Person | Name) -> str:
    if isinstance(who, Person):
        return who.value
    text = _name(who)
    return f'"{text}"' if text.casefold() in set(Person) else text


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str, *special: str) -> str:
    return "".join(f"\\{c}" if c in {"\\", '"', *special} else c for c in text)
