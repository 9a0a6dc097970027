"""Random tasks around a moment, for filters to be tried on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tasklark.domain.dates import Due
from tasklark.domain.filters import Named, Names, Project
from tasklark.domain.filters.tree import Name
from tasklark.domain.tasks import CLOSED, Priority, Task, TaskStatus

LABELS = (
    "errand",
    "Errand",
    "büro",
    "BÜRO",
    "Straße",
    "STRASSE",
    "a*b",
    'a"\\b',
    "x\ny",
    "ΣΑΣ",
    "σας",
    "½…",
    "Ა",
)
_WORDS = (
    "Café",
    "CAFE",
    "milk",
    "MILK!",
    "Straße",
    "strasse",
    "über",
    "Łódź",
    "Å",
    "a.c",
    "(x",
    "[",
)


def ids(random: Random, count: int) -> list[UUID]:
    """Return random ids."""
    return [UUID(int=random.getrandbits(128), version=4) for _ in range(count)]


def names(random: Random) -> Names:
    """Return projects in three levels, sections and people, some of them alike."""
    inbox, work, home, deep, deeper, other, old = ids(random, 7)
    return Names(
        projects=[
            Project(inbox, "Inbox", is_inbox=True),
            Project(work, "Work", is_shared=True),
            Project(home, "Home"),
            Project(deep, "Büro", parent_id=work),
            Project(deeper, "straße", parent_id=deep, is_shared=True),
            Project(other, "WORK", parent_id=home),
            Project(old, "Old", is_archived=True),
        ],
        sections=[
            Named(one, name) for one, name in zip(ids(random, 2), ["Now", "Later"], strict=True)
        ],
        people=[
            Named(one, name)
            for one, name in zip(ids(random, 3), ["Ada", "ada lovelace", "me"], strict=True)
        ],
    )


KNOWN_NAMES: st.SearchStrategy[Name] = st.one_of(
    st.sampled_from([*LABELS, "work", "home", "BÜRO", "now", "ada", "me", "old", "nothing"]).map(
        lambda name: Name((name,))
    ),
    st.lists(
        st.sampled_from(["", "w", "a", "B", "ss", "ß", "or", "*"]), min_size=2, max_size=4
    ).map(lambda pieces: Name(tuple(pieces))),
)
"""Names of what is in a population, some with wildcards."""
KNOWN_TEXTS = st.sampled_from([*_WORDS, "a", "MIL", "ssE", "ß", "́", "c\\", "Lodz", "K Å"])
"""Texts of which some are in the tasks of a population."""


def tasks(random: Random, count: int, known: Names, moments: Sequence[datetime]) -> list[Task]:
    """Return so many tasks whose dates lie near one of the moments (times without a zone)."""
    made: list[Task] = []
    task_ids = ids(random, count)
    for one in task_ids:
        status = random.choice(list(TaskStatus))
        fields = {
            "project_id": random.choice([p.id for p in known.projects]),
            "section_id": random.choice([None, *(s.id for s in known.sections), one]),
            "parent_id": random.choice([None, None, *task_ids]),
            "title": _words(random),
            "description": random.choice([None, "", *(_words(random),) * 4]),
            "status": status,
            "completed": status in CLOSED,
            "completed_at": _moment(random, moments) if status in CLOSED else None,
            "priority": random.choice([None, *Priority]),
            "due_date": _date(random, moments),
            "start_date": _date(random, moments),
            "deadline": random.choice([None, _near(random, moments).date().isoformat()]),
            "repeat": random.choice([None, {"rule": "FREQ=DAILY"}]),
            "duration_minutes": random.choice([None, *range(90)]),
            "labels": random.sample(LABELS, random.randint(0, 2)),
            "assignee_ids": random.sample([p.id for p in known.people], random.randint(0, 2)),
            "blocked_by": random.sample(task_ids, random.choice([0, 0, 0, 1, 2])),
            "links": random.choice([[], [{"url": "https://example.org", "title": "x"}]]),
            "created_by": random.choice([None, *(p.id for p in known.people)]),
        }
        made.append(_task(one, random, moments, fields))
    return made


def _words(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=random.randint(1, 3)))


def _task(one: UUID, random: Random, moments: Sequence[datetime], fields: dict[str, Any]) -> Task:
    return Task.model_construct(
        id=one,
        position="a",
        created_at=_moment(random, moments),
        updated_at=_moment(random, moments),
        deleted_at=random.choice([None] * 9 + [_moment(random, moments)]),
        **fields,
    )


def _near(random: Random, moments: Sequence[datetime]) -> datetime:
    """Return a time at, right before or after one of the moments, or some hours or days off."""
    apart = timedelta(
        days=random.choice([0, 0, 0, 1, -1, random.randint(-40, 40)]),
        hours=random.choice([0, 0, random.randint(-26, 26)]),
        minutes=random.choice([0, 0, 30, random.randint(-90, 90)]),
        microseconds=random.choice([0, 0, 0, 1, -1, 500_000]),
    )
    return random.choice(moments) + apart


def _moment(random: Random, moments: Sequence[datetime]) -> datetime:
    return _near(random, moments).replace(tzinfo=UTC)


def _date(random: Random, moments: Sequence[datetime]) -> str | None:
    near = _near(random, moments)
    due = random.choice(
        [
            None,
            Due.on_day(near.date()),
            Due.at_local(near),
            Due.at_instant(near.replace(tzinfo=UTC)),
        ]
    )
    return None if due is None else str(due)
