"""The real program beside a running server (embedded), and on a PostgreSQL of its own (outside)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.backends import OWN_SECRET, Cluster, Service, clean_environment

PASSWORD = "seven grey herons on a roof"


@dataclass(frozen=True)
class Program:
    """`tasklark` on the command line, in some environment."""

    environment: Mapping[str, str]
    folder: Path = field(default_factory=Path.cwd)

    def run(self, *arguments: object, stdin: str = "", status: int = 0) -> tuple[str, str]:
        """Run a command, expect its exit status; return standard output and standard error."""
        done = subprocess.run(
            [sys.executable, "-m", "tasklark", *map(str, arguments)],
            env={**clean_environment(), **self.environment},
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        assert done.returncode == status, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr

    def json(self, *arguments: object, stdin: str = "", status: int = 0) -> Any:
        """Run a command with --json; return what it printed."""
        printed, _ = self.run(*arguments, "--json", stdin=stdin, status=status)
        return json.loads(printed)

    def add_account(self, **options: str) -> dict[str, Any]:
        """Make an account of a new address; return what the program says of it."""
        email = f"{uuid4().hex[:12]}@example.org"
        named = [part for name, value in options.items() for part in (f"--{name}", value)]
        made: dict[str, Any] = self.json(
            "accounts", "add", email, *named, "--password-stdin", stdin=f"{PASSWORD}\n"
        )
        return made


def outside_program(cluster: Cluster, folder: Path, database: str) -> Program:
    """Return the program for a database that somebody else runs."""
    environment = {
        "DATABASE_URL": cluster.migrator(database),
        "TASKLARK_SECRET": OWN_SECRET,
        "TASKLARK_DATA": str(folder),
        "PORT": "0",
    }
    return Program(environment, folder)


@pytest.fixture(scope="session")
def outside_database(cluster: Cluster) -> str:
    """Give the name of an empty database."""
    return cluster.new_database()


@pytest.fixture(scope="session")
def outside(
    cluster: Cluster, outside_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Program:
    """Give the program on that database, where no server runs."""
    return outside_program(cluster, tmp_path_factory.mktemp("outside"), outside_database)


@pytest.fixture
def beside(embedded: Service, tmp_path: Path) -> Program:
    """Give the program beside a running server, on the embedded database."""
    return Program(embedded.environment, tmp_path)


@pytest.fixture(params=["beside", "outside"])
def program(request: pytest.FixtureRequest) -> Program:
    """Give the program in both situations, one after the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Program)
    return found
