"""The second wall: whatever SQL the app's role is made to run, another's rows stay out of reach.

The attacks are those of a prototype that was taken apart on purpose. They run over every table of
the catalog, so a new table is attacked from its first day.
"""

# ruff: noqa: S608 - statements are built from names of the catalog, and this is an attack

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Json

from tasklark.storage import tables
from tests.conftest import Store
from tests.storage.attack import PRIVATE, TABLES, Attacker, Scene, Table, identify, new_scene, run


@pytest.fixture(scope="module")
def scene(store: Store) -> Scene:
    return new_scene(store)


@pytest.fixture
def attacker(scene: Scene) -> Iterator[Attacker]:
    with psycopg.connect(scene.store.app, autocommit=True) as connection:
        yield Attacker(scene, connection)


@pytest.fixture
def table(scene: Scene, request: pytest.FixtureRequest) -> Table:
    return scene.tables[request.param]


every_table = pytest.mark.parametrize("table", TABLES, indirect=True)
every_private_table = pytest.mark.parametrize("table", PRIVATE, indirect=True)


def test_the_catalog_holds_the_declared_tables_and_each_resident_is_in_all(scene: Scene) -> None:
    assert sorted(scene.tables) == TABLES
    assert len(TABLES) == len(vars_of_rows())
    for found in scene.tables.values():
        assert scene.rows(found, scene.ada), found.name
        assert scene.rows(found, scene.bob), found.name


def vars_of_rows() -> list[type]:
    return [kind for name, kind in vars(tables).items() if name.endswith("Row")]


@every_private_table
def test_whoever_is_nobody_sees_nothing(scene: Scene, table: Table) -> None:
    with psycopg.connect(scene.store.app) as connection:
        assert run(connection, f"SELECT * FROM tasklark.{table.name}") == []


@every_private_table
@pytest.mark.parametrize("garbage", ["x", "1 OR true", "1; DROP TABLE tasklark.tasks", "1.5"])
def test_an_identity_that_is_none_is_an_error(scene: Scene, table: Table, garbage: str) -> None:
    setting = "tasklark.key" if table.name == "attempts" else "tasklark.account_id"
    with psycopg.connect(scene.store.app) as connection:
        run(connection, "SELECT pg_catalog.set_config(%s, %s, true)", setting, garbage)
        with pytest.raises(errors.InvalidTextRepresentation):
            run(connection, f"SELECT * FROM tasklark.{table.name}")


@every_private_table
def test_nobody_reads_another(attacker: Attacker, table: Table) -> None:
    bob = attacker.scene.whose(table, attacker.scene.bob)
    assert attacker.touches(f"SELECT FROM tasklark.{table.name} WHERE {table.owner} = %s", bob) == 0


@every_private_table
def test_nobody_finds_another_by_reading_everything(scene: Scene, table: Table) -> None:
    with psycopg.connect(scene.store.app) as connection:
        identify(connection, scene.ada)
        found = run(connection, f"SELECT DISTINCT {table.owner} FROM tasklark.{table.name}")
    mine = [] if table.name == "attempts" else [(scene.ada.id,)]
    assert found == mine


@every_table
def test_nobody_changes_another(attacker: Attacker, table: Table) -> None:
    bob = attacker.scene.whose(table, attacker.scene.bob)
    for column in table.columns:
        sql = f"UPDATE tasklark.{table.name} SET {column} = {column} WHERE {table.owner} = %s"
        refused = attacker.is_refused(sql, bob)
        assert refused or attacker.touches(sql, bob) == 0
        assert refused is (column not in table.writable)


@every_table
def test_nobody_deletes_another(attacker: Attacker, table: Table) -> None:
    bob = attacker.scene.whose(table, attacker.scene.bob)
    sql = f"DELETE FROM tasklark.{table.name} WHERE {table.owner} = %s"
    assert attacker.is_refused(sql, bob) or attacker.touches(sql, bob) == 0


@every_table
def test_nobody_deletes_another_by_deleting_everything(scene: Scene, table: Table) -> None:
    before = scene.rows(table, scene.bob)
    with psycopg.connect(scene.store.app) as connection:
        identify(connection, scene.ada)
        try:
            deleted = run(connection, f"DELETE FROM tasklark.{table.name} RETURNING {table.owner}")
        except (errors.InsufficientPrivilege, errors.ForeignKeyViolation):
            deleted = []
        assert not {row[0] for row in deleted} - {scene.ada.id}
        connection.rollback()
    assert scene.rows(table, scene.bob) == before


@every_table
def test_nobody_writes_a_row_in_the_name_of_another(attacker: Attacker, table: Table) -> None:
    bob = attacker.scene.whose(table, attacker.scene.bob)
    assert attacker.is_refused(*_insert(attacker.scene, table, table.owner, bob))


@every_table
def test_nobody_gives_a_row_to_another(attacker: Attacker, table: Table) -> None:
    bob = attacker.scene.whose(table, attacker.scene.bob)
    assert attacker.is_refused(f"UPDATE tasklark.{table.name} SET {table.owner} = %s", bob)


@every_table
def test_nobody_takes_the_row_of_another(attacker: Attacker, table: Table) -> None:
    ada, bob = (attacker.scene.whose(table, r) for r in (attacker.scene.ada, attacker.scene.bob))
    sql = f"UPDATE tasklark.{table.name} SET {table.owner} = %s WHERE {table.owner} = %s"
    assert attacker.is_refused(sql, ada, bob)


@every_table
def test_nobody_writes_over_the_row_of_another(attacker: Attacker, table: Table) -> None:
    sql, *params = _insert(attacker.scene, table, table.owner, None)
    column = (table.writable or table.columns)[0]
    upsert = (
        f"{sql} ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {column} = excluded.{column}"
    )
    assert attacker.is_refused(upsert, *params)


def _insert(scene: Scene, table: Table, column: str, value: object) -> tuple[Any, ...]:
    """Return an insert of a copy of Bob's row, one column replaced (None: none)."""
    row = dict(zip(table.columns, scene.rows(table, scene.bob)[0], strict=True))
    if value is not None:
        row[column] = value
    given = [Json(v) if _is_json(v) else v for v in row.values()]
    places = ", ".join(["%s"] * len(given))
    return f"INSERT INTO tasklark.{table.name} ({', '.join(row)}) VALUES ({places})", *given


def _is_json(value: object) -> bool:
    """Tell whether a value is JSON, and no array."""
    return isinstance(value, dict) or (isinstance(value, list) and dict in map(type, value))


@every_table
def test_a_table_can_be_neither_emptied_nor_copied_into_nor_altered(
    attacker: Attacker, table: Table
) -> None:
    name = f"tasklark.{table.name}"
    for attack in (
        f"TRUNCATE {name}",
        f"TRUNCATE {name} CASCADE",
        f"COPY {name} FROM STDIN",
        f"COPY {name} TO PROGRAM 'cat'",
        f"COPY {name} TO '/tmp/stolen'",
        f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} OWNER TO current_user",
        f"ALTER TABLE {name} ADD COLUMN more text",
        f"CREATE POLICY open ON {name} USING (true)",
        f"DROP TABLE {name} CASCADE",
        f"CREATE TRIGGER t AFTER INSERT ON {name} EXECUTE FUNCTION tasklark.purge()",
        f"CREATE RULE r AS ON SELECT TO {name} DO INSTEAD SELECT 1",
        f"CREATE INDEX ON {name} (({table.owner}))",
    ):
        assert attacker.is_refused(attack), attack


@every_private_table
def test_copying_out_gives_own_rows_only(scene: Scene, table: Table) -> None:
    with psycopg.connect(scene.store.app) as connection, connection.cursor() as cursor:
        identify(connection, scene.ada)
        copied = f"COPY (SELECT {table.owner} FROM tasklark.{table.name}) TO STDOUT"
        with cursor.copy(copied) as copy:
            assert set(copy.rows()) <= {(str(scene.ada.id),)}
