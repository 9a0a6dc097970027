"""The vocabulary: every word of the language, and the other ways to say it.

The grammar is made of these tables, the suggestions choose from them, and a test holds the
documentation against them.
"""

from collections.abc import Mapping

from tasklark.domain.filters.tree import (
    Day,
    Field,
    Is,
    Node,
    Relation,
    Shifted,
    Unit,
    When,
    Word,
)

TODAY = Shifted(0, Unit.DAY)
TOMORROW = Shifted(1, Unit.DAY)
YESTERDAY = Shifted(-1, Unit.DAY)

DAYS: Mapping[str, Day] = {"today": TODAY, "tomorrow": TOMORROW, "yesterday": YESTERDAY}

DUE_DAYS: Mapping[str, Node] = {
    phrase: When(Field.DUE, Relation.ON, day) for phrase, day in DAYS.items()
}
"""Days that stand alone: what is due on them."""

_SYNONYMS = {
    "view all": Word.ALL,
    "no due date": Word.NO_DATE,
    "no label": Word.NO_LABELS,
    "no priority": Word.P4,
    "priority: high": Word.P1,
    "priority: medium": Word.P2,
    "priority: low": Word.P3,
    "priority: none": Word.P4,
    "completed": Word.CLOSED,
    "canceled": Word.CANCELLED,
}

PHRASES: Mapping[str, Node] = {
    **{word.value: Is(word) for word in Word},
    **{phrase: Is(word) for phrase, word in _SYNONYMS.items()},
    **DUE_DAYS,
}
"""Terms that are one phrase."""

_FIELDS = {field.value: field for field in Field} | {"date": Field.DUE, "added": Field.CREATED}

MOMENTS: Mapping[str, tuple[Field, Relation]] = {
    f"{name}{after}:": (field, relation)
    for name, field in _FIELDS.items()
    for after, relation in (
        ("", Relation.ON),
        (" before", Relation.BEFORE),
        (" after", Relation.AFTER),
    )
}
"""What a day follows."""

SEARCH = "search:"
ASSIGNED_TO = "assigned to:"
CREATED_BY = ("created by:", "added by:")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

UNITS: Mapping[str, Unit] = {f"{unit.value}{plural}": unit for unit in Unit for plural in ("", "s")}
MINUTES: Mapping[str, int] = {
    "min": 1,
    "minute": 1,
    "minutes": 1,
    "h": 60,
    "hour": 60,
    "hours": 60,
}
WHICH: Mapping[str, int] = {"last": -1, "this": 0, "next": 1}

TERMS = (*PHRASES, *MOMENTS, SEARCH, ASSIGNED_TO, *CREATED_BY, "next 7 days", "duration <")
"""What a term can begin with, for suggestions."""


def number_of(word: str, words: tuple[str, ...]) -> int:
    """Return the place of a weekday or month that is written out or shortened."""
    return next(i for i, name in enumerate(words) if name.startswith(word.lower()))
