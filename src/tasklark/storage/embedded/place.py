"""Where the embedded PostgreSQL lives, and as whom it runs.

    data folder/postgresql/
        18/             the cluster
        socket          the folder of the socket, or a link to a short one elsewhere
        superuser.key   the superuser's password, made once, mode 0600
        server.log      what PostgreSQL has to say; server.log.1 is the one before
        *.lock          who serves, who uses it, who starts or stops it, whether it runs

PostgreSQL refuses to run as root. When we are root it runs as whoever owns the data folder, or as
`tasklark` or `nobody` when that is root too; only the cluster and the socket's folder are theirs.
The way there may be closed to them (a data folder in root's home): they need not walk it, because
we open `postgresql/` and they enter through the descriptor that they inherit (`/proc/self/fd/N`).
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tasklark.domain.errors import Misconfigured

if sys.platform != "win32":  # there `start` refuses before it comes to accounts
    import pwd

UNPRIVILEGED = ("tasklark", "nobody")
DESCRIPTORS = Path("/proc/self/fd")
PLAIN = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All of the environment that PostgreSQL sees."""


class Account(NamedTuple):
    """Numbers of a user and its group."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """The folder `postgresql` of a data folder; `account` is None when PostgreSQL runs as we do."""

    home: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.home / "18"

    @property
    def log(self) -> Path:
        """The file of PostgreSQL's log."""
        return self.home / "server.log"

    def lock(self, name: str) -> Path:
        """Return the file of a lock: `serve`, `use`, `change` or `running`."""
        return self.home / f"{name}.lock"

    def give(self, path: Path) -> None:
        """Hand a file or folder to the account that PostgreSQL runs as."""
        if self.account:
            os.chown(path, *self.account, follow_symlinks=False)

    def hand_over(self) -> None:
        """As root, give what we made in another's data folder to that other."""
        owner = self.home.parent.stat()
        if os.geteuid() != 0 or owner.st_uid == 0:
            return
        for path in (self.home, *self.home.iterdir()):
            if path.lstat().st_uid == 0:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def prepare(data_folder: Path) -> Place:
    """Make the folders that are missing and return the place.

    Raises OSError where we may not write, Misconfigured when the cluster is somebody else's.
    """
    data_folder = data_folder.expanduser().resolve()
    data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = data_folder / "postgresql"
    home.mkdir(mode=0o700, exist_ok=True)
    place = Place(home, _account(data_folder, home / "18"))
    if place.account and not home.stat().st_mode & stat.S_IXOTH:
        home.chmod(0o711)  # the descriptor opens this folder; its entries guard themselves
    return place


def _account(data_folder: Path, cluster: Path) -> Account | None:
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise Misconfigured(
                f"The cluster {cluster} belongs to user {owner.st_uid}, and we are user "
                f"{os.geteuid()}; run as its owner, or set TASKLARK_DATA to another folder"
            )
        return None
    if owner and owner.st_uid:
        return Account(owner.st_uid, owner.st_gid)
    with suppress(KeyError):  # initdb insists on an account that has a name
        if (entry := pwd.getpwuid(data_folder.stat().st_uid)).pw_uid:
            return Account(entry.pw_uid, entry.pw_gid)
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            return Account(*pwd.getpwnam(name)[2:4])
    raise Misconfigured("PostgreSQL does not run as root; add a user named tasklark for it")


@contextmanager
def as_account(place: Place, *inherited: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield where the account finds `home`, and the options to start a program as that account.

    The program gets the descriptors in `inherited`, a session of its own (so that Ctrl-C in a
    terminal reaches us alone), and next to nothing of our environment.
    """
    options: dict[str, Any] = {
        "cwd": "/",
        "env": PLAIN,
        "start_new_session": True,
        "pass_fds": inherited,
    }
    if place.account is None:
        yield place.home, options
        return
    way = os.open(place.home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        options |= {"user": place.account.uid, "group": place.account.gid, "extra_groups": []}
        options["pass_fds"] = (*inherited, way)
        yield DESCRIPTORS / str(way) if DESCRIPTORS.is_dir() else place.home, options
    finally:
        os.close(way)
