"""What an import file becomes: drafts of tasks, and what there is to say about each line."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from tasklark.domain.dates import Due
from tasklark.domain.errors import Invalid
from tasklark.domain.tasks import TASK, Priority
from tasklark.domain.text import DESCRIPTION_MAX, TITLE_MAX

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAK = re.compile(r"[ \t]*[\n\t]\s*")
_QUOTED_MAX = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import, already text.

    `zone` stands in where the file names no time zone. `written_on` is the day the file was
    written; it dates what the file dates without a year.
    """

    name: str
    text: str
    zone: ZoneInfo | None = None
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as the file tells it, ready to be made.

    `line` is where its record starts, counted from 1. `source_id` is the same whenever the same
    record is read again, and no two records of a file share one. `losses` are sentences for the
    user: what today's task has no field for, and where it went. `more` are further fields of the
    task, cleaned.
    """

    line: int
    source_id: str
    title: str
    description: str | None
    completed: bool
    priority: Priority | None
    due_date: Due | None
    losses: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """Return the editable fields of the task, in the words of `domain.tasks`."""
        return {
            "title": self.title,
            "description": self.description,
            "completed": self.completed,
            "priority": self.priority,
            "due_date": None if self.due_date is None else str(self.due_date),
            **self.more,
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that holds something of the user's and could not be taken."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no task; what it says is kept elsewhere, or is not about tasks."""

    line: int
    reason: str


Result = Draft | Refused | Skipped
Importer = Callable[[Source], Iterator[Result]]


class SourceIds:
    """Names the records of one file, the same way each time the file is read."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._seen: Counter[str] = Counter()

    def name(self, *parts: str) -> str:
        """Return the name of the next record made of `parts`; equal records are numbered."""
        normal = [" ".join(unicodedata.normalize("NFC", part).split()) for part in parts]
        digest = sha256(json.dumps(normal).encode()).hexdigest()[:32]
        self._seen[digest] += 1
        return f"{self._origin}:{digest}:{self._seen[digest]}"


@dataclass(slots=True)
class Sketch:
    """A task while its record is being read; gathers what the task has no field for."""

    line: int
    origin: str
    title: str
    body: str = ""
    completed: bool = False
    priority: Priority | None = None
    due: Due | None = None
    kept: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    dropped: int = 0

    def take(self, name: str, value: Any) -> bool:
        """Take a further field of the task; return whether it may have that value."""
        try:
            self.more |= TASK.cleaned({name: value})
        except Invalid:
            return False
        return True

    def keep(self, label: str, value: str, why: str = "has no field yet") -> None:
        """Keep what has no field as a line of the description, and say so. Empty: nothing."""
        label, value = " ".join(self._printable(label).split()), self._printable(value).strip()
        if value:
            self.kept.append(f"- {label}: " + value.replace("\n", "\n  "))
            self.tell(f"{quoted(f'{label}: {value}')} {why}; kept in the description")

    def tell(self, loss: str) -> None:
        """Say what changed on the way in."""
        self.losses.append(loss)

    def finish(self, ids: SourceIds, *identity: str) -> Draft | Refused:
        """Return the draft, named by its `identity`, with texts inside their limits."""
        title = _BREAK.sub(" ", self._printable(self.title)).strip()
        if not title:
            return Refused(self.line, "has no title")
        if len(title) > TITLE_MAX:
            title = self._cut_title(title)
        description = self._description()
        if self.dropped:
            self.tell(f"{self.dropped} control characters were left out")
        return Draft(
            line=self.line,
            source_id=ids.name(*identity),
            title=title,
            description=description or None,
            completed=self.completed,
            priority=self.priority,
            due_date=self.due,
            losses=tuple(self.losses),
            more=self.more,
        )

    def _cut_title(self, title: str) -> str:
        self.kept.insert(0, f"- Full title: {title}")
        self.tell(
            f"the title of {len(title):,} characters was cut at {TITLE_MAX:,}; "
            "kept whole in the description"
        )
        return title[: TITLE_MAX - 1].rstrip() + "…"

    def _description(self) -> str:
        body = self._printable(self.body).strip("\n")
        body = body if body.strip() else ""
        tail = "\n".join([f"Imported from {self.origin}:", *self.kept]) if self.kept else ""
        tail = f"\n\n{tail}" if body and tail else tail
        excess = len(body) + len(tail) - DESCRIPTION_MAX
        if excess > 0:
            self.tell(f"the description is too long: {excess:,} of its characters were left out")
            body = body[: max(0, len(body) - excess)]
        return (body + tail)[:DESCRIPTION_MAX]

    def _printable(self, text: str) -> str:
        cleaned, count = _UNPRINTABLE.subn("", _line_ends(text))
        self.dropped += count
        return cleaned


def quoted(value: str) -> str:
    """Return `value` in quotation marks, on one line and short enough for a report."""
    line = " ".join(_UNPRINTABLE.sub("", value).split())
    return f'"{line[: _QUOTED_MAX - 1]}…"' if len(line) > _QUOTED_MAX else f'"{line}"'


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
