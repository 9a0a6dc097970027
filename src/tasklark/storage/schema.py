"""Bring a database to the schema that this version of the program needs, and prove it is safe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors
from sqlalchemy import Connection as SQLAlchemyConnection
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import DBAPIError

from tasklark.domain.errors import Misconfigured, Unavailable
from tasklark.storage import roles as roles_module
from tasklark.storage.roles import Roles, roles_of
from tasklark.storage.tables import SCHEMA

_LOCK = 0x7461736B6C61726B  # "tasklark" in ASCII: the key of the advisory lock
_TURN_TIMEOUT = "60s"
_LOCK_TIMEOUT = "2s"
_LOCK_TRIES = 5
MINIMUM_VERSION = 150000

_UNSAFE_ROLE = """
SELECT CASE
    WHEN bool_or(m.rolsuper) THEN 'is a superuser, or may become one'
    WHEN bool_or(m.rolbypassrls) THEN 'has BYPASSRLS, or may become a role that has it'
    WHEN bool_or(m.rolcreaterole) THEN 'has CREATEROLE, or may become a role that has it'
    WHEN bool_or(EXISTS (
        SELECT FROM pg_class c
        WHERE c.relnamespace = to_regnamespace('tasklark') AND c.relowner = m.oid
    )) THEN 'owns the tables, or is a member of the role that does'
    END
FROM pg_roles m WHERE pg_has_role(current_user, m.oid, 'MEMBER')
"""
_UNGUARDED_TABLES = """
SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'tasklark' AND c.relkind IN ('r', 'p')
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname <> 'alembic_version'
"""


def migrate(direct: str, app_password: str) -> Roles:
    """Make roles and schema what they should be; `direct` is a libpq address past any pooler.

    One process at a time: the others wait for its advisory lock, which like all settings here ends
    with its transaction, so that a pooler in between, though not advised, harms nobody. Returns the
    roles. Raises `Misconfigured` for a server too old, a database that can't hold all characters or
    a role too weak, `Unavailable` when out of reach.
    """
    with connected(direct) as connection:
        _require_version(connection)
        _require_encoding(connection)
        database = connection.info.dbname
        roles = roles_of(database)
        with connection.transaction():
            _take_turn(connection)
            roles_module.ensure(connection, roles, app_password)
    _upgrade(direct, roles)
    return roles


def require_bound(app: str) -> None:
    """Raise `Misconfigured` when the role of the libpq address `app` could see what it must not."""
    with connected(app) as connection:
        weakness = connection.execute(_UNSAFE_ROLE).fetchone()
        if weakness and weakness[0]:
            raise Misconfigured(
                f'the database role "{connection.info.user}" {weakness[0]}, so it could pass'
                " row-level security by; Tasklark serves only under a role that can't"
            )
        unguarded = connection.execute(_UNGUARDED_TABLES).fetchone()
        if unguarded and unguarded[0]:
            raise Misconfigured(f"row-level security is not forced on: {unguarded[0]}")


@contextmanager
def connected(address: str) -> Iterator[psycopg.Connection]:
    """Yield a synchronous connection in autocommit mode; raise `Unavailable` when out of reach."""
    try:
        connection = psycopg.connect(address, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise Unavailable(f"the database can't be reached: {_reason(error)}") from error
    with connection:
        yield connection


def head() -> str:
    """Return the revision that this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Tell whether a revision is one of this version's own or before it, not of a later one."""
    return revision in {
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    }


def _reason(error: psycopg.OperationalError) -> str:
    """Return what the server or the network said, in one line; libpq names no password in it."""
    return " ".join(str(error).split())


def _require_version(connection: psycopg.Connection) -> None:
    if connection.info.server_version < MINIMUM_VERSION:
        raise Misconfigured(
            f"PostgreSQL {connection.info.server_version // 10000} is too old;"
            " 15 or later is needed"
        )


def _require_encoding(connection: psycopg.Connection) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Misconfigured(
            f"the database has the encoding {encoding}, which can't hold every title: make another"
            " with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )


def _take_turn(connection: psycopg.Connection) -> None:
    """Wait until nobody else migrates; from then on no lock and no statement may last for ever."""
    connection.execute(f"SET LOCAL lock_timeout = '{_TURN_TIMEOUT}'")
    try:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    except errors.LockNotAvailable as error:
        raise Unavailable(
            f"another process has been migrating this database for more than {_TURN_TIMEOUT}"
        ) from error
    connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    connection.execute("SET LOCAL statement_timeout = '10min'")


def _upgrade(direct: str, roles: Roles) -> None:
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(direct, prepare_threshold=None),
        poolclass=pool.NullPool,
    )
    for attempt in range(1, _LOCK_TRIES + 1):
        try:
            with engine.begin() as connection:
                _take_turn(cast(psycopg.Connection, connection.connection.driver_connection))
                _upgrade_on(connection, roles)
            return
        except DBAPIError as error:
            if not isinstance(error.orig, errors.LockNotAvailable):
                raise
            if attempt == _LOCK_TRIES:
                raise Unavailable("the migration needs a table that others keep locked") from error
            time.sleep(attempt)


def _upgrade_on(connection: SQLAlchemyConnection, roles: Roles) -> None:
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(f"SET LOCAL ROLE {quote(roles.owner)}")
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    current = context.get_current_revision()
    if current is not None and not knows(current):
        raise Misconfigured(
            f"the database has the schema of a later Tasklark ({current}): run that one, or"
            " restore a backup that was made before it"
        )
    if current != head():
        names = {"owner": quote(roles.owner), "app": quote(roles.app)}
        command.upgrade(_config(connection=connection, **names), "head")


def _config(**attributes: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(attributes)
    return config
