"""A project and somebody in each role, who came in as anybody would: by an invitation."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.backends import Service

GIVEN = ("viewer", "commenter", "editor", "admin")
ROLES = ("stranger", *GIVEN, "owner")


@dataclass(frozen=True)
class Circle:
    """A project's id, a client for each role, and the ids of the people behind them."""

    project: str
    clients: Mapping[str, httpx.Client]
    people: Mapping[str, str]

    def __getitem__(self, role: str) -> httpx.Client:
        return self.clients[role]

    @property
    def address(self) -> str:
        """Return the project's address."""
        return f"/api/projects/{self.project}"

    def task(self, **fields: Any) -> dict[str, Any]:
        """Have the owner make a task in the project."""
        draft = {"title": "Rake", "project_id": self.project, **fields}
        return made(self["owner"].post("/api/tasks", json=draft))


def made(answer: httpx.Response, status: int = 201) -> dict[str, Any]:
    """Return what was made."""
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def invitation(owner: httpx.Client, project: str, role: str, **more: Any) -> str:
    """Have somebody invite to a project; return the secret."""
    draft = {"role": role, **more}
    told = made(owner.post(f"/api/projects/{project}/invitations", json=draft))
    return str(told["invitation"])


def join(client: httpx.Client, secret: str) -> httpx.Response:
    """Have somebody come in by an invitation."""
    return client.post("/api/project-invitations/join", json={"invitation": secret})


@contextmanager
def circle(service: Service, *roles: str) -> Iterator[Circle]:
    """Give a project with its owner, somebody in each of these roles, and a stranger."""
    with ExitStack() as stack:
        clients = {}
        for role in ("stranger", "owner", *roles):
            name = f"{role}-{uuid4()}"
            told = {"name": role, "email": f"{name}@example.org"}
            clients[role] = stack.enter_context(service.client(name, **told))
        project = made(clients["owner"].post("/api/projects", json={"name": "Garden"}))["id"]
        for role in roles:
            secret = invitation(clients["owner"], project, role)
            assert join(clients[role], secret).status_code == 200
        listed = clients["owner"].get(f"/api/projects/{project}/members").json()
        people = {member["role"]: member["id"] for member in listed}
        yield Circle(project, clients, people)
