"""Addresses as people have them, from their consoles and from other tools' settings."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from tasklark.domain.errors import Misconfigured
from tasklark.storage.address import as_role, as_user_of, conninfo, database_of, user_of

_PATIENCE = {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"}
NEON = (
    "postgresql://ada:s3cr%2Ft@ep-cool-name-123-pooler.eu-central-1.aws.neon.tech/main"
    "?sslmode=require&channel_binding=require"
)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:pw@db:5433/tasks",
        "postgres://ada:pw@db:5433/tasks",
        "postgresql+asyncpg://ada:pw@db:5433/tasks",
        "postgresql+psycopg2://ada:pw@db:5433/tasks",
        "  postgresql://ada:pw@db:5433/tasks\n",
        "host=db port=5433 dbname=tasks user=ada password=pw",
    ],
)
def test_all_forms_of_an_address_mean_the_same(address: str) -> None:
    found = conninfo_to_dict(conninfo(address))
    wanted = {"host": "db", "port": "5433", "dbname": "tasks", "user": "ada", "password": "pw"}
    assert {key: str(found[key]) for key in wanted} == wanted
    assert found["application_name"] == "tasklark"
    assert found["client_encoding"] == "UTF8"


def test_neons_address_keeps_its_tls_parameters_and_its_password() -> None:
    found = conninfo_to_dict(conninfo(NEON))
    assert found["sslmode"] == found["channel_binding"] == "require"
    assert found["password"] == "s3cr/t"
    assert found["host"] == "ep-cool-name-123-pooler.eu-central-1.aws.neon.tech"


def test_parameters_of_other_tools_are_left_out_and_libpqs_own_are_kept() -> None:
    query = "pgbouncer=true&connection_limit=1&pool_timeout=5&schema=public&sslaccept=strict"
    found = conninfo_to_dict(conninfo(f"postgresql://db/x?{query}&sslmode=disable"))
    assert found["sslmode"] == "disable"
    assert not {"pgbouncer", "connection_limit", "pool_timeout", "schema"} & set(found)


def test_what_the_operator_sets_is_not_overwritten() -> None:
    found = conninfo_to_dict(conninfo("postgresql://db/x?connect_timeout=3&application_name=mine"))
    assert (found["connect_timeout"], found["application_name"]) == ("3", "mine")


def test_a_server_that_vanishes_is_given_up_within_seconds() -> None:
    told = conninfo_to_dict(conninfo(NEON))
    found = {key: int(str(told[key])) for key in _PATIENCE}
    probes = found["keepalives_interval"] * found["keepalives_count"]
    assert found["keepalives_idle"] + probes == 20
    assert found["tcp_user_timeout"] == 20_000


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ada:hidden@db/x",
        "sqlite:///hidden.db",
        "postgresql://ada:hidden@[db/x",
        "postgresql://ada:hidden@db/x?no_such_option=1",
        "hidden",
        "host=db no_such_option=hidden",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_URL can't be read") as told:
        conninfo(address)
    assert "hidden" not in str(told.value)
    assert told.value.__suppress_context__


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with suppress(Misconfigured):
        conninfo_to_dict(conninfo(text))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
def test_any_password_comes_through(password: str) -> None:
    found = conninfo_to_dict(as_role(conninfo(NEON), "tasks_app", password))
    assert found.get("password", "") == password
    assert found["user"] == "tasks_app"
    assert found["sslmode"] == "require"


def test_an_address_is_given_the_user_and_password_of_another() -> None:
    found = conninfo_to_dict(as_user_of("host=direct user=ada password=a", conninfo(NEON)))
    assert found["host"] == "direct"
    assert {key: found[key] for key in ("user", "password")} == {
        key: conninfo_to_dict(conninfo(NEON))[key] for key in ("user", "password")
    }


def test_the_database_is_named_or_is_the_users_own() -> None:
    assert database_of(conninfo(NEON)) == "main"
    assert database_of("user=ada") == "ada"
    assert database_of("host=db") == "postgres"
    assert user_of("host=db") is None
    assert user_of(conninfo(NEON)) == "ada"
