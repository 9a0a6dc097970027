"""Real databases and a real Tasklark on each of them, for tests to talk to."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt
import psycopg
from psycopg.conninfo import make_conninfo

from tasklark.boot.secrets_kept import database_password
from tests.peers import require_peer

SHARED_SECRET = "a shared secret of the tests, long enough for HS256"
OWN_SECRET = "tasklark's own secret in the tests, long enough as well"
MIGRATOR_PASSWORD = "migrator"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""What clients of tests are given, who need no TLS: reading all root certificates takes 50 ms."""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL: how its superuser gets in."""

    folder: Path
    port: int
    password: str = ""

    def conninfo(self, database: str = "postgres") -> str:
        """Return the superuser's address of a database here."""
        return self._as("postgres", self.password, database)

    def new_database(self) -> str:
        """Make a database owned by a migrator who is no superuser; return its name."""
        name = f"t{uuid4().hex[:12]}"
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(
                f"CREATE ROLE {name}_migrator LOGIN CREATEROLE PASSWORD '{MIGRATOR_PASSWORD}'"
            )
            connection.execute(f"CREATE DATABASE {name} OWNER {name}_migrator")
        return name

    def migrator(self, database: str) -> str:
        """Return the address of a database's migrator."""
        return self._as(f"{database}_migrator", MIGRATOR_PASSWORD, database)

    def _as(self, user: str, password: str, database: str) -> str:
        return make_conninfo(
            host=str(self.folder), port=self.port, dbname=database, user=user, password=password
        )


@dataclass(frozen=True)
class Service:
    """A running Tasklark."""

    url: str
    environment: Mapping[str, str]
    cluster: Cluster | None = None
    database: str = "tasklark"

    def token(self, subject: str, **claims: object) -> str:
        """Return a token of Better Auth's kind for a user, good for an hour."""
        told = {"sub": subject, "exp": int(time.time()) + 3600, **claims}
        return jwt.encode(told, SHARED_SECRET, "HS256")

    def client(self, subject: str | None = None, **claims: object) -> httpx.Client:
        """Return a client that is signed in as a user, a new one by default."""
        token = self.token(subject or f"user-{uuid4()}", **claims)
        return httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            verify=NO_TLS,
        )

    def stranger(self) -> httpx.Client:
        """Return a client without a token."""
        return httpx.Client(base_url=self.url, timeout=30, verify=NO_TLS)


@contextmanager
def debian_postgres(folder: Path) -> Iterator[Cluster]:
    """Run Debian's PostgreSQL 15 in a folder, for as long as the block lasts."""
    programs = require_peer("postgres").parent
    folder.mkdir(parents=True)
    as_user = _unprivileged(folder)
    data = folder / "data"
    _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
          "--locale=C.UTF-8", "-E", "UTF8"], as_user)  # fmt: skip
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=100"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    _run([*control, "-o", options, "start"], as_user)
    try:
        yield Cluster(folder, 5432)
    finally:
        _run([*control, "-m", "immediate", "stop"], as_user)


@contextmanager
def pgbouncer(cluster: Cluster, database: str, folder: Path) -> Iterator[Cluster]:
    """Run PgBouncer in transaction mode before a cluster, for as long as the block lasts."""
    program = require_peer("pgbouncer")
    folder.mkdir(parents=True)
    as_user = _unprivileged(folder)
    (folder / "users").write_text(
        f'"{database}_app" "{database_password(OWN_SECRET)}"\n'
        f'"{database}_migrator" "{MIGRATOR_PASSWORD}"\n'
    )
    (folder / "ini").write_text(
        f"[databases]\n* = host={cluster.folder} port={cluster.port}\n[pgbouncer]\n"
        f"listen_addr =\nlisten_port = 6432\nunix_socket_dir = {folder}\n"
        "auth_type = scram-sha-256\n"
        f"auth_file = {folder}/users\npool_mode = transaction\ndefault_pool_size = 3\n"
        f"max_client_conn = 500\nlogfile = {folder}/log\n"
        "ignore_startup_parameters = extra_float_digits\n"
    )
    process = subprocess.Popen([program, "-q", folder / "ini"], **as_user)
    try:
        _await(folder / ".s.PGSQL.6432")
        yield Cluster(folder, 6432)
    finally:
        process.kill()
        process.wait()


@contextmanager
def tasklark(
    environment: Mapping[str, str], folder: Path, module: str = "tasklark"
) -> Iterator[str]:
    """Run `tasklark serve` on a free port, for as long as the block lasts; yield its address."""
    log = folder / f"serve-{uuid4().hex[:8]}.log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "serve"],
            env={**clean_environment(), "PORT": "0", "TASKLARK_DATA": str(folder), **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, log.read_text()
        _answering(found[0])
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def clean_environment() -> dict[str, str]:
    """Return this process's environment less what would configure Tasklark."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


@contextmanager
def service(backend: str, folder: Path) -> Iterator[Service]:
    """Run Tasklark on a backend: `embedded`, `debian15` or `pgbouncer`."""
    environment = {
        "TASKLARK_DATA": str(folder),
        "BETTER_AUTH_SECRET": SHARED_SECRET,
        "TASKLARK_SECRET": OWN_SECRET,
        "LOG_LEVEL": "warning",
    }
    with ExitStack() as stack:
        cluster, database = None, "tasklark"
        if backend != "embedded":
            cluster = stack.enter_context(debian_postgres(short()))
            database = cluster.new_database()
            environment["DATABASE_URL"] = cluster.migrator(database)
        if backend == "pgbouncer":
            assert cluster is not None
            pooled = stack.enter_context(pgbouncer(cluster, database, short()))
            environment["DATABASE_DIRECT_URL"] = environment["DATABASE_URL"]
            environment["DATABASE_URL"] = pooled.migrator(database)
        url = stack.enter_context(tasklark(environment, folder))
        yield Service(url, environment, cluster, database)


def short() -> Path:
    """Return a path that is not there yet, short enough for a socket (107 bytes)."""
    return Path("/tmp") / f"tl-{uuid4().hex[:12]}"  # noqa: S108 - sockets need short paths


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Return how to start a program that refuses to run as root; it owns the folder."""
    if os.getuid() != 0:
        return {}
    shutil.chown(folder, "nobody", "nogroup")
    return {"user": "nobody", "group": "nogroup"}


def _run(command: list[object], as_user: Mapping[str, Any]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **as_user,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _await(path: Path) -> None:
    deadline, pause = time.monotonic() + 20, threading.Event()
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        pause.wait(0.01)
    raise AssertionError(f"{path} does not answer")


def _answering(url: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
        assert client.get(f"{url}/health", timeout=30).status_code == 200
