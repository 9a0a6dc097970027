"""The database's own roles: who owns the schema, and as whom requests run.

Both names begin with the database's, because roles belong to the whole cluster. `…_owner` can't
log in and owns everything; `…_app` logs in, owns nothing, and can't pass row-level security by.
"""

from dataclasses import dataclass

import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import make_conninfo

from tasklark.domain.errors import Misconfigured

_APP_SETTINGS = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "15s",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the two roles of one database."""

    owner: str
    app: str


def roles_of(database: str) -> Roles:
    """Return the roles of a database by its name."""
    return Roles(f"{database}_owner", f"{database}_app")


def ensure(connection: Connection, roles: Roles, app_password: str) -> None:
    """Make the roles and the schema where they are missing, and see that the app can log in.

    Raises `Misconfigured` with the mend when the connection's own role may not make roles.
    """
    try:
        _ensure_role(connection, roles.owner, "NOLOGIN")
        is_new = _ensure_role(connection, roles.app, "LOGIN NOINHERIT")
        _join(connection, roles.owner)
        if is_new or not logs_in(connection, roles.app, app_password):
            _set_password(connection, roles.app, app_password)
        _set_settings(connection, roles.app)
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(roles.app)
            )
        )
        connection.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS tasklark AUTHORIZATION {}").format(
                sql.Identifier(roles.owner)
            )
        )
    except errors.InsufficientPrivilege as error:
        raise Misconfigured(
            "the database role of DATABASE_URL may not make roles or schemas: give it CREATEROLE"
            " and CREATE on the database, or set DATABASE_DIRECT_URL to a role that may"
        ) from error


def logs_in(connection: Connection, role: str, password: str) -> bool:
    """Tell whether a role is known by a password, coming the way that the connection came.

    False also where the server trusts whoever comes this way: it may ask those who come another.
    """
    address = make_conninfo(connection.info.dsn, user=role, password=password)
    try:
        with psycopg.connect(address) as entered:
            return bool(entered.pgconn.used_password)
    except psycopg.OperationalError:
        return False


def _ensure_role(connection: Connection, name: str, options: str) -> bool:
    """Make a role unless it is there; tell whether it was made."""
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if there is None:
        connection.execute(sql.SQL(f"CREATE ROLE {{}} {options}").format(sql.Identifier(name)))
    return there is None


def _join(connection: Connection, owner: str) -> None:
    """Become able to act as the owner: since PostgreSQL 16 the maker of a role is not a member."""
    right = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    member = connection.execute("SELECT pg_has_role(current_user, %s, %s)", [owner, right])
    if member.fetchone() != (True,):
        connection.execute(sql.SQL("GRANT {} TO current_user").format(sql.Identifier(owner)))


def _set_settings(connection: Connection, role: str) -> None:
    found = connection.execute(
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
        " WHERE s.setdatabase = 0 AND r.rolname = %s",
        [role],
    ).fetchone()
    kept = set(found[0]) if found else set()
    for setting, value in _APP_SETTINGS.items():
        if f"{setting}={value}" not in kept:
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(role), sql.Identifier(setting), sql.Literal(value)
                )
            )


def _set_password(connection: Connection, role: str, password: str) -> None:
    """Set the password as a SCRAM verifier, so that no log of statements ever holds it.

    Neon takes plain passwords only, and says so; the connection to it is encrypted.
    """
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    try:
        with connection.transaction():
            connection.execute(
                statement.format(sql.Identifier(role), sql.Literal(verifier.decode()))
            )
    except (errors.InsufficientPrivilege, errors.UndefinedObject):
        raise
    except errors.DatabaseError:
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
