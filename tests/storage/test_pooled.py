"""A pooler in the way of migrations, which nobody advises and somebody will have."""

import psycopg
import pytest

from tasklark.boot.secrets_kept import database_password
from tasklark.storage import schema
from tasklark.storage.address import as_role
from tests.backends import OWN_SECRET, debian_postgres, pgbouncer, short


@pytest.mark.peer("postgres", "pgbouncer")
def test_migrating_through_a_transaction_pooler_leaves_nothing_behind() -> None:
    with debian_postgres(short()) as cluster:
        database = cluster.new_database()
        with pgbouncer(cluster, database, short()) as pooled:
            address = pooled.migrator(database)
            password = database_password(OWN_SECRET)
            roles = schema.migrate(address, password)
            assert schema.migrate(address, password) == roles
            schema.require_bound(as_role(address, roles.app, password))
            with psycopg.connect(address, autocommit=True, prepare_threshold=None) as connection:
                kept = [connection.execute(f"SHOW {name}").fetchone() for name in _SETTINGS]
                assert kept == [("0",), ("0",), ("none",)]
        with psycopg.connect(cluster.conninfo(database)) as connection:
            locks = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert locks.fetchone() == (0,)


_SETTINGS = ("lock_timeout", "statement_timeout", "role")
