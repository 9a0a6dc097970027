"""One line into a task: read with the names that the caller knows, and made with its reminders.

A project or person that is not known stays text, as it was typed, and is told as unknown, so that
a client can offer to make it. A label is but a name, so a new one counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from tasklark.actions import records
from tasklark.actions.records import Made
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import quick_add, text, zones
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.fields import refused as unfit
from tasklark.domain.labels import NAME_MAX
from tasklark.domain.quick_add import LANGUAGES, QuickAdd, Span
from tasklark.domain.quick_add.signs import fold
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.storage import finding as stored
from tasklark.storage.engine import Identity

FIELD = "text"
_MOST_ROUNDS = 10
"""How often a line is read anew without names that are not there; then without their kinds."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed; where, in which language (the account's without them); what stays text."""

    text: str
    time_zone: str | None = None
    language: str | None = None
    refused: Collection[str | tuple[int, int]] = ()


class Unknown(NamedTuple):
    """A name in a line that stands for nothing which is there."""

    kind: str
    name: str


class Reading(NamedTuple):
    """What a line says: fields of a task, its reminders, and which part of the line became what."""

    task: dict[str, Any]
    reminders: Sequence[dict[str, Any]]
    spans: Sequence[Span]
    unknown: Sequence[Unknown]


class Added(NamedTuple):
    """What was made of a line."""

    task: Made
    reminders: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the caller has names for, as rows of `storage.finding`; and what they speak."""

    inbox_id: UUID
    projects: Sequence[Row]
    sections: Sequence[Row]
    people: Sequence[Row]
    labels: Sequence[Row]
    language: str

    @property
    def names(self) -> quick_add.Names:
        return quick_add.Names(
            projects=[row[1] for row in self.projects],
            sections=[row[1] for row in self.sections],
            labels=[row[0] for row in self.labels],
            people=[row[1] for row in self.people],
        )

    def place(self, project: str | None, section: str | None) -> tuple[UUID | None, UUID | None]:
        """Return the ids of a project and a section of it; None for what is not there."""
        project_id = _first(self.projects, project)
        within = [row for row in self.sections if project is None or row[2] == project_id]
        return project_id, _first(within, section)

    def person(self, project_id: UUID, name: str) -> UUID | None:
        """Return the member of a project who has a name."""
        return _first([row for row in self.people if row[2] == project_id], name)

    def project_of(self, project_id: UUID | None, section_id: UUID | None) -> UUID:
        """Return where the task will be."""
        of_section = (row[2] for row in self.sections if row[0] == section_id)
        return project_id or next(of_section, self.inbox_id)


async def read(door: Door, line: Line, purpose: Operation = Operation.READ_TASKS) -> Reading:
    """Return what a line says, to somebody who may do what it is read for.

    Raises `Forbidden`, and `Invalid` for a text that is empty or too long.
    """
    require(door.caller, purpose)
    text.require_storable(FIELD, line.text)
    if not line.text.strip():
        raise unfit(FIELD, "must not be empty or blank")
    zone = door.caller.time_zone if line.time_zone is None else zones.clean_zone(line.time_zone)
    known = await _known(door)
    language = line.language or known.language
    now = zones.shown(datetime.now(UTC), ZoneInfo(zone))
    words = [language, *(other for other in LANGUAGES if other != language)]
    refused, unknown = list(line.refused), list[Unknown]()
    rounds = 0
    while True:
        rounds += 1
        try:
            found = quick_add.parse(line.text, now, words, known.names, refused=refused)
        except Invalid as invalid:
            raise Invalid(*(FieldError(FIELD, e.message) for e in invalid.errors)) from None
        fields, strange = _resolved(found, known)
        if not strange:
            reminders = fields.pop("reminders", [])
            return Reading(fields, reminders, found.spans, unknown)
        refused += [
            (span.start, span.end) if rounds < _MOST_ROUNDS else span.kind for span in strange
        ]
        unknown += [Unknown(span.kind, str(span.value)) for span in strange]


async def create(work: Work, reading: Reading, task_id: UUID | None = None) -> Added:
    """Make the task that a line says, with its reminders. Raises as `records.create` does."""
    made = await records.create(work, TASK, reading.task, task_id)
    if not made.is_new:
        return Added(made, ())
    reminders = [
        await records.create(work, REMINDER, {"task_id": made.record.id, **reminder})
        for reminder in reading.reminders
    ]
    return Added(made, [reminder.record for reminder in reminders])


async def _known(door: Door) -> _Known:
    caller = door.caller
    results = await door.database.read(
        Identity(caller.account_id),
        stored.projects(caller.account_id),
        stored.sections(caller.account_id),
        stored.people(caller.account_id),
        stored.labels(caller.account_id),
        stored.preferences(caller.account_id, caller.person_id),
    )
    projects, sections, people, labels, preferences = (result.rows() for result in results)
    language = preferences[0][1] if preferences else LANGUAGES[0]
    open_projects = [row for row in projects if not row[3]]
    return _Known(caller.inbox_id, open_projects, sections, people, labels, language)


def _resolved(found: QuickAdd, known: _Known) -> tuple[dict[str, Any], list[Span]]:
    """Return the fields of a task with ids for names; and the spans whose names are strange."""
    fields: dict[str, Any] = dict(found.fields)
    project, section = fields.pop("project", None), fields.pop("section", None)
    names = fields.pop("assignees", [])
    project_id, section_id = known.place(project, section)
    strange = {
        "project": {project} if project is not None and project_id is None else set(),
        "section": {section} if section is not None and section_id is None else set(),
        "label": {name for name in fields.get("labels", ()) if len(name) > NAME_MAX},
    }
    if not strange["project"]:
        target = known.project_of(project_id, section_id)
        people = {name: known.person(target, name) for name in names}
        strange["assignee"] = {name for name, person_id in people.items() if person_id is None}
        if people:
            fields["assignee_ids"] = [person for person in people.values() if person is not None]
    places: Mapping[str, UUID | None] = {"project_id": project_id, "section_id": section_id}
    fields |= {name: place for name, place in places.items() if place is not None}
    return fields, [span for span in found.spans if span.value in strange.get(span.kind, ())]


def _first(rows: Sequence[Row], name: str | None) -> UUID | None:
    """Return the id of the first row, (id, name, …), of a name; None when there is none."""
    if name is None:
        return None
    return next((row[0] for row in rows if fold(row[1]) == fold(name)), None)
