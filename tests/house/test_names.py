"""Names tell what a thing is, so that nobody has to open it; ruff's D1 holds the docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tree

SAY_NOTHING = {"base", "common", "helper", "helpers", "manager", "misc", "service", "utils"}
DATED = {"datetime": ("_at", "_local"), "date": ("_on",)}
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(?P<rest>.*)")
CODED = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])\W+\w\S*\s+\S+")
WORDS_OF_A_SENTENCE = 3


def test_no_module_has_a_name_that_says_nothing() -> None:
    said = {part for path in tree.python("src", "tests", "bench") for part in _parts(path)}
    assert not said & SAY_NOTHING


def _parts(path: Path) -> set[str]:
    return {
        part.removeprefix("test_") for part in path.relative_to(tree.ROOT).with_suffix("").parts
    }


def test_tests_read_as_sentences() -> None:
    short = {
        f"{tree.name(path)}:{function.name}"
        for path in tree.python("tests")
        for function in tree.functions(path)
        if function.name.startswith("test_")
        and len(function.name.split("_")) <= WORDS_OF_A_SENTENCE
    }
    assert not short


def test_an_import_inside_a_function_gives_its_reason() -> None:
    silent = {
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.python("src")
        for node in _inner_imports(path)
        if "#" not in tree.text(path).splitlines()[node.lineno - 1]
    }
    assert not silent


def _inner_imports(path: Path) -> Iterator[ast.stmt]:
    for function in tree.functions(path):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


def test_a_silenced_check_names_the_check_and_the_reason() -> None:
    bare = {
        f"{tree.name(path)}:{number}"
        for path in tree.python("src", "tests", "bench")
        if path.parent != Path(__file__).parent
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if (found := SILENCED.search(line)) and not CODED.match(found["rest"])
    }
    assert not bare


@pytest.mark.parametrize(
    ("comment", "good"),
    [
        ("# noqa: S603 - the program is ours", True),
        ("# noqa: S603, S607  the program is ours", True),
        ("# type: ignore[misc]  # the stub lacks it", True),
        ("# noqa: S603", False),
        ("# noqa", False),
        ("# type: ignore[misc]", False),
    ],
)
def test_a_reason_is_more_than_a_code(comment: str, good: bool) -> None:
    found = SILENCED.search(comment)
    assert found is not None
    assert bool(CODED.match(found["rest"])) is good


def test_instants_end_in_at_and_days_in_on() -> None:
    wrong = {
        f"{tree.name(path)}: {field} is a {kind}"
        for path in tree.python("src/tasklark/domain", "src/tasklark/storage")
        for field, kind in _dated_fields(path)
        if not field.endswith(DATED[kind])
    }
    assert not wrong


def _dated_fields(path: Path) -> Iterator[tuple[str, str]]:
    """Yield name and kind of each field of a class that holds a `datetime` or a `date`."""
    classes = [node for node in ast.walk(tree.parsed(path)) if isinstance(node, ast.ClassDef)]
    for node in (field for owner in classes for field in owner.body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            kind = ast.unparse(node.annotation).removesuffix(" | None").removeprefix("datetime.")
            if kind in DATED:
                yield node.target.id, kind
