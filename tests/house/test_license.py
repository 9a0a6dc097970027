"""The project's own licence, and those of what it stands on."""

import hashlib
import re
import tomllib
from importlib import metadata

from tests.house import tree
from tests.house.test_lock import pins

APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
BINDING = re.compile(r"(?<!L)(?:\bA?GPL|GNU (?:Affero )?General Public)")


def test_the_license_is_the_unchanged_apache_text() -> None:
    text = (tree.ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256(text).hexdigest() == APACHE_2


def test_the_package_says_the_same_license() -> None:
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0"
    assert project["license-files"] == ["LICENSE"]


def test_nothing_that_ships_binds_its_users_to_another_license() -> None:
    told = {package: _license(package) for package in pins("runtime") if _installed(package)}
    assert not {package for package, text in told.items() if not text or BINDING.search(text)}


def _installed(package: str) -> bool:
    """Tell whether this machine needs the package: some are locked for other systems only."""
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _license(package: str) -> str:
    about = metadata.metadata(package)
    said = [about[key].split("\n")[0] for key in ("License-Expression", "License") if key in about]
    named = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    return " ".join([*said, *named])
