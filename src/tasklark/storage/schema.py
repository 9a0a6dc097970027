"""Bring a database to the schema that this version of the program needs, and prove it is safe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors
from sqlalchemy import create_engine, pool

from tasklark.domain.errors import Misconfigured, Unavailable
from tasklark.storage import roles as roles_module
from tasklark.storage.roles import Roles, roles_of
from tasklark.storage.tables import SCHEMA

_LOCK = 0x7461736B6C61726B  # "tasklark" in ASCII: the key of the advisory lock
_LOCK_TRIES = 5
MINIMUM_VERSION = 150000

_UNSAFE_ROLE = """
SELECT CASE
    WHEN r.rolsuper THEN 'is a superuser'
    WHEN r.rolbypassrls THEN 'has BYPASSRLS'
    WHEN EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'tasklark' AND pg_has_role(r.oid, c.relowner, 'MEMBER')
    ) THEN 'owns the tables, or is a member of the role that does'
    END
FROM pg_roles r WHERE r.rolname = current_user
"""
_UNGUARDED_TABLES = """
SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'tasklark' AND c.relkind IN ('r', 'p')
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname <> 'alembic_version'
"""


def migrate(direct: str, app_password: str) -> Roles:
    """Make roles and schema what they should be; `direct` is a libpq address past any pooler.

    One process at a time: the others wait for its advisory lock. Returns the roles. Raises
    `Misconfigured` for a server too old or a role too weak, `Unavailable` when out of reach.
    """
    with connected(direct) as connection:
        _require_version(connection)
        database = connection.info.dbname
        roles = roles_of(database)
        connection.execute("SET lock_timeout = '60s'")
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connection.execute("SET lock_timeout = '2s'")
        connection.execute("SET statement_timeout = '10min'")
        roles_module.ensure(connection, roles, app_password)
        _upgrade(direct, roles)
    return roles


def require_bound(app: str) -> None:
    """Raise `Misconfigured` when the role of the libpq address `app` could see what it must not."""
    with connected(app) as connection:
        weakness = connection.execute(_UNSAFE_ROLE).fetchone()
        if weakness is None or weakness[0]:
            raise Misconfigured(
                f'the database role "{connection.info.user}" {weakness and weakness[0]}, so it could'
                " pass row-level security by; Tasklark serves only under a role that can't"
            )
        unguarded = connection.execute(_UNGUARDED_TABLES).fetchone()
        if unguarded and unguarded[0]:
            raise Misconfigured(f"row-level security is not forced on: {unguarded[0]}")


@contextmanager
def connected(address: str) -> Iterator[psycopg.Connection]:
    """Yield a synchronous connection in autocommit mode; raise `Unavailable` when out of reach."""
    try:
        connection = psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(f"the database can't be reached: {_reason(error)}") from error
    with connection:
        yield connection


def head() -> str:
    """Return the revision that this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _reason(error: psycopg.OperationalError) -> str:
    """Return what the server or the network said, in one line; libpq names no password in it."""
    return " ".join(str(error).split())


def _require_version(connection: psycopg.Connection) -> None:
    if connection.info.server_version < MINIMUM_VERSION:
        raise Misconfigured(
            f"PostgreSQL {connection.info.server_version // 10000} is too old; 15 or later is needed"
        )


def _upgrade(direct: str, roles: Roles) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(direct), poolclass=pool.NullPool
    )
    for attempt in range(1, _LOCK_TRIES + 1):
        try:
            with engine.begin() as connection:
                quote = connection.dialect.identifier_preparer.quote
                connection.exec_driver_sql(f"SET LOCAL ROLE {quote(roles.owner)}")
                connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
                connection.exec_driver_sql("SET LOCAL statement_timeout = '10min'")
                context = MigrationContext.configure(
                    connection, opts={"version_table_schema": SCHEMA}
                )
                if context.get_current_revision() == head():
                    return
                names = {"owner": quote(roles.owner), "app": quote(roles.app)}
                command.upgrade(_config(connection=connection, **names), "head")
            return
        except Exception as error:
            busy = isinstance(getattr(error, "orig", error), errors.LockNotAvailable)
            if not busy or attempt == _LOCK_TRIES:
                raise
            time.sleep(attempt)


def _config(**attributes: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(attributes)
    return config
