"""The machine: its Python, its time zones, the data folder and the room in it."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from tasklark.boot.diagnosis.finding import Finding, doubtful, good, wrong
from tasklark.domain.zones import tzdata_version
from tasklark.settings import Settings

_PYTHON = (3, 11)
_MIB = 1024**2
_LITTLE_BYTES = 1024 * _MIB
_TOO_LITTLE_BYTES = 128 * _MIB
_PRIVATE = ("secret.key", "postgresql/superuser.key")


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield findings on Python, time zones, the data folder, its room, who may read secrets."""
    yield _python()
    yield good("time zones", f"Those of IANA's release {tzdata_version()}, as packaged")
    folder = settings.data.expanduser()
    if settings.database_url is not None and settings.secret is not None:
        yield good("data folder", "Not needed: database and secret are given")
        return
    writable = _writable(folder)
    yield writable
    if writable.mend is None:
        yield _space(_existing(folder))
    for path in (folder / name for name in _PRIVATE):
        if _can_see(path):
            yield _privacy(path)


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < _PYTHON:
        return wrong("python", f"Python {version} is too old", "Install Python 3.11 or later")
    return good("python", f"Python {version}")


def _existing(folder: Path) -> Path:
    """Return the folder, or where it would be made: the nearest one above it that is there."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _writable(folder: Path) -> Finding:
    nearest = _existing(folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return wrong(
            "data folder",
            f"{folder} can't be written to",
            f"Give it to the user that runs Tasklark (user {os.geteuid()}), or set TASKLARK_DATA to"
            " another folder",
        )
    there = "can be written to" if nearest == folder else "is made by the first start"
    return good("data folder", f"{folder} {there}")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free // _MIB:,} MiB are free in the data folder"
    mend = "Make room on that disk, or set TASKLARK_DATA to a folder on another"
    if free < _TOO_LITTLE_BYTES:
        return wrong("free space", says, mend)
    return doubtful("free space", says, mend) if free < _LITTLE_BYTES else good("free space", says)


def _can_see(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False


def _privacy(path: Path) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return wrong(
            "secrets' permissions",
            f"{path} can be read by others (mode {mode:o})",
            f"chmod 600 '{path}', and if others have accounts on this machine, make a new secret",
        )
    return good("secrets' permissions", f"{path} is ours alone")
