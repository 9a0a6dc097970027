"""Migrations: they lead from nothing to the models, one process at a time, and stop no traffic."""

import ast
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from tasklark.domain.errors import Misconfigured, Unavailable
from tasklark.storage import schema
from tasklark.storage.address import conninfo
from tasklark.storage.tables import SCHEMA
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.attack import run

NOT_BY_OWNER = {
    "accounts_pkey": "the owner itself",
    "directory_pkey": "asked before an owner is known",
    "attempts_pkey": "belongs to no account: it counts those who have none as well",
    "revocations_pkey": "read by every process, for all accounts at once",
    "revocations_revoked_at_idx": "read by every process, for all accounts at once",
}
NO_RELEASE_YET = "no release had the schema that 0002 carries over, so no traffic is stopped"
ALLOWED_BY_SQUAWK = {
    "0001": {
        "prefer-bigint-over-smallint": "answers.status is an HTTP status",
        "prefer-bigint-over-int": "attempts.count starts anew every quarter of an hour",
    },
    "0002": {
        "adding-not-nullable-field": NO_RELEASE_YET,
        "ban-drop-column": NO_RELEASE_YET,
        "ban-drop-default": "of a column that the migration itself has just added",
        "ban-drop-function": "of a function that the migration itself has just made",
        "constraint-missing-not-valid": NO_RELEASE_YET,
        "renaming-column": NO_RELEASE_YET,
        "require-concurrent-index-creation": NO_RELEASE_YET,
        "require-concurrent-index-deletion": NO_RELEASE_YET,
    },
    "0005": {"require-concurrent-index-creation": NO_RELEASE_YET},
    "0008": {
        "require-concurrent-index-creation": NO_RELEASE_YET,
        "require-concurrent-index-deletion": NO_RELEASE_YET,
    },
    "0011": {"constraint-missing-not-valid": NO_RELEASE_YET},
}
BY_FUNCTIONS = {"members", "placements"}
"""Tables whose rows are written by functions of the database, which know who may give a role."""
DECLARED = f"""
SELECT 'column', c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
    a.attnotnull::text, pg_get_expr(d.adbin, d.adrelid), a.attcollation::text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND c.relkind = 'r'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), '', '', ''
FROM pg_constraint WHERE connamespace = '{SCHEMA}'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', tablename::text, indexname::text, indexdef, '', '', ''
FROM pg_indexes WHERE schemaname = '{SCHEMA}'
UNION ALL
SELECT 'table', relname::text, array_to_string(reloptions, ','), relkind::text, '', '', ''
FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind IN ('r', 'S')
"""  # noqa: S608 - the schema's name is a constant


@pytest.fixture
def empty(cluster: Cluster) -> Store:
    return Store(cluster, cluster.new_database())


@contextmanager
def as_superuser(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        yield connection


def declared(store: Store) -> set[tuple[object, ...]]:
    with as_superuser(store) as connection:
        found = run(connection, DECLARED)
    return {row for row in found if "alembic_version" not in str(row)}


def test_migrations_lead_from_nothing_to_the_models(empty: Store) -> None:
    schema.migrate(empty.direct, APP_PASSWORD)
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(empty.superuser)
    )
    options = {"include_schemas": True, "version_table_schema": SCHEMA}
    options |= {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_revision() == schema.head()
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_migrations_and_models_agree_to_the_last_constraint(store: Store, empty: Store) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(empty.superuser)
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        SQLModel.metadata.create_all(connection)
    engine.dispose()
    by_migrations, by_models = declared(store), declared(empty)
    assert len(by_models) > 80
    assert by_migrations - by_models == set()
    assert by_models - by_migrations == set()


def test_migrating_again_changes_nothing(store: Store) -> None:
    before = declared(store)
    schema.migrate(store.direct, APP_PASSWORD)
    assert declared(store) == before


def test_processes_that_migrate_at_once_all_succeed(empty: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(schema.migrate, [empty.direct] * 4, [APP_PASSWORD] * 4))
    assert found == [empty.roles] * 4
    schema.require_bound(empty.app)


def test_whoever_does_not_get_their_turn_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_TURN_TIMEOUT", "50ms")
    with as_superuser(store) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [schema._LOCK])
        with pytest.raises(Unavailable, match="another process has been migrating"):
            schema.migrate(store.direct, APP_PASSWORD)


def test_a_locked_table_is_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_LOCK_TIMEOUT", "50ms")
    with psycopg.connect(store.superuser) as other:
        other.execute("LOCK TABLE tasklark.alembic_version IN ACCESS EXCLUSIVE MODE")
        monkeypatch.setattr(time, "sleep", lambda _: other.rollback())
        schema.migrate(store.direct, APP_PASSWORD)


def test_a_table_that_stays_locked_is_given_up_with_a_clear_word(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(schema, "_LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(time, "sleep", pauses.append)
    with psycopg.connect(store.superuser) as other:
        other.execute("LOCK TABLE tasklark.alembic_version IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Unavailable, match="others keep locked"):
            schema.migrate(store.direct, APP_PASSWORD)
    assert pauses == [1, 2, 3, 4]


def test_a_schema_of_a_later_version_is_left_alone(empty: Store) -> None:
    schema.migrate(empty.direct, APP_PASSWORD)
    with as_superuser(empty) as connection:
        connection.execute("UPDATE tasklark.alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match=r"later Tasklark \(9999\)"):
        schema.migrate(empty.direct, APP_PASSWORD)


def test_a_server_that_is_too_old_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MINIMUM_VERSION", 990000)
    with pytest.raises(Misconfigured, match=r"PostgreSQL \d\d is too old; 15 or later"):
        schema.migrate(store.direct, APP_PASSWORD)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding_is_refused_with_the_mend(
    empty: Store, encoding: str
) -> None:
    name = empty.database
    with psycopg.connect(empty.cluster.conninfo(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}".encode())
        connection.execute(
            f"CREATE DATABASE {name} OWNER {name}_migrator TEMPLATE template0"
            f" ENCODING '{encoding}' LOCALE 'C'".encode()
        )
    for address in (empty.direct, conninfo(empty.direct)):
        with pytest.raises(Misconfigured, match=f"{encoding}.* ENCODING 'UTF8' TEMPLATE template0"):
            schema.migrate(address, APP_PASSWORD)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"host": "127.0.0.1", "port": 1},
        {"host": "/nowhere"},
        {"dbname": "no_such_database"},
        {"user": "nobody_known"},
        {"password": "wrong and secret"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_database_out_of_reach_is_told_without_the_password(
    store: Store, elsewhere: dict[str, str | int]
) -> None:
    address = make_conninfo(make_conninfo(store.direct, password="very secret"), **elsewhere)
    with pytest.raises(Unavailable, match="the database can't be reached") as told:
        schema.migrate(address, APP_PASSWORD)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def revisions() -> list[Path]:
    return sorted((Path(schema.__file__).parent / "migrations" / "versions").glob("*.py"))


@pytest.mark.parametrize("path", revisions(), ids=lambda path: path.stem)
def test_a_revision_imports_nothing_of_the_program(path: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert imported <= {"alembic"} | sys.stdlib_module_names


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or ".").partition(".")[0]}
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return set()


def migration_sql() -> Iterator[tuple[str, str]]:
    config = schema._config(owner="tasklark_owner", app="tasklark_app")
    script = ScriptDirectory.from_config(config)
    for revision in reversed(list(script.walk_revisions())):
        said = io.StringIO()
        context = MigrationContext.configure(
            dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said}
        )
        with EnvironmentContext(config, script), Operations.context(context):
            revision.module.upgrade()
        yield revision.revision, said.getvalue()


def test_squawk_finds_nothing_that_would_stop_traffic(tmp_path: Path) -> None:
    # What `schema` sets before each migration, and squawk can't know.
    timeouts = "SET lock_timeout = '2s';\nSET statement_timeout = '10min';\n"
    squawk = str(Path(sys.executable).parent / "squawk")
    for revision, sql in migration_sql():
        told = tmp_path / f"{revision}.sql"
        told.write_text(timeouts + sql, encoding="utf-8")
        allowed = [f"--exclude={rule}" for rule in ALLOWED_BY_SQUAWK.get(revision, {})]
        command = [squawk, "--pg-version=15", "--assume-in-transaction", *allowed, str(told)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "Found 0 issues" in done.stdout


def test_every_key_and_index_begins_with_the_owner(store: Store) -> None:
    query = (
        "SELECT i.indexrelid::regclass::text, a.attname::text"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE c.relnamespace = 'tasklark'::regnamespace AND c.relname <> 'alembic_version'"
    )
    with as_superuser(store) as connection:
        first = {name.partition(".")[2]: column for name, column in run(connection, query)}
    assert {name for name, column in first.items() if column != "owner_id"} == set(NOT_BY_OWNER)


def test_every_foreign_key_begins_with_the_owner(store: Store) -> None:
    query = (
        "SELECT conname::text, a.attname::text FROM pg_constraint JOIN pg_attribute a"
        " ON a.attrelid = conrelid AND a.attnum = conkey[1]"
        " WHERE contype = 'f' AND connamespace = 'tasklark'::regnamespace"
    )
    with as_superuser(store) as connection:
        found = run(connection, query)
    assert len(found) >= 6
    assert {column for _, column in found} == {"owner_id"}


def test_every_account_owned_table_has_the_one_policy(store: Store) -> None:
    query = (
        "SELECT tablename::text, cmd, qual FROM pg_policies WHERE schemaname = 'tasklark'"
        " AND policyname = 'own'"
    )
    with as_superuser(store) as connection:
        rows = run(connection, query)
    found = {table: qual for table, _, qual in rows}
    assert {table for table, command, _ in rows if command != "ALL"} - {
        "revocations"
    } == BY_FUNCTIONS
    asking = "NULLIF(current_setting('tasklark.account_id'::text, true), ''::text)"
    for table in SQLModel.metadata.tables.values():
        if "owner_id" in table.columns:
            assert found[table.name].startswith("(owner_id = ( SELECT"), table.name
            assert asking in found[table.name]
