"""From the parser's tree to the tree of nodes: what each rule of the grammar means."""

import re
from datetime import date
from typing import Any

from lark import Token, Transformer_NonRecursive, v_args

from tasklark.domain.filters import words
from tasklark.domain.filters.tree import (
    And,
    AssignedTo,
    CreatedBy,
    Edge,
    InProject,
    InSection,
    Labelled,
    Lasting,
    Name,
    Node,
    Not,
    OnDay,
    Or,
    Person,
    Shifted,
    Text,
    Unit,
    Weekday,
    When,
    Within,
    Yearly,
)
from tasklark.domain.tasks import DURATION_MAX

FIRST_YEAR, LAST_YEAR = 1000, 9998
_DAYS_OF_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Misused(ValueError):
    """A token that is well formed and means nothing; `place` counts characters from 0."""

    def __init__(self, token: Token, message: str) -> None:
        super().__init__(message)
        self.place = token.start_pos or 0
        self.message = message


@v_args(inline=True)
class Planter(Transformer_NonRecursive[Token, Node]):
    """Makes the tree of nodes out of the parser's; remembers at which place each name stands."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[tuple[int, Node]] = []

    def either(self, *terms: Node) -> Node:
        """Join alternatives."""
        return Or(terms)

    def both(self, *terms: Node) -> Node:
        """Join conditions."""
        return And(terms)

    def negation(self, term: Node) -> Node:
        """Turn a term round."""
        return Not(term)

    def phrase(self, token: Token) -> Node:
        """Look a phrase up."""
        return words.PHRASES[_spoken(token)]

    def text(self, token: Token) -> Node:
        """Take a bare quoted text."""
        return _text(token)

    def search(self, _word: Token, token: Token) -> Node:
        """Take a text after `search:`."""
        return _text(token)

    def label(self, token: Token) -> Node:
        """Take `@name`."""
        return self._named(token, Labelled(_name(token, token[1:])))

    def project(self, token: Token) -> Node:
        """Take `#name`, or `##name` with the projects in it."""
        nested = token.startswith("##")
        return self._named(token, InProject(_name(token, token[1 + nested :]), nested))

    def section(self, token: Token) -> Node:
        """Take `/name`."""
        return self._named(token, InSection(_name(token, token[1:])))

    def assigned_to(self, _word: Token, token: Token) -> Node:
        """Take people after `assigned to:`."""
        return self._named(token, AssignedTo(_who(token)))

    def created_by(self, _word: Token, token: Token) -> Node:
        """Take people after `created by:`."""
        return self._named(token, CreatedBy(_who(token)))

    def _named(self, token: Token, node: Node) -> Node:
        self.named.append((token.start_pos or 0, node))
        return node

    def within(self, token: Token) -> Node:
        """Take `7 days`."""
        days = int(next(filter(str.isdecimal, token.split())))
        if not days:
            raise Misused(token, "at least 1 day must be counted, today")
        return Within(days)

    def lasting(self, _word: Token, comparison: Token, number: Token, unit: Token) -> Node:
        """Take `duration < 30 min`."""
        minutes = int(number) * words.MINUTES[_spoken(unit)]
        if minutes > DURATION_MAX:
            raise Misused(number, f"a duration must be at most {DURATION_MAX} minutes, a year")
        return Lasting("=" if comparison == ":" else str(comparison), minutes)

    def when(self, moment: Token, day: Any) -> Node:
        """Join a date of the task and a day."""
        field, relation = words.MOMENTS[_spoken(moment)]
        return When(field, relation, day)

    def day_word(self, token: Token) -> Any:
        """Take `today` and its like."""
        return words.DAYS[_spoken(token)]

    def iso_day(self, token: Token) -> Any:
        """Take `2026-12-24`."""
        return _on_day(token, *map(int, token.split("-")))

    def weekday(self, token: Token) -> Any:
        """Take `monday` or `mon`."""
        return Weekday(words.number_of(token, words.WEEKDAYS))

    def day_month(self, day: Token, month: Token, year: Token | None) -> Any:
        """Take `24 dec` or `24 dec 2026`."""
        number = words.number_of(month, words.MONTHS) + 1
        if year is not None:
            return _on_day(day, int(year), number, int(day))
        if not 1 <= int(day) <= _DAYS_OF_MONTHS[number - 1]:
            raise Misused(day, "the month has no such day")
        return Yearly(number, int(day))

    def month_day(self, month: Token, day: Token, year: Token | None) -> Any:
        """Take `dec 24` or `dec 24 2026`."""
        return self.day_month(day, month, year)

    def shift(self, token: Token) -> Any:
        """Take `+3 days`, `in 3 days` or `3 days ago`."""
        said = _spoken(token)
        unit = next(words.UNITS[w] for w in said.split() if w in words.UNITS)
        amount = int("".join(filter(str.isdecimal, said)))
        return Shifted(-amount if said.startswith("-") or said.endswith("ago") else amount, unit)

    def edge(self, token: Token) -> Any:
        """Take `first day of next month`, or `next month`, which is the same."""
        *said, period = _spoken(token).split()
        which = words.WHICH.get(said[-1], 0)
        return Edge("day" in said and said[0] == "last", which, Unit(period))


def _spoken(token: str) -> str:
    """Return the words of a token as the tables of `words` have them."""
    return " ".join(token.lower().replace(":", " : ").split()).replace(" :", ":")


def _on_day(token: Token, year: int, month: int, day: int) -> OnDay:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Misused(token, f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return OnDay(date(year, month, day))
    except ValueError:
        raise Misused(token, "this day is not in the calendar") from None


def _text(token: Token) -> Text:
    text = "".join(_characters(token)[0])
    if not text.strip():
        raise Misused(token, "a text to search for must not be blank")
    return Text(text)


def _who(token: Token) -> Person | Name:
    said = str(token).strip().casefold()
    return Person(said) if said in set(Person) else _name(token, str(token))


def _name(token: Token, written: str) -> Name:
    name = Name(tuple(_characters(written, wildcard="*")))
    if name == Name(("",)):
        raise Misused(token, "a name must not be empty")
    return name


def _characters(written: str, wildcard: str | None = None) -> list[str]:
    """Return what is written, quotes and escapes undone, split at unescaped wildcards."""
    quoted = written.startswith('"')
    inner = written[1:-1] if quoted else written
    pieces, kept = [""], 0
    for found in re.finditer(r"\\([\s\S])|([\s\S])", inner):
        if found[2] == wildcard and wildcard:
            pieces.append("")
            kept = 0
            continue
        pieces[-1] += found[1] or found[2]
        if found[1] or not found[2].isspace():
            kept = len(pieces[-1])
    if not quoted:  # white space before the next operator is no part of it, unless it is escaped
        pieces[-1] = pieces[-1][:kept]
    return pieces
