"""Tasklark's own embedded PostgreSQL, thrown away afterwards: one for all that is compared."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from bench import machine
from tasklark.storage import embedded

SETTINGS = {
    "shared_buffers": "2GB",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}
"""The reference alone takes 80 connections, and no checkpoint is to fall on one of those compared;
all else is as Tasklark starts it for everybody."""


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL: its address, and the process that all its others descend from."""

    address: embedded.EmbeddedAddress
    pid: int

    def url(self, database: str) -> str:
        """Return a database's address as a URL, for its superuser."""
        user, password = self.address.superuser, quote(self.address.password)
        where = urlencode({"host": self.address.socket_folder, "port": self.address.port})
        return f"postgresql://{user}:{password}@/{database}?{where}"

    def connect(self, database: str) -> psycopg.Connection[Any]:
        """Return a connection of the superuser, in autocommit mode."""
        return psycopg.connect(self.url(database), autocommit=True)

    def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database, empty or as a copy, and return its address."""
        made, like = sql.Identifier(name), sql.Identifier(template)
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, like))
        return self.url(name)

    def version(self) -> str:
        """Return PostgreSQL's version, like 18.4."""
        with self.connect("postgres") as connection:
            major, minor = divmod(connection.info.server_version, 10_000)
            return f"{major}.{minor}"


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """Yield a new, empty cluster with `SETTINGS` and others; all of it is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="tasklark-bench-") as folder,
        embedded.start(Path(folder), settings=SETTINGS | settings) as server,
    ):
        with psycopg.connect(server.address.conninfo("postgres")) as connection:
            pid = machine.parent(connection.info.backend_pid)
        yield Cluster(server.address, pid)
