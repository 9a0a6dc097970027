"""Backups of the embedded database: one file each, which tells what must be in it.

The file is a zip archive of `manifest.json` and `database.dump`, as `pg_dump` writes it, both of
one snapshot. The manifest counts the rows of each table and adds up what they hold, so that
whoever restores can prove that all of it is there.
"""

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection, conninfo, sql

from tasklark.domain.errors import Misconfigured
from tasklark.storage import roles, schema
from tasklark.storage.embedded import program
from tasklark.storage.schema import connected

SUFFIX = ".tasklark-backup"
_MANIFEST, _DUMP = "manifest.json", "database.dump"
_FORM = 1
_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('tasklark')"
    " AND relkind = 'r' ORDER BY relname"
)
_SUM = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)"
    "::text FROM tasklark.{} t"
)


class Content(NamedTuple):
    """What a table holds: its rows, and a sum over them that no order of theirs changes."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Manifest:
    """What a backup must hold. `made_at` is in UTC; `revision` is that of the schema."""

    made_at: str
    version: str
    revision: str
    tables: dict[str, Content]
    form: int = _FORM

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(content.rows for content in self.tables.values())


def make(superuser: str, folder: Path, version: str) -> tuple[Path, Manifest]:
    """Write a backup of the database behind a superuser's libpq address; return its file.

    The file appears under its name when it is whole and on the disk. Raises `Misconfigured` where
    the folder can't be written or the disk is full, `Unavailable` without a database.
    """
    made_at = datetime.now(UTC)
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / f"{made_at:%Y%m%dT%H%M%SZ}{SUFFIX}"
        with (
            tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished,
            connected(superuser) as connection,
        ):
            dump, draft = Path(unfinished) / _DUMP, Path(unfinished) / target.name
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()").fetchall()
                form = ("--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
                _run("pg_dump", superuser, *form)
                contents = tables(connection)
                revision = _revision(connection)
            manifest = Manifest(made_at.isoformat(timespec="seconds"), version, revision, contents)
            with zipfile.ZipFile(draft, "x") as archive:
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
                archive.write(dump, _DUMP)
            draft.chmod(0o600)
            _flush(draft)
            draft.rename(target)
            _flush(folder)
    return target, manifest


def read(file: Path) -> Manifest:
    """Return what a backup says that it holds. Raises `Misconfigured` for a file that is none."""
    with _opened(file) as archive:
        try:
            found = json.loads(archive.read(_MANIFEST))
            kept = {name: Content(*content) for name, content in found.pop("tables").items()}
            manifest = Manifest(tables=kept, **found)
        except (KeyError, TypeError, ValueError):
            raise _no_backup(file) from None
    if manifest.form != _FORM:
        raise Misconfigured(f"{file} was made by a later Tasklark ({manifest.version})")
    return manifest


def restore(superuser: str, migrator: str, app_password: str, file: Path) -> None:
    """Put a backup in place of a database that holds nobody's tasks.

    `superuser` and `migrator` are libpq addresses of it. All of it is restored or nothing. Raises
    `Misconfigured` for a file that is no backup, is damaged, or was made by a later version.
    """
    manifest = read(file)
    if not schema.knows(manifest.revision):
        raise Misconfigured(
            f"{file} has the schema of a later Tasklark ({manifest.version}): restore it with that"
        )
    with connected(migrator) as connection, connection.transaction():
        roles.ensure(connection, roles.roles_of(connection.info.dbname), app_password)
    with tempfile.TemporaryDirectory() as folder, _opened(file) as archive:
        with _told(Path(folder)), archive.open(_DUMP) as packed:
            dump = Path(folder) / _DUMP
            with dump.open("xb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        whole = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists")
        database = conninfo.conninfo_to_dict(superuser)["dbname"]
        _run("pg_restore", superuser, *whole, f"--dbname={database}", str(dump))


def has_accounts(superuser: str) -> bool:
    """Tell whether somebody has an account in the database already."""
    with connected(superuser) as connection:
        ((is_there,),) = connection.execute(
            "SELECT to_regclass('tasklark.accounts') IS NOT NULL"
        ).fetchall()
        if not is_there:
            return False
        ((found,),) = connection.execute("SELECT EXISTS (SELECT FROM tasklark.accounts)").fetchall()
    return bool(found)


def different(superuser: str, manifest: Manifest) -> list[str]:
    """Return the tables that don't hold what a backup's manifest says."""
    with connected(superuser) as connection, connection.transaction():
        found = tables(connection)
    names = sorted(found.keys() | manifest.tables.keys())
    return [name for name in names if found.get(name) != manifest.tables.get(name)]


def tables(connection: Connection) -> dict[str, Content]:
    """Return what each table holds, in the connection's transaction."""
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("SET LOCAL DateStyle = 'ISO, YMD'")
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    return {name: _content(connection, name) for name in names}


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all backups of a folder but the latest so many; return the removed ones."""
    made = sorted(folder.glob(f"[0-9]*{SUFFIX}"), reverse=True)
    removed = made[keep:]
    for file in removed:
        file.unlink(missing_ok=True)
    return removed


def _content(connection: Connection, name: str) -> Content:
    found = connection.execute(sql.SQL(_SUM).format(sql.Identifier(name))).fetchone()
    return Content(*(found or (0, "0")))


def _revision(connection: Connection) -> str:
    found = connection.execute("SELECT version_num FROM tasklark.alembic_version").fetchone()
    return str(found[0]) if found else ""


def _run(name: str, address: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, which is ours."""
    told: dict[str, Any] = conninfo.conninfo_to_dict(address)
    keys = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = {variable: str(told[key]) for key, variable in keys.items() if key in told}
    done = subprocess.run(  # noqa: S603 - the wheel's own program
        [program(name), "--no-password", *arguments],
        env={**environment, "PGDATABASE": told["dbname"], "LC_ALL": "C", "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Misconfigured(f"{name} failed: {' '.join(done.stderr.split())}")


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except zipfile.BadZipFile:
        raise _no_backup(file) from None
    except OSError as error:
        raise Misconfigured(f"{file} can't be read ({error.strerror})") from None


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Misconfigured(f"{folder} can't be written ({error.strerror})") from error


def _no_backup(file: Path) -> Misconfigured:
    return Misconfigured(f"{file} is no backup of Tasklark, or it is damaged")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
