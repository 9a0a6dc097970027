"""Occurrences of repeating tasks: what became of each."""

from enum import StrEnum
from uuid import UUID

from tasklark.domain.nouns import Noun, Record


class Fate(StrEnum):
    """What became of an occurrence."""

    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


class Occurrence(Record):
    """One slot of a repeating task that is past: the date it stood at, and its fate.

    `slot` is a canonical text of `domain.dates`; `created_at` is when its fate was decided, by the
    person `by`.
    """

    project_id: UUID
    task_id: UUID
    slot: str
    fate: Fate
    by: UUID | None = None


OCCURRENCE = Noun(name="occurrence", record=Occurrence, cleaners={})
