"""The project's own files, as the tests of this folder read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tasklark"
MADE = {
    ROOT / "build",
    ROOT / "dist",
    ROOT / "src" / "tasklark" / "surfaces" / "web" / "_built",
    ROOT / "web" / "src" / "api" / "generated",
}
NOT_OURS = {"__pycache__", "node_modules"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: what git would hold, also where git is not installed."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if not hidden and path.name not in NOT_OURS and path not in MADE:
                yield from _walk(path)
        elif path.name != ".env":
            yield path


def python(*folders: str) -> list[Path]:
    """Return the Python files under `folders`, named from the project's root."""
    inside = tuple(ROOT / folder for folder in folders)
    return [p for p in files() if p.suffix == ".py" and any(p.is_relative_to(f) for f in inside)]


def name(path: Path) -> str:
    """Return the path as a person writes it: from the project's root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    """Return a file's text; nothing for a file that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def parsed(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(text(path), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a Python file, methods and inner functions included."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node
