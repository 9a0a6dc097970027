"""What is installed is what was locked: every file by its hash, none by its address."""

import json
import re
import tomllib
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house import tree

LOCKS = {
    "runtime": tree.ROOT / "requirements" / "runtime.lock",
    "build": tree.ROOT / "requirements" / "build.lock",
    "dev": tree.ROOT / "requirements" / "dev.lock",
}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@cache
def pins(lock: str) -> dict[str, set[Version]]:
    """Return the versions that a lock pins for each package; more than one where markers differ."""
    found: dict[str, set[Version]] = {}
    for line in _entries(lock):
        requirement = Requirement(line.split(" --hash", 1)[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found.setdefault(canonicalize_name(requirement.name), set()).add(Version(specifier.version))
    return found


def _entries(lock: str) -> list[str]:
    joined = tree.text(LOCKS[lock]).replace("\\\n", " ")
    return [
        " ".join(line.split()) for line in joined.splitlines() if line[:1] not in {"", "#", " "}
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_gives_every_package_hashes_and_no_address(lock: str) -> None:
    assert _entries(lock)
    assert not [entry for entry in _entries(lock) if not HASH.search(entry)]
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links| @ ", tree.text(LOCKS[lock]))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_the_project_asks_for(lock: str) -> None:
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))
    asked = {"runtime": project["project"]["dependencies"], **project["dependency-groups"]}[lock]
    missing = [
        text
        for text in asked
        if not all(_fits(Requirement(text), v) for v in _pinned(lock, Requirement(text).name))
    ]
    assert not missing, "run `make lock`"


def _pinned(lock: str, package: str) -> set[Version | None]:
    return {*pins(lock).get(canonicalize_name(package), {None})}


def _fits(requirement: Requirement, version: Version | None) -> bool:
    return version is not None and requirement.specifier.contains(version)


def test_no_two_locks_pin_a_package_differently() -> None:
    for package in {name for lock in LOCKS for name in pins(lock)}:
        held = [pins(lock)[package] for lock in LOCKS if package in pins(lock)]
        assert all(versions == held[0] for versions in held), package


def test_the_lock_of_the_web_app_is_whole_on_every_platform_and_names_no_address() -> None:
    packages = json.loads(tree.text(tree.ROOT / "web" / "package-lock.json"))["packages"]
    del packages[""]
    held = {place.rpartition("node_modules/")[2] for place in packages}
    wanted = {name for one in packages.values() for name in one.get("optionalDependencies", {})}
    assert wanted
    # npm leaves out what its index doesn't have yet, and then `npm ci` refuses the lock.
    assert not wanted - held
    assert all("integrity" in one and "resolved" not in one for one in packages.values())
