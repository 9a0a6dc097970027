"""People who share a project: one for each role, and one who is in none."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from tasklark.actions import project_invitations, records
from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.domain.access import Caller, Role
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import changes, scopes
from tasklark.storage import records as stored
from tasklark.storage.engine import Database, Identity
from tasklark.storage.notices import ScopeKey
from tests.conftest import Store
from tests.storage.residents import newcomer, on

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Street:
    """A shared project, its people by role (`stranger` is in nothing), and who told what moved."""

    database: Database
    people: dict[str, Caller]
    project_id: UUID = field(init=False)
    moved: dict[ScopeKey, int] = field(default_factory=dict)

    def door(self, who: str) -> Door:
        """Return the door of somebody."""
        return Door(self.database, self.people[who], "rest", self.moved.update)

    async def act(
        self,
        who: str,
        action: Callable[Concatenate[Work, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Have somebody do something."""
        return await perform(self.door(who), action, *args, **kwargs)

    async def project(self, who: str, **fields: Any) -> UUID:
        """Have somebody make a project of their own."""
        made = await self.act(who, records.create, PROJECT, {"name": "Garden", **fields})
        found: UUID = made.record.id
        return found

    async def task(self, who: str, **fields: Any) -> UUID:
        """Have somebody make a task, in the shared project if `project_id` is not given."""
        told: Mapping[str, Any] = {"title": "Rake", "project_id": str(self.project_id), **fields}
        given = {name: value for name, value in told.items() if value is not None}
        made = await self.act(who, records.create, TASK, given)
        found: UUID = made.record.id
        return found

    async def invite(self, who: str = "owner", role: str = "viewer", **more: Any) -> str:
        """Have somebody invite to the shared project; return the secret."""
        draft = {"role": role, **more}
        made = await self.act(who, project_invitations.create, self.project_id, draft)
        return made.secret

    async def log(self, who: str, owner: str, scope_id: UUID) -> list[tuple[Any, ...]]:
        """Return the log of a scope as somebody sees it: record, field, before, after."""
        call = changes.since(self.people[owner].account_id, scope_id, 0, 10_000)
        (found,) = await self.database.read(Identity(self.people[who].account_id), call)
        return [(row[2], row[1], row[4], row[5]) for row in found.rows()]

    async def number(self, owner: str, scope_id: UUID) -> int:
        """Return how far a scope is, as its owner sees it."""
        account_id = self.people[owner].account_id
        call = scopes.change_number(account_id, scope_id)
        (found,) = await self.database.read(Identity(account_id), call)
        return int((found.row() or (0,))[0])

    async def record(self, who: str, owner: str, noun: Any, record_id: UUID) -> Any:
        """Return a record as somebody sees it among an owner's; None if they don't."""
        call = stored.find(noun)(self.people[owner].account_id, record_id)
        (found,) = await self.database.read(Identity(self.people[who].account_id), call)
        row = found.row()
        return stored.loaded(noun, row) if row else None


async def street(database: Database, *roles: Role) -> Street:
    """Return a project with an owner and a member of each of these roles."""
    names = ("owner", *roles, "stranger")
    made = Street(database, {str(name): await newcomer(database) for name in names})
    made.project_id = await made.project("owner")
    for role in roles:
        secret = await made.invite(role=role)
        await made.act(role, project_invitations.join, secret)
    return made


def on_street(store: Store, story: Callable[[Street], Awaitable[T]], *roles: Role) -> T:
    """Tell a story on a street with an owner and these others; return what it returns."""

    async def run(database: Database) -> T:
        return await story(await street(database, *roles))

    return on(store, run)
