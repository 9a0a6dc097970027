"""The documents, as the tests of this folder read them."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.backends import clean_environment
from tests.house import tree

DOCS = tree.ROOT / "docs"
README = tree.ROOT / "README.md"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def every() -> list[Path]:
    """Return all pages that people read."""
    return [path for path in tree.files() if path.suffix == ".md"]


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language, in order."""
    return [found[2] for found in _BLOCK.finditer(text) if found[1] == language]


def prose(text: str) -> str:
    """Return a page without its code blocks."""
    return _BLOCK.sub("", text)


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, its subsections included."""
    level = len(heading) - len(heading.lstrip("#"))
    after = text.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{level}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the tables in a text."""
    for line in prose(text).splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def commands(script: str) -> list[str]:
    """Return a script's commands, each with its continued lines; comments left out."""
    joined = script.replace("\\\n", "\\\0")
    lines = (line.replace("\0", "\n").rstrip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def run(script: str, environment: Mapping[str, str], folder: Path) -> str:
    """Run a script of bash as a reader would, stopping at the first failure; return its output."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**clean_environment(), **environment, "PATH": os.environ["PATH"]},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
