"""What the documents point to is there: links, headings, pictures, files, functions."""

import ast
import re
from pathlib import Path

import pytest

from tests.docs import pages
from tests.house import tree

FILE = re.compile(r"`([\w.<>/-]+\.(?:py|md|sh|csv|toml|yaml|svg))`")
NAMED = re.compile(r"`((?:\w+/)*\w+\.py)` (?:`[\w.]+`(?:, )?(?:then )?)+")


@pytest.mark.parametrize("page", pages.every(), ids=tree.name)
def test_links_lead_to_headings_and_pictures_that_are_there(page: Path) -> None:
    text = pages.prose(tree.text(page))
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text)
    for link in links:
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not heading or heading in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", pages.prose(tree.text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages.every(), ids=tree.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    known = {tree.name(path) for path in tree.files()}
    for name in FILE.findall(pages.prose(tree.text(page))):
        if "<" not in name:
            assert any(path == name or path.endswith(f"/{name}") for path in known), name


def test_the_functions_on_the_way_of_a_request_are_there() -> None:
    text = tree.text(pages.DOCS / "architecture.md")
    found = 0
    for match in NAMED.finditer(text):
        names = re.findall(r"`([\w.]+)`", match[0])
        for name in (n for n in names if not n.endswith(".py")):
            assert name in _defined(tree.SOURCE / match[1]), f"{match[1]} {name}"
            found += 1
    assert found >= 20


def _defined(path: Path) -> set[str]:
    names = set()
    for node in tree.parsed(path).body:
        if isinstance(node, ast.Assign):
            names |= {ast.unparse(target) for target in node.targets}
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            inside = (ast.FunctionDef, ast.AsyncFunctionDef)
            names |= {f"{node.name}.{m.name}" for m in node.body if isinstance(m, inside)}
    return names
