"""People who have something in every table, so that what is attacked is never empty."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from tasklark.actions import new_accounts, tasks
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.access import Caller
from tasklark.domain.accounts import Account
from tasklark.identity.claims import Claims
from tasklark.storage import (
    accounts,
    answers,
    api_tokens,
    attempts,
    directory,
    invitations,
    revocations,
    sessions,
)
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


def caller_of(account: Account) -> Caller:
    """Return an account as whoever asks."""
    return Caller(account.id, account.user_id, account.inbox_id)


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
    return caller_of(await new_accounts.provision(database, claims))


async def resident(database: Database) -> Resident:
    """Return somebody who has something in every table."""
    caller = await newcomer(database)
    door = Door(database, caller, "rest")
    fields = {"title": f"of {caller.user_id}", "description": "private", "due_date": "2026-05-01"}
    made = [await perform(door, tasks.create, fields) for _ in range(2)]
    kinds = (Kind.SESSION, Kind.API_TOKEN, Kind.INVITATION)
    found = Resident(caller, tuple(m.task.id for m in made), {k: uuid4() for k in kinds}, uuid4())
    await _fill(database, found)
    return found


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
        )
