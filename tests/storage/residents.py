"""People who have something in every table, so that what is attacked is never empty."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from tasklark.actions import (
    calendar_moves,
    calendar_puts,
    calendars,
    new_accounts,
    project_invitations,
    records,
)
from tasklark.actions.calendar_moves import Place
from tasklark.actions.calendar_sites import Sent
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain import nouns
from tasklark.domain.access import Caller
from tasklark.domain.calendar_objects import Alarm, Index, Meaning
from tasklark.domain.comments import COMMENT
from tasklark.domain.labels import LABEL
from tasklark.domain.occurrences import OCCURRENCE, Fate
from tasklark.domain.preferences import FILTER
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.identity.claims import Claims
from tasklark.storage import (
    accounts,
    answers,
    api_tokens,
    attempts,
    calendar_feeds,
    directory,
    invitations,
    pushes,
    revocations,
    sessions,
)
from tasklark.storage import records as stored
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Database, Identity
from tests.conftest import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Resident:
    """Somebody with an account, two tasks, and one of everything else."""

    caller: Caller
    tasks: tuple[UUID, ...]
    keys: dict[Kind, UUID]
    attempt: UUID

    @property
    def id(self) -> int:
        """Return the account's number, which every row of theirs begins with."""
        return self.caller.account_id


def on(store: Store, job: Callable[[Database], Awaitable[T]], size: int = 4) -> T:
    """Run a job on the store's database as the app's role, and return what it returns."""

    async def run() -> T:
        database = Database(store.app, size)
        await database.open()
        try:
            return await job(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def newcomer(database: Database) -> Caller:
    """Return somebody who has just got an account."""
    claims = Claims("better-auth", f"user-{uuid4()}", time.time() + 60, "a@example.org", "Ada")
    return new_accounts.caller_of(await new_accounts.provision(database, claims))


async def resident(database: Database) -> Resident:
    """Return somebody who has something in every table."""
    caller = await newcomer(database)
    door = Door(database, caller, "rest")
    fields = {"title": f"of {caller.user_id}", "description": "private", "due_date": "2026-05-01"}
    made = [await perform(door, records.create, TASK, fields) for _ in range(2)]
    await _organise(door, made[0].record)
    project = await perform(door, records.create, PROJECT, {"name": "private"})
    draft = {"role": "viewer", "email": "b@example.org"}
    await perform(door, project_invitations.create, project.record.id, draft)
    kinds = (Kind.SESSION, Kind.API_TOKEN, Kind.INVITATION)
    found = Resident(caller, tuple(m.record.id for m in made), {k: uuid4() for k in kinds}, uuid4())
    await _fill(database, found)
    await _in_calendars(door, found.tasks[0])
    return found


async def _in_calendars(door: Door, task_id: UUID) -> None:
    """Have one of everything that calendar programs leave."""
    caller, name = door.caller, f"of {door.caller.user_id}"
    kept = {"{x:}private": "<private/>"}
    wanted = calendars.NewCollection(components=frozenset({"VEVENT"}), properties=kept)
    await perform(door, calendars.make, name, wanted)
    inbox, alarm = str(caller.inbox_id), Alarm(0, "private", {"at": "2026-05-01T09:00:00"})
    text, uid = f"private {name}", str(task_id)
    said = Meaning("private", due_date="2026-05-01")
    task = Sent(text, uid, "VTODO", said, Index("VTODO"), (alarm,))
    await perform(door, calendar_puts.put, inbox, f"{uid}.ics", task)
    await perform(
        door, calendar_moves.move, Place(inbox, f"{uid}.ics"), Place(inbox, name), overwrite=False
    )
    event = Sent(text, "event", "VEVENT", None, Index("VEVENT"))
    await perform(door, calendar_puts.put, name, f"{name}.ics", event)
    account_id, feed = caller.account_id, (uuid4(), "project", caller.inbox_id, True, name.encode())
    async with door.database.transaction(Identity(account_id)) as transaction:
        await transaction.commit(calendar_feeds.insert(account_id, *feed))


async def _organise(door: Door, task: Any) -> None:
    """Have one of everything that a task can have, and that an account keeps for itself."""
    hanging = {"task_id": str(task.id)}
    for noun, fields in (
        (SECTION, {"project_id": str(task.project_id), "name": "private"}),
        (COMMENT, {**hanging, "body": "private"}),
        (REMINDER, {**hanging, "minutes_before": 10}),
        (LABEL, {"name": "private"}),
        (FILTER, {"name": "private", "query": "today"}),
    ):
        await perform(door, records.create, noun, fields)


async def _fill(database: Database, who: Resident) -> None:
    session, token, invitation = who.keys.values()
    secret = f"secret of {who.caller.user_id}".encode()
    async with database.transaction(Identity(who.id, who.attempt)) as transaction:
        await transaction.commit(
            *(directory.enter(kind, key, who.id) for kind, key in who.keys.items()),
            accounts.set_password(who.id, f"hash of {who.caller.user_id}"),
            sessions.insert(who.id, session, "browser", secret, "agent", 30),
            api_tokens.insert(who.id, token, "name", ["tasks:read"], secret, 30),
            invitations.insert(who.id, invitation, "b@example.org", secret, 7),
            answers.keep(who.id, f"key of {who.caller.user_id}", b"f", 201, "{}", secret),
            attempts.count(who.attempt, 900),
            revocations.add(uuid4(), who.id),
            pushes.keep(who.id, "client", 1, "{}"),
            stored.insert(OCCURRENCE, who.id, _occurrence(who)),
        )


def _occurrence(who: Resident) -> Any:
    values = {"project_id": who.caller.inbox_id, "task_id": who.tasks[0]}
    at = datetime.now(UTC)
    return nouns.made(OCCURRENCE, uuid4(), {**values, "slot": "2026-05-01", "fate": Fate.DONE}, at)
