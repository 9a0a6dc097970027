"""The folder of the embedded PostgreSQL's socket: closed to others, with a path that fits."""

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from tasklark.domain.errors import Misconfigured
from tasklark.storage.embedded.address import PORT
from tasklark.storage.embedded.place import Place

LONGEST = 103
"""Bytes of a socket's path that every system takes: 107 on Linux, 103 on macOS and the BSDs."""


def folder_of(place: Place) -> Path:
    """Return the folder of the socket: beside the cluster, or where the link there leads."""
    link = place.home / "socket"
    return link.readlink() if link.is_symlink() else link


def make_folder(place: Place) -> None:
    """Make the folder when it is missing: mode 0700, the account's own.

    A path that is too long for a socket, or that libpq would cut at a comma, is replaced by a short
    folder among the temporary ones; the link `socket` leads every other process there.
    """
    link = place.home / "socket"
    if _fits(link):
        forget_folder(place)
        return _make_private(place, link)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    if link.is_symlink():
        with suppress(Misconfigured, OSError):
            return _make_private(place, link.readlink())
        link.unlink()
    link.symlink_to(_short_folder(place))
    return _make_private(place, link.readlink())


def forget_folder(place: Place) -> None:
    """Remove the short folder, when there is one; PostgreSQL must not run."""
    link = place.home / "socket"
    if link.is_symlink():
        shutil.rmtree(link.readlink(), ignore_errors=True)
        link.unlink()


def _fits(folder: Path) -> bool:
    whole = f"{folder}/.s.PGSQL.{PORT}"
    return len(os.fsencode(whole)) <= LONGEST and not set(whole) & set(',"\\')


def _short_folder(place: Place) -> Path:
    own = [os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()]
    bases = [*([] if place.account else own), "/tmp"]  # noqa: S108 - mkdtemp makes it safe
    for base in bases:
        if base and _fits(Path(base) / "tasklark-12345678"):
            with suppress(OSError):
                return Path(tempfile.mkdtemp(prefix="tasklark-", dir=base))
    raise Misconfigured("No temporary folder has a path short enough for a socket; set TMPDIR")


def _make_private(place: Place, folder: Path) -> None:
    """Make the folder, or see that the one that is there is ours."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    facts = folder.lstat()
    owners = {os.geteuid(), place.account.uid if place.account else os.geteuid()}
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in owners:
        raise Misconfigured(f"{folder} is not ours; remove it and start again")
    folder.chmod(0o700)
    place.give(folder)
