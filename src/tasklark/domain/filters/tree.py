"""A filter as a tree: terms, joined by and, or and not.

Every tree that is made as its docstrings say has a text (`writing.to_text`) that parses to it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Word(StrEnum):
    """A term that is one phrase; its value is the phrase, as the language writes it."""

    ALL = "all"
    OVERDUE = "overdue"
    NO_DATE = "no date"
    NO_TIME = "no time"
    NO_START = "no start"
    NO_DEADLINE = "no deadline"
    RECURRING = "recurring"
    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"
    NO_LABELS = "no labels"
    NO_SECTION = "no section"
    INBOX = "inbox"
    SHARED = "shared"
    ARCHIVED = "archived"
    ASSIGNED = "assigned"
    TODO = "todo"
    IN_PROGRESS = "in progress"
    DONE = "done"
    CANCELLED = "cancelled"
    OPEN = "open"
    CLOSED = "closed"
    BLOCKED = "blocked"
    BLOCKING = "blocking"
    AVAILABLE = "available"
    SUBTASK = "subtask"
    HAS_SUBTASKS = "has subtasks"
    HAS_COMMENTS = "has comments"
    HAS_DESCRIPTION = "has description"
    HAS_LINKS = "has links"
    NO_DURATION = "no duration"


class Field(StrEnum):
    """A date that a task has; its value is how the language names it."""

    DUE = "due"
    START = "start"
    DEADLINE = "deadline"
    CREATED = "created"
    COMPLETED = "completed"
    CHANGED = "changed"


PAST = frozenset({Field.CREATED, Field.COMPLETED, Field.CHANGED})
"""The dates that lie behind: `monday` is the last one for them, for the others the next."""


class Relation(StrEnum):
    """How a task's date lies to a day."""

    ON = "on"
    BEFORE = "before"
    AFTER = "after"


class Unit(StrEnum):
    """A length of time in which days are counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class OnDay:
    """One day of the calendar, its year from 1000 to 9998."""

    day_on: date


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day of each year, 1-12 and 1-31, that is in the calendar of some year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of each week; 0 is Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class Shifted:
    """The day that lies so many (up to 9,999 either way) units after today."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Edge:
    """The first or last day of a week, month or year: -1 the last one, 0 this one, 1 the next."""

    last: bool
    which: int
    unit: Unit


Day: TypeAlias = OnDay | Yearly | Weekday | Shifted | Edge


@dataclass(frozen=True, slots=True)
class Name:
    """A name with wildcards between its pieces; one piece is a name without any."""

    pieces: tuple[str, ...]


class Person(StrEnum):
    """People as whoever asks calls them."""

    ME = "me"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Is:
    """What the word says holds."""

    word: Word


@dataclass(frozen=True, slots=True)
class Text:
    """The title or the description holds this text, which isn't blank."""

    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label has the name."""

    name: Name


@dataclass(frozen=True, slots=True)
class InProject:
    """The project has the name, or with `nested` one that it lies in."""

    name: Name
    nested: bool = False


@dataclass(frozen=True, slots=True)
class InSection:
    """The section has the name."""

    name: Name


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """Somebody to whom the task is assigned is this person, or has the name."""

    who: Person | Name


@dataclass(frozen=True, slots=True)
class CreatedBy:
    """Whoever made the task is this person, or has the name."""

    who: Person | Name


@dataclass(frozen=True, slots=True)
class When:
    """A date of the task lies on, before or after a day."""

    field: Field
    relation: Relation
    day: Day


@dataclass(frozen=True, slots=True)
class Within:
    """Due today or on one of the days after it, `days` (1 to 9,999) in all."""

    days: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """The duration compares so (`<`, `<=`, `>`, `>=` or `=`) with `minutes`, at most a year's."""

    comparison: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold."""

    term: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All terms, two or more, hold."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the terms, two or more, holds."""

    terms: tuple["Node", ...]


Term: TypeAlias = (
    Is | Text | Labelled | InProject | InSection | AssignedTo | CreatedBy | When | Within | Lasting
)
Node: TypeAlias = Term | Not | And | Or


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below one; none for a term."""
    if isinstance(node, And | Or):
        return node.terms
    return (node.term,) if isinstance(node, Not) else ()


def terms(node: Node) -> list[Term]:
    """Return the terms of a tree, however deep it is, in no particular order."""
    found: list[Term] = []
    ahead = [node]
    while ahead:
        here = ahead.pop()
        if isinstance(here, And | Or | Not):
            ahead += parts(here)
        else:
            found.append(here)
    return found


def depth(node: Node) -> int:
    """Return how many levels of nodes a tree has, however deep it is."""
    level, count = [node], 0
    while level:
        level = [part for here in level for part in parts(here)]
        count += 1
    return count
