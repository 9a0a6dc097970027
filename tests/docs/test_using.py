"""The guides' commands, run as they stand, one after the other."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.backends import Service
from tests.docs import pages
from tests.house import tree

GRACE = {"email": "grace@example.org", "password": "walnut ferry octave plume"}
"""Who signs up in the guide to scripts."""


def _script(*blocks: str) -> str:
    commands = [command for block in blocks for command in pages.commands(block)]
    return "\n".join(c for c in commands if not c.startswith("TASKLARK_URL="))


def test_the_users_guide_can_be_followed(fresh: Service, tmp_path: Path) -> None:
    shown = pages.blocks(tree.text(pages.DOCS / "using.md"), "sh")
    told = pages.run(_script(*shown), {"TASKLARK_URL": fresh.url}, tmp_path)
    assert "2030-02-10\n2030-02-10T18:00:00\n2030-02-10T08:00:00Z\n" in told
    assert "304\n200\n412\n" in told
    once, twice, refusal = told.splitlines()[-3:]
    assert once == twice
    assert {e["field"] for e in json.loads(refusal)["errors"]} == {"title", "due_date"}


def test_the_operators_accounts_can_be_kept(fresh: Service) -> None:
    guide = tree.text(pages.DOCS / "operating.md")
    (shown,) = pages.blocks(pages.section(guide, "## Accounts"), "sh")
    with fresh.stranger() as grace:  # she may be there already: the answer is the same
        grace.post("/api/auth/sign-up", json={**GRACE, "name": "Grace"}).raise_for_status()
    told = pages.run(_script(shown), fresh.environment, tree.ROOT)
    assert GRACE["email"] in told
    assert "tasklark_pat_" in told


def test_the_doctor_finds_a_running_server_well(fresh: Service) -> None:
    guide = tree.text(pages.DOCS / "operating.md")
    (shown,) = pages.blocks(pages.section(guide, "## When something is wrong"), "sh")
    pages.run(_script(shown), fresh.environment, tree.ROOT)


def test_a_backup_can_be_made_proved_and_restored(fresh: Service, tmp_path: Path) -> None:
    guide = tree.text(pages.DOCS / "operating.md")
    make, verify, restore = pages.blocks(pages.section(guide, "### Backups"), "sh")
    here = {"/mnt/backups": str(tmp_path / "kept"), "/srv/tasklark": str(tmp_path / "new")}
    pages.run(_script(_moved(make, here)), fresh.environment, tree.ROOT)
    (file,) = (tmp_path / "kept").iterdir()
    here["20301103T030000Z.tasklark-backup"] = file.name
    told = pages.run(_script(_moved(verify, here)), fresh.environment, tree.ROOT)
    assert "can be restored" in told
    told = pages.run(_script(_moved(restore, here)), fresh.environment, tree.ROOT)
    assert "is restored to" in told


def _moved(script: str, places: Mapping[str, str]) -> str:
    """Return a script with the guide's places turned into the test's."""
    for shown, place in places.items():
        script = script.replace(shown, place)
    return script
