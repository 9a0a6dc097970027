"""The container follows from the same files as `make run`; no engine is needed to see that."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml
from packaging.specifiers import SpecifierSet

from tests.house import tree

DOCKERFILE = tree.ROOT / "Dockerfile"


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    program = Path(sys.executable).with_name("hadolint")
    outcome = subprocess.run(
        [program, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_image_installs_what_was_locked() -> None:
    installs = re.findall(r"pip (?:\S+ )*install [^&\n]*", _joined())
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes -r requirements/" in install or "--no-deps" in install


def test_the_image_runs_a_python_that_the_project_supports() -> None:
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))["project"]
    supported = SpecifierSet(project["requires-python"])
    versions = re.findall(r"^FROM python:(\d+\.\d+)-slim", tree.text(DOCKERFILE), re.MULTILINE)
    assert len(set(versions)) == 1
    assert supported.contains(versions[0])


def test_the_image_runs_without_root_and_tells_its_health() -> None:
    last = _joined().rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*/health\b", last, re.MULTILINE)
    assert re.search(r"^EXPOSE 8000$", last, re.MULTILINE)
    assert re.search(r"^VOLUME ", last, re.MULTILINE)


def _joined() -> str:
    return re.sub(r"\\\n\s*", " ", tree.text(DOCKERFILE))


def test_only_what_the_image_needs_is_sent_to_the_engine() -> None:
    ignored, *allowed = tree.text(tree.ROOT / ".dockerignore").split()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", _joined(), re.MULTILINE)
    assert ignored == "*"
    assert {path.rstrip("/") for line in copied for path in line.split()} <= {
        line.removeprefix("!").rstrip("/") for line in allowed
    }


def _services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load(tree.text(tree.ROOT / "compose.yaml"))[
        "services"
    ]
    return services


def test_every_service_is_guarded_and_tells_its_health() -> None:
    for name, service in _services().items():
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "healthcheck" in service or "build" in service, name
        assert service["restart"] == "unless-stopped", name


def test_tasklark_waits_for_a_healthy_database() -> None:
    services = _services()
    assert services["tasklark"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert re.fullmatch(r"postgres:\d+", services["database"]["image"])


def test_no_password_is_committed() -> None:
    compose = re.sub(r"\$\{\w+:\?[^}]*\}", "", tree.text(tree.ROOT / "compose.yaml"))
    assert not re.findall(r"(?i)\w*(?:password|secret)\w*: *\S+|://\w+:[^@\s]+@", compose)
    sample = tree.text(tree.ROOT / ".env.example")
    assert not re.findall(r"(?im)^\w*(?:password|secret)\w*=.+$", sample)
