"""Statements about projects and who is in them."""

from typing import Any

from tasklark.domain import nouns, rank
from tasklark.domain.access import Role
from tasklark.domain.accounts import Account
from tasklark.domain.projects import MEMBER, PLACEMENT, PROJECT, Project
from tasklark.storage import records, scopes
from tasklark.storage.wire import Call, statement

site = statement(
    "project_site",
    "SELECT project_owner_id, id, role, owner_user_id FROM tasklark.placements"
    " WHERE owner_id = $1 AND id = $2",
)
"""(account_id, project_id) → (owner_id, project_id, role, the owner's user_id)."""

person = statement(
    "project_person",
    "SELECT user_id, name, email FROM tasklark.accounts WHERE id = $1",
)
"""(account_id) → (what the outside knows it by, its name, its e-mail address)."""


def opened(owner: Account, project: Project) -> tuple[Call, ...]:
    """Return the calls that store a new project with its scope and its owner as its member."""
    at = project.created_at
    member: Any = nouns.made(MEMBER, owner.person_id, {"role": Role.OWNER}, at)
    member = member.model_copy(
        update={"project_id": project.id, "name": owner.name, "email": owner.email}
    )
    position = rank.at(at)
    placement = nouns.made(PLACEMENT, project.id, {"role": Role.OWNER, "position": position}, at)
    return (
        scopes.insert(owner.id, project.id),
        records.insert(PROJECT, owner.id, project),
        records.insert(MEMBER, owner.id, member, account_id=owner.id),
        records.insert(
            PLACEMENT,
            owner.id,
            placement,
            project_owner_id=owner.id,
            owner_user_id=owner.user_id,
        ),
    )
