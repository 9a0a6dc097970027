"""What lies in the tree: a map that is true, nothing of one machine, nothing unfinished."""

import ast
import re
from pathlib import Path

import pytest

from tests.house import tree

HERE = Path(__file__).parent
UNFINISHED = re.compile(
    r"(?<!\.)\b(?:TODO(?! = \"todo\")|FIXME|XXX|HACK)\b|\b(?:for now|not implemented yet)\b"
)
"""A task's status `TODO` is no note of what is left to do."""
ONE_MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home/[a-z]+|Users/\w+)/"
    r"|\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com)\b"
)
LEFT_OUT = {"skip", "skipif", "importorskip", "xfail"}


def test_the_map_in_the_readme_names_every_room() -> None:
    readme = tree.text(tree.ROOT / "README.md")
    rooms = [
        f"{entry.name}/" if entry.is_dir() else entry.name
        for entry in tree.SOURCE.iterdir()
        if not entry.name.startswith("_") and entry.name != "py.typed"
    ]
    assert not [room for room in rooms if room not in readme]


def test_links_between_documents_lead_somewhere() -> None:
    broken = {
        f"{tree.name(page)} -> {target}"
        for page in tree.files()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", tree.text(page))
        if "://" not in target and not target.startswith("mailto:")
        if not (page.parent / target).exists()
    }
    assert not broken


@pytest.mark.parametrize("pattern", [ONE_MACHINE, UNFINISHED], ids=["one machine", "unfinished"])
def test_no_file_names_one_machine_or_is_unfinished(pattern: re.Pattern[str]) -> None:
    found = {
        f"{tree.name(path)}:{number}: {line.strip()[:80]}"
        for path in tree.files()
        if path.parent != HERE and pattern.search(tree.text(path))
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if pattern.search(line)
    }
    assert not found


def test_no_test_sleeps_or_is_left_out() -> None:
    found = {
        f"{tree.name(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in tree.python("tests")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute) and _sleeps_or_leaves_out(ast.unparse(node))
    }
    assert not found


def _sleeps_or_leaves_out(expression: str) -> bool:
    """Tell for a dotted name: `time.sleep`, `pytest.skip`, `pytest.mark.xfail` and their like."""
    owner, _, last = expression.rpartition(".")
    return expression == "time.sleep" or (owner.startswith("pytest") and last in LEFT_OUT)


def test_every_decision_is_in_the_index() -> None:
    index = tree.ROOT / "docs" / "decisions" / "README.md"
    pages = [page.name for page in index.parent.glob("*.md") if page != index]
    assert not [page for page in pages if f"({page})" not in tree.text(index)]
