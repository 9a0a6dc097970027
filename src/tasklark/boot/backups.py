"""Backups of the embedded database: made, nightly too, restored, and proved by restoring."""

import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import tasklark
from tasklark.boot import database
from tasklark.boot.secrets_kept import database_password, own_secrets
from tasklark.domain.errors import Misconfigured
from tasklark.settings import Settings
from tasklark.storage import backups, bootstrap
from tasklark.storage.backups import Manifest
from tasklark.storage.embedded import EmbeddedServer, start

NIGHTLY_HOUR = 3
"""When the night's backup is made, on the server's own clock."""
_ELSEWHERE = (
    "DATABASE_URL names a PostgreSQL that somebody else runs: back it up with its own means"
    " (pg_dump, your host's snapshots); the operator's guide says how"
)

log = logging.getLogger("tasklark.backups")


def make(settings: Settings, folder: Path | None, keep: int | None) -> tuple[Path, Manifest]:
    """Make a backup, also beside a running server; return its file and what it holds.

    Of all backups in the folder the latest `keep` stay. Raises `Misconfigured`, `Unavailable`.
    """
    into = folder or folder_of(settings)
    with _joined(settings) as server:
        made, manifest = backups.make(_superuser(server), into, tasklark.__version__)
    if keep is not None:
        backups.prune(into, keep)
    return made, manifest


def restore(settings: Settings, file: Path) -> Manifest:
    """Put a backup into a data folder that has no accounts yet, and bring its schema up to date.

    Raises `Misconfigured` where there are some, or for a file that is no backup.
    """
    _require_embedded(settings)
    manifest = backups.read(file)
    with database.opened(settings, serving=True) as addresses, _joined(settings) as server:
        if backups.has_accounts(_superuser(server)):
            raise Misconfigured(
                f"there are accounts in {settings.data} already: move that folder away, or set"
                " TASKLARK_DATA to a new one"
            )
        password = database_password(own_secrets(settings)[0])
        backups.restore(_superuser(server), addresses.direct, password, file)
        _require_same(server, manifest)
        database.migrate(addresses, settings)
    return manifest


def verify(file: Path) -> Manifest:
    """Restore a backup into a cluster that is thrown away; raise `Misconfigured` if it lacks."""
    manifest = backups.read(file)
    with (
        tempfile.TemporaryDirectory(prefix="tasklark-verify-") as folder,
        start(Path(folder)) as server,
    ):
        password = database_password("of a cluster that is thrown away")
        migrator = bootstrap.prepare(server.address, password)
        backups.restore(_superuser(server), migrator, password, file)
        _require_same(server, manifest)
    return manifest


def folder_of(settings: Settings) -> Path:
    """Return where backups are kept unless one says otherwise."""
    return settings.data / "backups"


@contextmanager
def nightly(settings: Settings) -> Iterator[None]:
    """Have a backup made each night, as long as the block lasts, of an embedded database.

    By a process of its own, so that no request waits for it and no fault of it ends the server.
    """
    over = threading.Event()
    watch = threading.Thread(target=_each_night, args=(settings, over), daemon=True)
    if settings.database_url is None and settings.backups_kept:
        watch.start()
    try:
        yield
    finally:
        over.set()


def seconds_until_night(now: datetime) -> float:
    """Return how long it is from a local time to the next hour of backups."""
    night = now.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return (night - now).total_seconds()


def _each_night(settings: Settings, over: threading.Event) -> None:
    while not over.wait(seconds_until_night(datetime.now())):  # noqa: DTZ005 - the server's own night
        done = subprocess.run(  # noqa: S603 - this very program
            [sys.executable, "-m", "tasklark", "backup", "--keep", str(settings.backups_kept)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            log.error("no backup was made tonight: %s", " ".join(done.stderr.split()))
        else:
            log.info("%s", " ".join(done.stdout.split()))


@contextmanager
def _joined(settings: Settings) -> Iterator[EmbeddedServer]:
    _require_embedded(settings)
    with start(settings.data, exclusive=False) as server:
        yield server


def _require_embedded(settings: Settings) -> None:
    if settings.database_url is not None:
        raise Misconfigured(_ELSEWHERE)


def _require_same(server: EmbeddedServer, manifest: Manifest) -> None:
    different = backups.different(_superuser(server), manifest)
    if different:
        raise Misconfigured(f"what was restored is not what was backed up: {', '.join(different)}")


def _superuser(server: EmbeddedServer) -> str:
    return server.address.conninfo(bootstrap.DATABASE)
