"""The examples of the page on the API, run as they stand, one after the other."""

from pathlib import Path

from tests.backends import Service
from tests.docs import pages
from tests.house import tree

PAGE = tree.text(pages.DOCS / "api.md")


def test_the_examples_can_be_followed(fresh: Service, tmp_path: Path) -> None:
    commands = [c for block in pages.blocks(PAGE, "sh") for c in pages.commands(block)]
    script = "\n".join(c for c in commands if not c.startswith("TASKLARK_URL="))
    environment = {"TASKLARK_URL": fresh.url, "TOKEN": fresh.token("who reads the API in words")}
    told = pages.run(script, environment, tmp_path)
    assert "2030-02-28\n" in told
    assert "[{'kind': 'project', 'name': 'Garage'}]\n" in told
    assert "['outside']\n" in told
    assert "Europe/Berlin\n" in told
    assert told.endswith("\n1\n")


def test_every_kind_of_record_has_an_example() -> None:
    shown = "\n".join(pages.blocks(PAGE, "sh"))
    for path in ("tasks", "tasks/quick", "sections", "labels", "comments", "reminders", "filters"):
        assert f"api POST /{path} " in shown
    assert "api PATCH /settings " in shown
