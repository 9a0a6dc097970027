"""The embedded cluster's first steps: a migrator who is no superuser, and a database of its own."""

from psycopg import Connection, sql

from tasklark.storage.embedded import EmbeddedAddress
from tasklark.storage.roles import logs_in
from tasklark.storage.schema import connected

DATABASE = "tasklark"
MIGRATOR = "tasklark_migrator"
_LOCK = 0x7072657061726564  # "prepared" in ASCII: the key of the advisory lock
_SET_CONFIG = "pg_catalog.set_config(text, text, boolean)"


def prepare(address: EmbeddedAddress, password: str) -> str:
    """Make the migrator and the database where they are missing; return the migrator's address.

    From here on nothing is done as superuser. `set_config` is taken from everybody: an identity is
    set by `SET LOCAL` only, which can't be smuggled into an expression. Every command comes by
    here, so it is one at a time, and nothing is written that is as it should be.
    """
    with connected(address.conninfo("postgres")) as connection:
        # Held until disconnecting, not by a transaction: none may be open to make a database.
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _ensure_migrator(connection, password)
        _ensure_database(connection)
        with connected(address.conninfo(DATABASE)) as inside:
            _take_from_everybody(inside)
    return address.conninfo(DATABASE, MIGRATOR, password)


def _ensure_migrator(connection: Connection, password: str) -> None:
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [MIGRATOR]).fetchone()
    if there is not None and logs_in(connection, MIGRATOR, password):
        return
    verifier = connection.pgconn.encrypt_password(
        password.encode(), MIGRATOR.encode(), b"scram-sha-256"
    )
    verb = "CREATE" if there is None else "ALTER"
    connection.execute(
        sql.SQL(f"{verb} ROLE {MIGRATOR} LOGIN CREATEROLE PASSWORD {{}}").format(
            sql.Literal(verifier.decode())
        )
    )


def _ensure_database(connection: Connection) -> None:
    there = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if there is None:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {MIGRATOR}")


def _take_from_everybody(connection: Connection) -> None:
    may = connection.execute(
        "SELECT has_function_privilege('public', %s, 'EXECUTE'),"
        " has_database_privilege('public', %s, 'CONNECT, TEMPORARY')",
        [_SET_CONFIG, DATABASE],
    )
    may_set_config, may_enter = may.fetchone() or (True, True)
    if may_set_config:
        connection.execute(f"REVOKE EXECUTE ON FUNCTION {_SET_CONFIG} FROM PUBLIC")
    if may_enter:
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
