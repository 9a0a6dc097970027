"""The operator's guide to a PostgreSQL of one's own, followed to the letter behind PgBouncer."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.backends import (
    OWN_SECRET,
    SHARED_SECRET,
    Cluster,
    Service,
    _await,
    _unprivileged,
    debian_postgres,
    short,
    tasklark,
)
from tests.docs import pages
from tests.house import tree
from tests.peers import require_peer

GUIDE = pages.section(tree.text(pages.DOCS / "operating.md"), "## A PostgreSQL of your own")
DATABASE_SQL, HARDENING_SQL, LOOKUP_SQL = pages.blocks(GUIDE, "sql")
(INI,) = pages.blocks(GUIDE, "ini")


@pytest.mark.peer("postgres", "pgbouncer")
def test_the_roles_the_hardening_and_the_pooler_of_the_guide_work_together(tmp_path: Path) -> None:
    with debian_postgres(short()) as cluster:
        _ask_for_passwords(cluster)
        for statement in DATABASE_SQL.strip().split("\n"):
            _execute(cluster, "postgres", statement)
        _execute(cluster, "tasklark", HARDENING_SQL)
        _execute(cluster, "tasklark", LOOKUP_SQL)
        with _pooler(cluster) as pooled:
            environment = {
                "BETTER_AUTH_SECRET": SHARED_SECRET,
                "TASKLARK_SECRET": OWN_SECRET,
                "DATABASE_URL": _address(pooled),
                "DATABASE_DIRECT_URL": _address(cluster),
            }
            with tasklark(environment, tmp_path) as url:
                _make_and_read(Service(url, environment))
                # A second machine sets the role's password anew: the first must not notice.
                with tasklark(environment, tmp_path / "second") as second:
                    _make_and_read(Service(second, environment))
                    _make_and_read(Service(url, environment))


def _make_and_read(service: Service) -> None:
    with service.client() as somebody:
        made = somebody.post("/api/tasks", json={"title": "Through the pooler"})
        assert somebody.get(made.headers["location"]).json() == made.json()


def _ask_for_passwords(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        row = connection.execute("SHOW hba_file").fetchone()
        assert row is not None
        Path(row[0]).write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        connection.execute("SELECT pg_reload_conf()")


def _execute(cluster: Cluster, database: str, statements: str) -> None:
    with psycopg.connect(cluster.conninfo(database), autocommit=True) as connection:
        connection.execute(statements.encode())


def _address(server: Cluster) -> str:
    return make_conninfo(
        host=str(server.folder),
        port=server.port,
        dbname="tasklark",
        user="tasklark",
        password="long and random",
    )


@contextmanager
def _pooler(cluster: Cluster) -> Iterator[Cluster]:
    folder = short()
    folder.mkdir()
    as_user = _unprivileged(folder)
    (folder / "userlist.txt").write_text('"pgbouncer" "the one in userlist.txt"\n')
    ini = (
        INI.replace("host=db.example.org port=5432", f"host={cluster.folder} port={cluster.port}")
        .replace("listen_addr = 127.0.0.1", f"listen_addr =\nunix_socket_dir = {folder}")
        .replace("/etc/pgbouncer/userlist.txt", f"{folder}/userlist.txt")
    )
    (folder / "ini").write_text(f"{ini}logfile = {folder}/log\n")
    process = subprocess.Popen([require_peer("pgbouncer"), folder / "ini"], **as_user)
    try:
        _await(folder / ".s.PGSQL.6432")
        yield Cluster(folder, 6432)
    finally:
        process.kill()
        process.wait()
