"""The doctor: silent where all is well, clear where it is not, and never a teller of secrets."""

import socket
from pathlib import Path
from typing import Any

import pytest

from tasklark.domain.zones import tzdata_version
from tests.backends import MIGRATOR_PASSWORD, OWN_SECRET, SHARED_SECRET, Service
from tests.cli.conftest import Program


def test_nothing_is_wrong_beside_a_healthy_server(beside: Program, embedded: Service) -> None:
    port = embedded.url.rpartition(":")[2]
    healthy = Program({**beside.environment, "PORT": port}, beside.folder)
    found = {finding["check"]: finding for finding in healthy.json("doctor")}
    assert [check for check, finding in found.items() if finding["verdict"] == "wrong"] == []
    assert found["port"]["says"].startswith("A Tasklark answers at")
    told = {"python", "time zones", "free space", "schema", "isolation", "durability", "clock"}
    assert told <= found.keys()
    assert tzdata_version() in found["time zones"]["says"]
    assert SHARED_SECRET not in str(found)


def test_what_is_wrong_is_told_with_its_mend_and_without_secrets(
    outside: Program, tmp_path: Path
) -> None:
    outside.run("migrate")
    (tmp_path / "secret.key").write_text("a secret that was kept once")
    (tmp_path / "secret.key").chmod(0o644)
    with socket.create_server(("", 0)) as taken:
        broken = {
            "TASKLARK_DATA": str(tmp_path),
            "TASKLARK_SECRET": "",
            "BETTER_AUTH_SECRET": "changeme",
            "BETTER_AUTH_PREVIOUS_SECRETS": "rather short",
            "JWKS_URL": "http://127.0.0.1:9/jwks",
            "HOST": "0.0.0.0",  # noqa: S104 - nothing listens, it is only looked at
            "PORT": str(taken.getsockname()[1]),
            "WORKERS": "64",
            "POOL_SIZE": "100",
        }
        program = Program({**outside.environment, **broken}, tmp_path)
        found = program.json("doctor", status=1)
        printed, _ = program.run("doctor", status=1)
    verdicts = {finding["check"]: finding["verdict"] for finding in found}
    assert {check for check, verdict in verdicts.items() if verdict == "wrong"} == {
        "secrets' permissions",
        "BETTER_AUTH_SECRET",
        "port",
        "fsync",
        "isolation",
    }
    assert {check for check, verdict in verdicts.items() if verdict == "doubtful"} == {
        "BETTER_AUTH_PREVIOUS_SECRETS",
        "own secret",
        "sign-up",
        "synchronous_commit",
    }
    assert all(finding["mend"] for finding in found if finding["verdict"] != "good")
    assert "✗ port: " in printed
    for secret in ("changeme", "rather short", "kept once", MIGRATOR_PASSWORD + "'", OWN_SECRET):
        assert secret not in printed


def test_keys_out_of_reach_and_too_few_connections_are_wrong(outside: Program) -> None:
    outside.run("migrate")
    asked = {"WORKERS": "64", "POOL_SIZE": "100", "JWKS_URL": "http://127.0.0.1:9/jwks"}
    found = Program({**outside.environment, **asked}, outside.folder).json("doctor", status=1)
    wrong = {finding["check"] for finding in found if finding["verdict"] == "wrong"}
    assert {"public keys", "connections"} <= wrong


@pytest.mark.parametrize(
    ("setting", "value", "check"),
    [
        ("PORT", "eighty", "settings"),
        ("DATABASE_URL", "mysql://tasklark:hunter2@localhost/x", "database"),
        ("DATABASE_URL", "postgresql://tasklark:hunter2@127.0.0.1:9/x", "database"),
        ("TASKLARK_DATA", "/dev/null/nowhere", "data folder"),
    ],
)
def test_a_setting_that_leads_nowhere_is_named(
    tmp_path: Path, setting: str, value: str, check: str
) -> None:
    environment = {"TASKLARK_DATA": str(tmp_path), "PORT": "0", setting: value}
    found: list[dict[str, Any]] = Program(environment, tmp_path).json("doctor", status=1)
    assert check in {finding["check"] for finding in found if finding["verdict"] == "wrong"}
    assert "hunter2" not in str(found)


def test_looking_makes_nothing(tmp_path: Path) -> None:
    Program({"TASKLARK_DATA": str(tmp_path / "data"), "PORT": "0"}, tmp_path).run("doctor")
    assert list(tmp_path.iterdir()) == []
