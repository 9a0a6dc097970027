"""The cluster's files: made once by initdb, of the right version, with a password that we know."""

import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from tasklark.domain.errors import Misconfigured
from tasklark.storage.embedded import trouble
from tasklark.storage.embedded.address import SUPERUSER
from tasklark.storage.embedded.place import Place, as_account
from tasklark.storage.embedded.wheel import MAJOR

INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--locale-provider=builtin",  # lower() knows all of Unicode, whatever the machine's locale
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


def kept_password(place: Place) -> str:
    """Return the superuser's password; raises OSError when its file is missing or not ours."""
    return _key(place).read_text(encoding="ascii").strip()


def ensure(place: Place, programs: Path) -> None:
    """Make the cluster unless there is one, and see that its superuser's password is kept.

    Nothing may run on the cluster. Raises Misconfigured for data of another version, and with
    PostgreSQL's own words when it cannot be made.
    """
    _require_version(place)
    known = kept_password(place) if _key(place).is_file() else ""
    password = known or secrets.token_urlsafe(32)
    if not place.cluster.exists():
        _write(_key(place), password)
        _create(place, programs, password)
        return
    if place.account and place.cluster.stat().st_uid == 0:  # copied back from a backup by root
        for path in (place.cluster, *place.cluster.rglob("*")):
            place.give(path)
    if not known:
        _set_password(place, programs, password)
        _write(_key(place), password)


def _key(place: Place) -> Path:
    return place.home / "superuser.key"


def _require_version(place: Place) -> None:
    shutil.rmtree(place.home / "new", ignore_errors=True)  # a beginning that was cut short
    folders = [place.cluster] if place.cluster.exists() else list(place.home.glob("[0-9]*"))
    for folder in folders:
        version = ""
        with suppress(FileNotFoundError):
            version = (folder / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != MAJOR:
            raise Misconfigured(
                f"{folder} holds data of PostgreSQL {version or '(unknown)'}, and this Tasklark "
                f"brings PostgreSQL {MAJOR}; move the data over with the Tasklark that made them, "
                "or set TASKLARK_DATA to another folder"
            )


def _create(place: Place, programs: Path, password: str) -> None:
    """Run initdb beside the final place and move the outcome there: all of it, or nothing."""
    new = place.home / "new"
    new.mkdir(mode=0o700)
    place.give(new)
    with tempfile.TemporaryFile() as secret:
        secret.write(password.encode())
        secret.seek(0)
        if place.account:
            os.fchown(secret.fileno(), *place.account)
        with as_account(place, secret.fileno()) as (home, options):
            options |= {"stdin": subprocess.DEVNULL}
            arguments = [f"--pgdata={home / new.name}", f"--pwfile=/dev/fd/{secret.fileno()}"]
            _run(place, [str(programs / "initdb"), *INITDB, *arguments], options)
    new.rename(place.cluster)
    _flush(place.home)


def _set_password(place: Place, programs: Path, password: str) -> None:
    """Give the superuser a new password without the old one: by right of owning the files."""
    with as_account(place) as (home, options):
        options |= {"input": f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"}
        command = [
            str(programs / "postgres"),
            "--single",
            "-D",
            str(home / place.cluster.name),
            SUPERUSER,
        ]
        _run(place, command, options)


def _run(place: Place, command: list[str], options: dict[str, Any]) -> None:
    outcome = subprocess.run(  # noqa: S603 - the wheel's own programs
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options
    )
    if outcome.returncode:
        raise trouble.from_output(outcome.stdout, place.home.parent)


def _write(path: Path, secret: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    _flush(path.parent)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
