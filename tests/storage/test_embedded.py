"""The embedded PostgreSQL as it is found and shared: who gets in, who starts it, who stops it."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tasklark.domain.errors import Misconfigured
from tasklark.storage.embedded import EmbeddedServer, locks, program, start

SOMEBODY_ELSE = 12_345


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with start(tmp_path_factory.mktemp("served"), max_connections=30) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder where PostgreSQL has run and does not run."""
    made = tmp_path_factory.mktemp("kept")
    with start(made) as running, connect(running) as connection:
        connection.execute("create table kept as select 1 as one")
    return made


def connect(server: EmbeddedServer) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.address.conninfo("postgres"), autocommit=True)


def shown(server: EmbeddedServer, setting: str) -> object:
    with connect(server) as connection:
        row = connection.execute("select current_setting(%s)", [setting]).fetchone()
    return row[0] if row else None


def runs(folder: Path) -> bool:
    return not locks.is_free(folder / "postgresql" / "running.lock")


@contextmanager
def as_somebody_else() -> Iterator[None]:
    os.seteuid(SOMEBODY_ELSE)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("timezone", "UTC"),
        ("jit", "off"),
        ("max_connections", "30"),
        ("shared_buffers", "128MB"),
    ],
)
def test_the_server_runs_with_safe_settings(
    server: EmbeddedServer, setting: str, value: str
) -> None:
    assert shown(server, setting) == value


def test_it_is_postgresql_18_and_folds_case_in_all_of_unicode(server: EmbeddedServer) -> None:
    assert str(shown(server, "server_version")).startswith("18.")
    with connect(server) as connection:
        assert connection.execute("select lower('ÄÖÅ ΣΙΓΜΑ')").fetchone() == ("äöå σιγμα",)


def test_every_way_in_asks_for_a_password(server: EmbeddedServer) -> None:
    with connect(server) as connection:
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules")
        assert methods.fetchall() == [("scram-sha-256",)]


@pytest.mark.parametrize("password", [None, "wrong"])
def test_nobody_enters_without_the_password(server: EmbeddedServer, password: str | None) -> None:
    conninfo = server.address.conninfo("postgres", "postgres", password)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(conninfo, passfile="/dev/null")


def test_the_socket_and_the_password_are_closed_to_others(server: EmbeddedServer) -> None:
    home = server.address.socket_folder.parent
    assert server.address.socket_folder.stat().st_mode & 0o777 == 0o700
    assert (home / "superuser.key").stat().st_mode & 0o777 == 0o600
    assert (home / "18").stat().st_mode & 0o777 == 0o700
    assert server.address.password not in repr(server.address)


def test_postgresql_opens_no_tcp_port(server: EmbeddedServer) -> None:
    with connect(server) as connection:
        found = connection.execute("select inet_server_addr(), inet_server_port()").fetchone()
    assert found == (None, None)
    with socket.socket() as line:
        assert line.connect_ex(("127.0.0.1", server.address.port)) != 0


if os.geteuid() == 0:

    def test_another_user_of_the_machine_does_not_even_reach_the_socket(
        server: EmbeddedServer,
    ) -> None:
        path = server.address.socket_folder / f".s.PGSQL.{server.address.port}"
        with (
            socket.socket(socket.AF_UNIX) as line,
            as_somebody_else(),
            pytest.raises(PermissionError),
        ):
            line.connect(str(path))

    def test_under_root_postgresql_runs_without_rights(server: EmbeddedServer) -> None:
        with connect(server) as connection:
            number = connection.info.backend_pid
            assert Path(f"/proc/{number}").stat().st_uid != 0


def test_the_log_keeps_no_statement_and_no_value(server: EmbeddedServer) -> None:
    with connect(server) as connection:
        connection.execute("create table secrets (title text primary key)")
        insert = "insert into secrets values ('buy a ring')"
        connection.execute(insert)
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(insert)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("select cast(%s as text)::integer", ["buy a ring"])
    log = (server.address.socket_folder.parent / "server.log").read_text(encoding="utf-8")
    assert "ready to accept connections" in log
    assert "ring" not in log


def test_settings_that_guard_access_cannot_be_changed(folder: Path) -> None:
    loose = {"listen_addresses": "*", "unix_socket_permissions": "0777", "work_mem": "8MB"}
    with start(folder, settings=loose) as server:
        assert shown(server, "listen_addresses") == ""
        assert shown(server, "unix_socket_permissions") == "0700"
        assert shown(server, "work_mem") == "8MB"


def test_the_second_to_serve_learns_who_was_first(server: EmbeddedServer) -> None:
    folder = server.address.socket_folder.parents[1]
    with pytest.raises(Misconfigured, match=rf"process {os.getpid()}\).*{re.escape(str(folder))}"):
        start(folder)
    assert runs(folder)


def test_a_command_beside_the_server_joins_it_and_leaves_it_running(
    server: EmbeddedServer,
) -> None:
    folder = server.address.socket_folder.parents[1]
    with start(folder, exclusive=False) as command:
        assert command.address == server.address
        assert shown(command, "max_connections") == "30"
    assert runs(folder)


def test_a_command_alone_starts_postgresql_and_stops_it(folder: Path) -> None:
    with start(folder, exclusive=False) as command, connect(command) as connection:
        assert connection.execute("select one from kept").fetchone() == (1,)
        assert runs(folder)
    assert not runs(folder)
    command.stop()


def test_a_command_does_not_stop_postgresql_under_a_server_that_came_later(folder: Path) -> None:
    command = start(folder, exclusive=False)
    with start(folder) as server:
        command.stop()
        assert shown(server, "port") == "5432"
    assert not runs(folder)


def test_a_command_keeps_postgresql_until_it_is_through_though_the_server_left(
    folder: Path,
) -> None:
    server = start(folder)
    with start(folder, exclusive=False) as command:
        server.stop()
        assert shown(command, "port") == "5432"
    assert not runs(folder)


def test_the_wheels_other_programs_are_found_without_running_its_code() -> None:
    assert os.access(program("pg_dump"), os.X_OK)
