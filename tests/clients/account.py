"""An account that calendar programs are set up with, and the programs."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.api.people import PASSWORD, new_email
from tests.backends import Service, clean_environment

CLIENTS = Path(sys.executable).parents[1] / "clients" / "bin"
"""Where the programs are: in an environment of their own."""


@dataclass(frozen=True)
class Account:
    """What a person types into a calendar program, and their way in by REST."""

    url: str
    email: str
    app_password: str
    person_id: str
    api: httpx.Client

    @property
    def dav(self) -> str:
        """The address that a person gives."""
        return f"{self.url}/dav/"

    @property
    def home(self) -> str:
        """The address of all collections."""
        return f"{self.url}/dav/calendars/{self.person_id}/"

    @property
    def basic(self) -> httpx.BasicAuth:
        """What a program sends with each request."""
        return httpx.BasicAuth(self.email, self.app_password)

    def collection(self, project_id: str) -> str:
        """Return the address of a project's collection."""
        return f"{self.home}{project_id}/"

    def tasks(self, **asked: str) -> list[dict[str, Any]]:
        """Return all tasks as REST tells them."""
        found = self.api.get("/api/tasks", params=asked).raise_for_status().json()
        assert isinstance(found, list)
        return found


def new_account(service: Service) -> Account:
    """Sign somebody up, and make an app password."""
    credentials = {"email": new_email(), "password": PASSWORD}
    api = httpx.Client(base_url=service.url, timeout=30)
    api.post("/api/auth/sign-up", json={**credentials, "name": "Ada"}).raise_for_status()
    told = api.post("/api/auth/token", json=credentials).raise_for_status().json()
    api.headers["Authorization"] = f"Bearer {told['access_token']}"
    wanted = {"name": "a calendar program", "scopes": ["caldav"]}
    made = api.post("/api/tokens", json=wanted).raise_for_status().json()
    person_id = api.get("/api/account").raise_for_status().json()["person_id"]
    return Account(service.url, credentials["email"], made["token"], person_id, api)


def run(program: str, *arguments: str | Path, folder: Path, answer: str = "") -> str:
    """Run a client with a home of its own; return what it printed. Fails when it does."""
    done = subprocess.run(
        [str(CLIENTS / program), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        input=answer,
        cwd=folder,
        env={**clean_environment(), "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"},
        timeout=300,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, f"{program} {arguments}: {told[-6000:]}"
    return told


def suite_environment(folder: Path) -> dict[str, str]:
    """Return the environment for other people's test suites."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(folder)}
