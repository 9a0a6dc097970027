"""An attacker inside the database: what is there to attack, and with which rights."""

# ruff: noqa: S608 - statements are built from names of the catalog, and this is an attack

from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg
from psycopg import errors
from sqlmodel import SQLModel

from tests.conftest import Store
from tests.storage.residents import Resident, on, resident

Row = tuple[Any, ...]

OWNER_COLUMNS = {"accounts": "id", "attempts": "key", "revocations": "account_id"}
"""What says whose a row is, where it is not `owner_id`."""
SEEN_BY_ALL = {"revocations"}
"""Numbers of accounts whose cached rights are to be forgotten: each process needs all of them."""
TABLES = sorted(table.name for table in SQLModel.metadata.tables.values())
PRIVATE = [name for name in TABLES if name not in SEEN_BY_ALL]


class Table(NamedTuple):
    """A table of the catalog: its columns, its key, and those columns that the app may update."""

    name: str
    columns: list[str]
    key: list[str]
    writable: list[str]

    @property
    def owner(self) -> str:
        """Return the column that says whose a row is."""
        return OWNER_COLUMNS.get(self.name, "owner_id")


@dataclass
class Scene:
    """Two residents, and the catalog as it really is."""

    store: Store
    ada: Resident
    bob: Resident
    tables: dict[str, Table]

    def whose(self, table: Table, who: Resident) -> object:
        """Return what the table's owner column holds for a resident."""
        return who.attempt if table.name == "attempts" else who.id

    def rows(self, table: Table, who: Resident) -> list[Row]:
        """Return a resident's rows as they really are."""
        with psycopg.connect(self.store.superuser) as connection:
            columns = ", ".join(table.columns)
            query = (
                f"SELECT {columns} FROM tasklark.{table.name} WHERE {table.owner} = %s"
                " ORDER BY 1, 2, 3"
            )
            return run(connection, query, self.whose(table, who))


@dataclass
class Attacker:
    """Ada, inside the database as the app's role, with any SQL at her command."""

    scene: Scene
    connection: psycopg.Connection

    def touches(self, sql: str, *params: object) -> int:
        """Return how many rows a statement touched or gave."""
        with self.connection.transaction(force_rollback=True):
            identify(self.connection, self.scene.ada)
            return self.connection.execute(sql, params).rowcount

    def is_refused(self, sql: str, *params: object) -> bool:
        """Tell whether the database refuses a statement for want of a right."""
        try:
            self.touches(sql, *params)
        except (errors.InsufficientPrivilege, errors.FeatureNotSupported):
            return True
        return False


def run(connection: psycopg.Connection, sql: str, *params: object) -> list[Row]:
    """Run a query and return its rows."""
    return connection.execute(sql, params).fetchall()


def identify(connection: psycopg.Connection, who: Resident) -> None:
    """Say until the end of the transaction that a resident is asking."""
    connection.execute(f"SET LOCAL tasklark.account_id = '{who.id}'")


_CATALOG = """
SELECT c.relname,
    array_agg(a.attname::text ORDER BY a.attnum),
    (SELECT array_agg(k.attname::text) FROM pg_index i JOIN pg_attribute k
        ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary),
    coalesce(array_agg(a.attname::text) FILTER (
        WHERE has_column_privilege(%s, c.oid, a.attnum, 'UPDATE')), '{}')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attgenerated = ''
WHERE c.relnamespace = 'tasklark'::regnamespace AND c.relkind IN ('r', 'p')
  AND c.relname <> 'alembic_version'
GROUP BY c.oid
"""


def new_scene(store: Store) -> Scene:
    """Return two new residents of a store, and its catalog."""
    ada, bob = on(store, resident), on(store, resident)
    with psycopg.connect(store.superuser) as connection:
        found = run(connection, _CATALOG, store.roles.app)
    return Scene(store, ada, bob, {row[0]: Table(*row) for row in found})
