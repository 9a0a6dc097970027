"""The embedded cluster's first steps: a migrator who is no superuser, and a database of its own."""

from psycopg import Connection, errors, sql

from tasklark.storage.embedded import EmbeddedAddress
from tasklark.storage.schema import connected

DATABASE = "tasklark"
MIGRATOR = "tasklark_migrator"


def prepare(address: EmbeddedAddress, password: str) -> str:
    """Make the migrator and the database where they are missing; return the migrator's address.

    From here on nothing is done as superuser. `set_config` is taken from everybody: an identity is
    set by `SET LOCAL` only, which can't be smuggled into an expression.
    """
    with connected(address.conninfo("postgres")) as connection:
        _ensure_migrator(connection, password)
        _ensure_database(connection)
    with connected(address.conninfo(DATABASE)) as connection:
        connection.execute("REVOKE EXECUTE ON FUNCTION pg_catalog.set_config FROM PUBLIC")
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
    return address.conninfo(DATABASE, MIGRATOR, password)


def _ensure_migrator(connection: Connection, password: str) -> None:
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [MIGRATOR]).fetchone()
    verb = "CREATE" if there is None else "ALTER"
    verifier = connection.pgconn.encrypt_password(
        password.encode(), MIGRATOR.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL(f"{verb} ROLE {MIGRATOR} LOGIN CREATEROLE PASSWORD {{}}").format(
            sql.Literal(verifier.decode())
        )
    )


def _ensure_database(connection: Connection) -> None:
    there = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if there is None:
        try:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {MIGRATOR}")
        except errors.DuplicateDatabase:
            return
