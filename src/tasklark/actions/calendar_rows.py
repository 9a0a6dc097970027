"""Rows of calendar objects as they are read: names, ETags, and what a text is to say.

A text that a client put is given back as it is while it says what the task is; of every other task
comes what it takes to write one.
"""

from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions.calendars import TASKS
from tasklark.domain import calendar_alarms, calendar_meaning, ids
from tasklark.domain.calendar_objects import Alarm, Facts, Index, Meaning
from tasklark.domain.reminders import Anchor, Reminder
from tasklark.domain.tasks import TASK, Task
from tasklark.storage import records

SUFFIX = ".ics"
"""What the name of a task ends in that nobody gave another: its id comes before."""
KNOWN = 9
"""How many columns every row of a task begins with."""
_FILE = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Object(NamedTuple):
    """An object of a collection.

    It has an index or its text (`base`), if there is one, as its `Part` tells. Where the text is
    not what is to be served (`is_exact`), `meaning` and `facts` are what it is to say.
    """

    id: UUID
    name: str
    etag: str
    uid: str
    component: str
    created_at: datetime
    updated_at: datetime
    index: Index | None = None  # type: ignore[assignment]  # nobody calls tuple's method
    base: str | None = None
    is_exact: bool = False
    meaning: Meaning | None = None
    facts: Facts | None = None


def known_object(row: tuple[Any, ...]) -> Object:
    """Return the object of what each row of a task begins with."""
    return Object(row[0], row[1], etag(*row[5:KNOWN]), row[2], TASKS, row[3], row[4])


def exact_object(row: tuple[Any, ...]) -> Object:
    """Return the object of a row that goes on with a text, and the person's alarms of it."""
    text = row[KNOWN] if not row[KNOWN + 1] else base(row[KNOWN : KNOWN + 3])
    tag = etag(*row[5:KNOWN])
    return Object(row[0], row[1], tag, row[2], TASKS, row[3], row[4], None, text, True)


def etag(task: int, text: int, reminders: int, alarms: int) -> str:
    """Return the ETag of a task: of the moments of its parts, in microseconds since 1970.

    Of reminders it is the sum of theirs; 0 stands for what is not there.
    """
    return f"{task:x}-{text:x}-{reminders + alarms:x}"


def file_object(row: tuple[Any, ...]) -> Object:
    """Return the object of a file's row."""
    file_id, name, uid, created_at, stored_at, component = row[:_FILE]
    found = Object(file_id, name, file_etag(stored_at), uid, component, created_at, stored_at)
    if len(row) > _FILE:
        found = found._replace(index=Index.of_json(row[_FILE]))
    if len(row) > _FILE + 1:
        found = found._replace(base=row[_FILE + 1], is_exact=True)
    return found


def file_etag(stored_at: datetime) -> str:
    """Return the ETag of a file that was stored at a moment."""
    return f"f{microseconds(stored_at):x}"


def microseconds(moment: datetime) -> int:
    """Return a moment in microseconds since 1970, exactly."""
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + moment.microsecond


def moment(microseconds: int) -> datetime:
    """Return the moment that `microseconds` tells."""
    return _EPOCH + timedelta(microseconds=microseconds)


def loaded_task(row: tuple[Any, ...], first: int) -> Task:
    """Return the task of columns from one on."""
    task: Task = records.loaded(TASK, row[first:])
    return task


def indexed(row: tuple[Any, ...]) -> Index:
    """Return the index of a task whose text is to be written."""
    task = loaded_task(row, KNOWN + 1)
    return _index(row[KNOWN], task, calendar_meaning.meaning_of(task))


def _index(kept: Any, task: Task, meaning: Meaning) -> Index:
    stored_index = None if kept is None else Index.of_json(kept)
    return calendar_meaning.index_of(task, meaning, stored_index)


def base(told: tuple[str | None, Any, Any]) -> str | None:
    """Return a stored text with the person's alarms back in it; None where there is none."""
    text, alarms, is_placed = told
    if text is None or not alarms:
        return text
    chunks = tuple(Alarm(**each) for each in alarms)
    whole: str = calendar_alarms.with_alarms(text, chunks, is_placed=bool(is_placed))
    return whole


def stale(zone: str, row: tuple[Any, ...], known: Several[str]) -> Object:
    """Return a task whose text is to be written; `known` are the UIDs that tasks have here."""
    told = row[KNOWN + 1 : KNOWN + 4]
    said, reminders, parent_uid, blocker_uids = row[KNOWN + 4 : KNOWN + 8]
    task = loaded_task(row, KNOWN + 8)
    parent_uid, blocker_uids = with_unresolved(said, parent_uid, blocker_uids, known)
    meaning = calendar_meaning.meaning_of(
        task,
        loaded_reminders(reminders),
        parent_uid=parent_uid,
        blocked_by_uids=blocker_uids,
        zone=zone,
    )
    found = known_object(row)
    return found._replace(
        base=base(told),
        meaning=meaning,
        facts=Facts(found.uid, task.created_at, task.updated_at, task.completed_at),
    )


def loaded_reminders(told: Sequence[dict[str, Any]] | None) -> list[Reminder]:
    """Return reminders of their JSON."""
    return [
        Reminder.model_construct(
            **{**each, "id": UUID(each["id"]), "anchor": Anchor(each["anchor"])}
        )
        for each in told or ()
    ]


def with_unresolved(
    said: Any, parent_uid: str | None, blocker_uids: Sequence[str], known: Several[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Add to a task's relations those that its text names, and that nothing here answers to."""
    told = said or {}
    named = told.get("parent_uid")
    if parent_uid is None and named is not None and named not in known:
        parent_uid = named
    more = [uid for uid in told.get("blocked_by_uids", ()) if uid not in known]
    return parent_uid, tuple(sorted({*blocker_uids, *more}))


def own_names(names: Several[str]) -> list[UUID]:
    """Return the ids of tasks whose names these would be if nobody gave them another."""
    stems = [name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)]
    return [found for stem in stems if (found := ids.parse_id(stem)) and str(found) == stem]
