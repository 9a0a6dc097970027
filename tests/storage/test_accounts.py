"""Erasing and purging: they take the time they need, and leave nothing of what they erase."""

import psycopg
import pytest

from tasklark.actions import accounts, health
from tasklark.actions.unit_of_work import Door, perform
from tasklark.storage import schema
from tasklark.storage.engine import Database
from tests.backends import Cluster
from tests.conftest import APP_PASSWORD, Store
from tests.storage.residents import on, resident

SLOW = """
CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END';
CREATE TRIGGER slow BEFORE DELETE ON tasklark.answers EXECUTE FUNCTION public.slow();
ALTER ROLE {app} SET statement_timeout = '500ms';
"""


@pytest.fixture
def slow(cluster: Cluster) -> Store:
    """Give a database in which erasing and purging take longer than a request may."""
    made = Store(cluster, cluster.new_database())
    schema.migrate(made.direct, APP_PASSWORD)
    with psycopg.connect(made.superuser, autocommit=True) as connection:
        connection.execute(SLOW.format(app=made.roles.app).encode())
    return made


def test_erasing_may_take_longer_than_a_request_and_leaves_nothing(slow: Store) -> None:
    async def erase(database: Database) -> int:
        who = await resident(database)
        await perform(Door(database, who.caller, "rest"), accounts.erase)
        return who.id

    erased = on(slow, erase)
    counted = "SELECT count(*) FROM tasklark.{} WHERE owner_id = %s"
    with psycopg.connect(slow.superuser) as connection:
        for table in ("directory", "tasks", "sessions", "api_tokens", "invitations"):
            found = connection.execute(counted.format(table).encode(), [erased])
            assert found.fetchone() == (0,), table


def test_purging_may_take_longer_than_a_request(slow: Store) -> None:
    assert on(slow, health.purge) == 0
