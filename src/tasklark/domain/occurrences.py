"""Occurrences of repeating tasks: what became of each."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from tasklark.domain.nouns import Noun, Record


class Fate(StrEnum):
    """What became of an occurrence."""

    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


_WEIGHT: Sequence[Fate] = (Fate.MISSED, Fate.SKIPPED, Fate.DONE)


def prevails(fate: Fate, over: Fate) -> bool:
    """Tell whether a fate replaces one that was decided before.

    What was done is done, whoever had skipped it; so it doesn't matter which is heard of first.
    """
    return _WEIGHT.index(fate) > _WEIGHT.index(over)


class Occurrence(Record):
    """One slot of a repeating task that is past: the date it stood at, and its fate.

    `slot` is a canonical text of `domain.dates`; `created_at` is when its fate was first decided,
    `by` the person who did or skipped it.
    """

    project_id: UUID
    task_id: UUID
    slot: str
    fate: Fate
    by: UUID | None = None


OCCURRENCE = Noun(name="occurrence", record=Occurrence, cleaners={})
