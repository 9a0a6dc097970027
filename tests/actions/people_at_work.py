"""People who do things, on a real database: what tests of the trash, undo and history share."""

from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg

from tasklark.actions import records, trash
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.nouns import Noun
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TASK
from tasklark.storage.engine import Database
from tasklark.storage.records import TABLES
from tests.conftest import Store
from tests.storage.residents import newcomer, on


class Person:
    """Somebody at work, through a door of their own."""

    def __init__(self, town: "Town", door: Door) -> None:
        self.town, self.door, self.caller = town, door, door.caller

    async def does(self, action: Callable[..., Awaitable[Any]], *args: Any, **more: Any) -> Any:
        return await perform(self.door, action, *args, **more)

    async def makes(self, noun: Noun, **fields: Any) -> Any:
        return (await self.does(records.create, noun, fields)).record

    async def task(self, title: str = "a task", **fields: Any) -> Any:
        return await self.makes(TASK, title=title, **_told(fields))

    async def changes(self, noun: Noun, record_id: UUID, **fields: Any) -> Any:
        return (await self.does(records.change, noun, record_id, _told(fields))).record

    async def deletes(self, noun: Noun, record_id: UUID) -> None:
        await self.does(records.delete, noun, record_id)

    async def restores(self, noun: Noun, record_id: UUID) -> Any:
        return await self.does(trash.restore, noun, record_id)


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, UUID) else v for k, v in fields.items()}


class Town:
    """A database and who lives there; `run` asks it as the one whom nothing holds."""

    def __init__(self, store: Store, database: Database) -> None:
        self.store, self.database = store, database
        self._connection = psycopg.connect(store.superuser, autocommit=True)

    async def person(self) -> Person:
        return Person(self, Door(self.database, await newcomer(self.database), "rest"))

    def run(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(sql.encode(), params)
        return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        self._connection.close()

    def share(self, project_id: UUID, owner: Person, member: Person, role: str = "editor") -> None:
        """Let somebody into a project."""
        self.run(
            "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at,"
            " project_owner_id, owner_user_id, role, position)"
            " VALUES (%s, %s, now(), now(), %s, %s, %s, 'a0')",
            member.caller.account_id, project_id, owner.caller.account_id,
            owner.caller.user_id, role,
        )  # fmt: skip
        self.run(
            "INSERT INTO tasklark.members (owner_id, id, created_at, updated_at, project_id,"
            " account_id, role, name) VALUES (%s, %s, now(), now(), %s, %s, %s, 'A member')",
            owner.caller.account_id, member.caller.person_id, project_id,
            member.caller.account_id, role,
        )  # fmt: skip

    def state(self, owner: Person) -> dict[tuple[str, UUID], dict[str, Any]]:
        """Return all living records of an account, without what says nothing by itself.

        And without members and placements, which stay with a project in the trash.
        """
        found = {}
        for name in NOUNS.keys() - {"member", "placement"}:
            untold = ["updated_at", "stamps", "trashed_with", "updated_text", "created_text"]
            query = (
                f"SELECT to_jsonb(r) - %s::text[] FROM tasklark.{TABLES[name]} r"  # noqa: S608 - names of our tables
                " WHERE r.owner_id = %s AND r.deleted_at IS NULL"
            )
            for (row,) in self.run(query, untold, owner.caller.account_id):
                for field in NOUNS[name].sets:
                    row[field] = sorted(row[field])
                found[name, UUID(row["id"])] = row
        return found

    def in_trash(self, owner: Person) -> dict[UUID, UUID | None]:
        """Return what lies in the trash of an account, and with what each went along."""
        return {
            record_id: taken_with
            for name in ("task", "section", "project", "comment", "label", "filter")
            for record_id, taken_with in self.run(
                f"SELECT id, trashed_with FROM tasklark.{TABLES[name]}"  # noqa: S608 - names of our tables
                " WHERE owner_id = %s AND deleted_at IS NOT NULL",
                owner.caller.account_id,
            )
        }

    def log(self, scope_id: UUID) -> list[tuple[Any, ...]]:
        return self.run(
            "SELECT number, record, record_id, field, before, after FROM tasklark.changes"
            " WHERE scope_id = %s ORDER BY number, field",
            scope_id,
        )

    def ago(self, days: float, owner: Person) -> None:
        """Have all that lies in the trash of an account lie there for longer by so many days."""
        for name in ("task", "section", "project", "comment", "reminder", "label", "filter"):
            self.run(
                f"UPDATE tasklark.{TABLES[name]} SET deleted_at = deleted_at"  # noqa: S608 - names of our tables
                " - make_interval(secs => %s) WHERE owner_id = %s AND deleted_at IS NOT NULL",
                days * 86_400,
                owner.caller.account_id,
            )


def in_town(store: Store, story: Callable[[Town], Awaitable[None]]) -> None:
    """Tell a story in a town."""

    async def run(database: Database) -> None:
        with closing(Town(store, database)) as town:
            await story(town)

    on(store, run)
