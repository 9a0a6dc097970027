"""Roles: requests run under one that row-level security holds, or nothing is served."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo

from tasklark.domain.errors import Misconfigured, Unavailable
from tasklark.storage import schema
from tasklark.storage.address import as_role
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.attack import run


@pytest.fixture
def own(cluster: Cluster) -> Store:
    """Give a migrated database that may be spoilt."""
    made = Store(cluster, cluster.new_database())
    schema.migrate(made.direct, APP_PASSWORD)
    return made


@pytest.fixture
def superuser(own: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own.superuser, autocommit=True) as connection:
        yield connection


def test_the_role_that_migrations_make_is_bound(own: Store) -> None:
    schema.require_bound(own.app)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("ALTER ROLE {app} SUPERUSER", "is a superuser"),
        ("ALTER ROLE {app} BYPASSRLS", "has BYPASSRLS"),
        ("ALTER ROLE {app} CREATEROLE", "has CREATEROLE"),
        ("GRANT {owner} TO {app}", "owns the tables, or is a member"),
        ("CREATE ROLE {app}_maker CREATEROLE; GRANT {app}_maker TO {app}", "has CREATEROLE, or"),
        ("GRANT postgres TO {app}", "is a superuser, or may become one"),
        ("CREATE ROLE {app}_all BYPASSRLS; GRANT {app}_all TO {app}", "has BYPASSRLS, or may"),
        ("ALTER TABLE tasklark.answers OWNER TO {app}", "owns the tables"),
    ],
)
def test_a_role_that_could_pass_row_level_security_by_is_refused(
    own: Store, superuser: psycopg.Connection, spoil: str, told: str
) -> None:
    names = {"app": own.roles.app, "owner": own.roles.owner}
    superuser.execute(spoil.format(**names).encode())
    with pytest.raises(Misconfigured, match=told):
        schema.require_bound(own.app)


def test_the_migrator_and_the_superuser_are_refused(own: Store) -> None:
    for address in (own.direct, own.superuser):
        with pytest.raises(Misconfigured, match="could pass row-level security by"):
            schema.require_bound(address)


@pytest.mark.parametrize("table", ["tasks", "directory", "revocations"])
@pytest.mark.parametrize("how", ["NO FORCE", "DISABLE"])
def test_a_table_without_forced_row_level_security_is_named(
    own: Store, superuser: psycopg.Connection, table: str, how: str
) -> None:
    superuser.execute(f"ALTER TABLE tasklark.{table} {how} ROW LEVEL SECURITY".encode())
    with pytest.raises(Misconfigured, match=f"not forced on: {table}"):
        schema.require_bound(own.app)


def test_a_new_table_that_was_forgotten_is_named(own: Store, superuser: psycopg.Connection) -> None:
    superuser.execute("CREATE TABLE tasklark.notes (owner_id bigint)")
    with pytest.raises(Misconfigured, match="not forced on: notes"):
        schema.require_bound(own.app)


@pytest.mark.parametrize("lost", ["CREATEROLE", "CREATE on the database"])
def test_a_migrator_that_may_not_make_roles_or_schemas_is_told_what_it_lacks(
    cluster: Cluster, lost: str
) -> None:
    store = Store(cluster, cluster.new_database())
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        if lost == "CREATEROLE":
            connection.execute(f"ALTER ROLE {store.database}_migrator NOCREATEROLE".encode())
        else:
            connection.execute(f"ALTER DATABASE {store.database} OWNER TO postgres".encode())
    with pytest.raises(Misconfigured, match="CREATEROLE and CREATE on the database"):
        schema.migrate(store.direct, APP_PASSWORD)


def test_the_password_of_the_app_follows_the_secret(own: Store) -> None:
    schema.migrate(own.direct, "another one")
    schema.require_bound(as_role(own.direct, own.roles.app, "another one"))
    with pytest.raises(Unavailable, match="password authentication failed"):
        schema.require_bound(own.app)


def test_a_role_that_is_as_it_should_be_is_not_written(
    own: Store, superuser: psycopg.Connection
) -> None:
    query = (
        "SELECT a.rolpassword, a.xmin::text, s.xmin::text FROM pg_authid a"
        " JOIN pg_db_role_setting s ON s.setrole = a.oid WHERE a.rolname = %s"
    )
    before = run(superuser, query, own.roles.app)
    schema.migrate(own.direct, APP_PASSWORD)
    assert len(before) == 1
    assert run(superuser, query, own.roles.app) == before


def test_the_password_is_kept_as_a_verifier_only(own: Store, superuser: psycopg.Connection) -> None:
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
    ((kept,),) = run(superuser, query, own.roles.app)
    assert kept.startswith("SCRAM-SHA-256$")


def test_nobody_can_log_in_as_the_owner(own: Store) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_conninfo(own.direct, user=own.roles.owner, password="owner"))


def test_requests_end_by_themselves_before_they_stand_in_others_way(own: Store) -> None:
    with psycopg.connect(own.app) as connection:
        limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        told = [run(connection, f"SHOW {name}")[0][0] for name in limits]
        assert told == ["10s", "3s", "15s"]
        assert run(connection, "SHOW timezone") == [("UTC",)]


def test_dates_are_told_the_same_way_whatever_the_database_is_set_to(
    own: Store, superuser: psycopg.Connection
) -> None:
    superuser.execute(f"ALTER DATABASE {own.database} SET DateStyle = 'German'".encode())
    with psycopg.connect(own.app) as connection:
        assert run(connection, "SELECT timestamptz '2026-05-01 12:00+02' || ''") == [
            ("2026-05-01 10:00:00+00",)
        ]


def test_two_databases_of_one_cluster_keep_their_people_apart(own: Store, store: Store) -> None:
    other = make_conninfo(own.app, dbname=store.database)
    with psycopg.connect(other) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM tasklark.tasks")
