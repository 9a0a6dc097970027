"""Who and what is in both databases: the same users, with the same tasks.

Everything follows from the numbers of a user (from 1) and of a task (from 0), so that the load
generator can name any task without a list of them.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

import jwt

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = (
    *("answer", "before", "bread", "call", "carry", "collect", "garden", "kitchen", "letter"),
    *("market", "meeting", "milk", "monday", "office", "order", "paint", "parcel", "pay"),
    *("phone", "plan", "print", "question", "repair", "report", "return", "school", "send"),
    *("sister", "station", "table", "ticket", "train", "visit", "water", "weekend", "write"),
)
UNDATED = {3, 6, 9}
TOKEN_LIFE = timedelta(days=1)


class Row(NamedTuple):
    """One task. Six tenths are pending, seven tenths have a due date."""

    user: int
    id: UUID
    title: str
    description: str
    completed: bool
    priority: str | None
    due_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Population:
    """So many users with so many tasks each, and the secret that their tokens are signed with."""

    users: int = 1_000
    tasks: int = 100
    secret: str = ""

    @staticmethod
    def of(users: int, tasks: int) -> "Population":
        """Return a population with a secret of its own."""
        return Population(users, tasks, secrets.token_urlsafe(32))

    def subject(self, user: int) -> str:
        """Return the claim `sub` of a user: 32 letters and digits, as Better Auth makes them."""
        return f"benchmarkuser{user:019d}"

    def token(self, user: int) -> str:
        """Return a token of a user, good for a day."""
        expires_at = datetime.now(UTC) + TOKEN_LIFE
        claims = {"sub": self.subject(user), "exp": expires_at}
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def write_tokens(self, file: Path) -> Path:
        """Write the tokens of all users, one per line, for the load generator."""
        file.write_text("".join(f"{self.token(user)}\n" for user in self.numbers()))
        return file

    def numbers(self) -> range:
        """Return the numbers of the users."""
        return range(1, self.users + 1)

    def rows(self) -> Iterator[Row]:
        """Yield all tasks, the users' mixed as they would be made, oldest first."""
        for task in range(self.tasks):
            for user in self.numbers():
                yield _row(user, task)


def task_id(user: int, task: int) -> UUID:
    """Return the id of a task: a UUIDv7 by its form."""
    return UUID(f"01900000-{user:04x}-7{task:03x}-8000-{user * 4096 + task:012x}")


def _row(user: int, task: int) -> Row:
    draw = Random(user * 4096 + task)
    return Row(
        user=user,
        id=task_id(user, task),
        title=" ".join(draw.choices(WORDS, k=5)).capitalize(),
        description=" ".join(draw.choices(WORDS, k=draw.randint(4, 20))),
        completed=task % 10 < 4,
        priority=draw.choice(("low", "medium", "high", None)),
        due_at=None if task % 10 in UNDATED else START + timedelta(minutes=draw.randint(0, 10**6)),
        created_at=START + timedelta(minutes=task, microseconds=draw.randint(0, 59_999_999)),
    )
