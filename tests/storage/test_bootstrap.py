"""The embedded cluster's first steps, which every command takes, side by side with others."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tasklark.storage import bootstrap
from tasklark.storage.embedded import EmbeddedAddress
from tests.backends import Cluster

WRITTEN = (
    "SELECT (SELECT xmin FROM pg_authid WHERE rolname = %(migrator)s)::text,"
    " (SELECT xmin FROM pg_database WHERE datname = %(database)s)::text,"
    " (SELECT xmin FROM pg_proc WHERE proname = 'set_config')::text"
)
NAMES = {"migrator": bootstrap.MIGRATOR, "database": bootstrap.DATABASE}


@pytest.fixture
def address(cluster: Cluster) -> EmbeddedAddress:
    return EmbeddedAddress(cluster.folder, "postgres", cluster.password, cluster.port)


def test_commands_that_prepare_at_once_all_succeed(address: EmbeddedAddress) -> None:
    password = uuid4().hex
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: bootstrap.prepare(address, password), range(30)))
    assert len(set(found)) == 1
    psycopg.connect(found[0]).close()


def test_preparing_again_writes_no_row_of_the_catalogue(address: EmbeddedAddress) -> None:
    password = uuid4().hex
    written = []
    for _ in range(2):
        bootstrap.prepare(address, password)
        with psycopg.connect(address.conninfo(bootstrap.DATABASE)) as connection:
            written.append(connection.execute(WRITTEN, NAMES).fetchone())
    assert written[0] == written[1]
    assert written[0] is not None
    assert all(written[0])


def test_the_password_of_the_migrator_follows_the_secret(address: EmbeddedAddress) -> None:
    old, new = (bootstrap.prepare(address, uuid4().hex) for _ in range(2))
    psycopg.connect(new).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(old))
