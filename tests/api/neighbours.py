"""People who share a project, made behind the service's back."""

from typing import Any

import httpx
import psycopg

from tests.backends import Service

_MEMBER = """
INSERT INTO tasklark.members
    (owner_id, id, created_at, updated_at, project_id, account_id, role, name)
    SELECT p.owner_id, a.person_id, now(), now(), p.id, a.id, %(role)s, %(name)s
    FROM tasklark.projects p, tasklark.accounts a WHERE p.id = %(project)s AND a.user_id = %(who)s
"""
_PLACEMENT = """
INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,
    owner_user_id, role, position)
    SELECT a.id, p.id, now(), now(), p.owner_id, o.user_id, %(role)s, 'a1'
    FROM tasklark.projects p JOIN tasklark.accounts o ON o.id = p.owner_id, tasklark.accounts a
    WHERE p.id = %(project)s AND a.user_id = %(who)s
"""
_PROJECT = """
WITH owner AS (SELECT id, person_id, user_id FROM tasklark.accounts WHERE user_id = %(who)s),
scope AS (INSERT INTO tasklark.scopes (owner_id, id) SELECT id, %(project)s::uuid FROM owner),
project AS (INSERT INTO tasklark.projects (owner_id, id, created_at, updated_at, name, archived)
    SELECT id, %(project)s::uuid, now(), now(), %(name)s, %(archived)s FROM owner),
member AS (INSERT INTO tasklark.members
    (owner_id, id, created_at, updated_at, project_id, account_id, role, name)
    SELECT id, person_id, now(), now(), %(project)s::uuid, id, 'owner', user_id FROM owner)
INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,
    owner_user_id, role, position)
    SELECT id, %(project)s::uuid, now(), now(), id, user_id, 'owner', 'a0' FROM owner
"""


def whose(client: httpx.Client) -> str:
    """Return what the outside knows a client's account by."""
    told: dict[str, Any] = client.get("/api/account").json()
    return str(told["user_id"])


def new_project(
    service: Service, client: httpx.Client, name: str, project: str, *, archived: bool = False
) -> None:
    """Make a project for a client, with this id."""
    told = {"who": whose(client), "project": project, "name": name, "archived": archived}
    _run(service, _PROJECT, told)


def share(
    service: Service, project: str, member: httpx.Client, role: str = "editor", name: str = "Bob"
) -> None:
    """Let somebody into a project, under a name."""
    told = {"project": project, "who": whose(member), "role": role, "name": name}
    _run(service, _MEMBER, told)
    _run(service, _PLACEMENT, told)


def _run(service: Service, query: str, told: dict[str, Any]) -> None:
    assert service.cluster is not None
    address = service.cluster.conninfo(service.database)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(query.encode(), told)
