"""The README's tour: the same in the script, and true."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backends import Service
from tests.docs import pages
from tests.house import tree

TOUR = tree.ROOT / "examples" / "tour.sh"


def _tour() -> list[str]:
    shown = pages.blocks(pages.section(tree.text(pages.README), "## A tour"), "sh")
    commands = [command for block in shown for command in pages.commands(block)]
    return [c for c in commands if c != "make run" and not c.startswith("TASKLARK_URL=")]


def test_the_script_runs_the_commands_of_the_readme_and_no_others() -> None:
    script = pages.commands(tree.text(TOUR))
    own = ("set ", "cd ", "echo ", "printf ", "TASKLARK_URL=")
    assert [c for c in script if not c.startswith(own)] == _tour()


def test_the_tour_can_be_walked(fresh: Service, tmp_path: Path) -> None:
    told = pages.run(
        f"{TOUR}", {**fresh.environment, "TASKLARK_URL": fresh.url, "LC_ALL": "C.UTF-8"}, tmp_path
    )
    listed = json.loads(re.findall(r"^\[\n.*?^\]\n", told, re.MULTILINE | re.DOTALL)[0])
    assert "Pay the rent +house" in [task["title"] for task in listed]
    turned = json.loads(re.findall(r"^\{\"id\".*\}$", told, re.MULTILINE)[-1])
    assert (turned["title"], turned["completed"]) == ("Walk through the tour", True)


def _documented() -> list[str]:
    found = set()
    for page in pages.every():
        for words in re.findall(r"tasklark ((?:[a-z]+ ?){1,2})", _code(tree.text(page))):
            found.add(words.strip())
    return sorted(found)


def _code(text: str) -> str:
    fenced = [block for language in ("sh", "") for block in pages.blocks(text, language)]
    inline = re.findall(r"`((?:\.venv/bin/)?tasklark [^`]+)`", pages.prose(text))
    lines = "\n".join([*fenced, *inline]).splitlines()
    return "\n".join(x for x in lines if re.search(r"(?:^|\| )(?:\.venv/bin/)?tasklark ", x))


@pytest.mark.parametrize("words", _documented())
def test_every_documented_command_exists(words: str) -> None:
    first, *rest = words.split()
    is_group = first in {"accounts", "tokens"}
    command = [first, *(rest if is_group else [])]
    done = subprocess.run(
        [sys.executable, "-m", "tasklark", *command, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
