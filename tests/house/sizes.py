"""How big files and functions are: `make sizes` tells what has grown beyond its aim."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.house import tree

FOLDERS = ("src", "tests", "bench")
AIM = {"file": 200, "function": 20, "parameters": 4}
LIMIT = {"file": 400, "function": 60}


class Size(NamedTuple):
    """One measure: `kind` is a key of `AIM`, `what` is a path or a path and a function's name."""

    kind: str
    what: str
    value: int


def all_sizes() -> Iterator[Size]:
    """Yield the sizes of every Python file and function of the project."""
    for path in tree.python(*FOLDERS):
        yield Size("file", tree.name(path), lines(path))
        for function in tree.functions(path):
            what = f"{tree.name(path)}:{function.name}"
            yield Size("function", what, _length(function))
            yield Size("parameters", what, _parameters(function))


def lines(path: Path) -> int:
    """Return how many lines a file has."""
    return len(tree.text(path).splitlines())


def _length(function: tree.Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: tree.Function) -> int:
    given = function.args
    named = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([n for n in named if n not in {"self", "cls"}])


def report() -> str:
    """Return what is beyond its aim, the biggest first of each kind, and the sum of the source."""
    sizes = sorted(all_sizes(), key=lambda size: -size.value)
    told = [
        f"{size.value:6} {size.kind:10} {size.what}"
        for kind, aim in AIM.items()
        for size in sizes
        if size.kind == kind and size.value > aim
    ]
    total = sum(lines(path) for path in tree.python("src"))
    return "\n".join([*told, f"{total:6} lines in src"])


if __name__ == "__main__":
    print(report())
