"""Statements about projects and who is in them."""

from tasklark.domain import nouns, rank
from tasklark.domain.access import Role
from tasklark.domain.accounts import Account
from tasklark.domain.projects import MEMBER, PLACEMENT, PROJECT, Member, Placement, Project
from tasklark.storage import records
from tasklark.storage.wire import Call, statement

site = statement(
    "project_site",
    "SELECT project_owner_id, id, role, owner_user_id FROM tasklark.placements"
    " WHERE owner_id = $1 AND id = $2",
)
"""(account_id, project_id) → (owner_id, project_id, role, the owner's user_id)."""

count = statement(
    "project_count",
    "SELECT count(*) FROM tasklark.placements WHERE owner_id = $1 AND project_owner_id = $1",
)
"""(account_id) → (how many projects it owns)."""

person = statement(
    "project_person",
    "SELECT user_id, name, email FROM tasklark.accounts WHERE id = $1",
)
"""(account_id) → (what the outside knows it by, its name, its e-mail address)."""


def owned(owner: Account, project: Project, stamp: str | None = None) -> tuple[Member, Placement]:
    """Return the owner of a new project as its member, and the project as its owner has it."""
    at = project.created_at
    member: Member = nouns.made(MEMBER, owner.person_id, {"role": Role.OWNER}, at)
    of_owner = {"project_id": project.id, "name": owner.name, "email": owner.email}
    fields = {"role": Role.OWNER, "position": rank.at(at)}
    placement: Placement = nouns.made(PLACEMENT, project.id, fields, at, stamp)
    return member.model_copy(update=of_owner), placement


def opened(
    owner: Account, project: Project, member: Member, placement: Placement
) -> tuple[Call, ...]:
    """Return the calls that store a new project with its owner as its member.

    Its scope is stored before.
    """
    return (
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


_TAG = "tasklark.rfc3339(r.updated_at) || '_' || tasklark.rfc3339(p.updated_at)"
_SEEN = f"""
SELECT row_to_json(seen)::text, tag FROM (
    SELECT {records.wire(PROJECT, "r")}, p.role, p.is_favourite, p.position,
        r.id = $2 AS is_inbox,
        (SELECT m.id FROM tasklark.members m
            WHERE m.owner_id = r.owner_id AND m.project_id = r.id AND m.role = 'owner') AS owner_id,
        (SELECT count(*) FROM tasklark.members m
            WHERE m.owner_id = r.owner_id AND m.project_id = r.id) AS member_count
    FROM tasklark.placements p
    JOIN tasklark.projects r ON r.owner_id = p.project_owner_id AND r.id = p.id
    WHERE p.owner_id = $1 AND r.deleted_at IS NULL
) AS seen, LATERAL (
    SELECT {_TAG} || '_' || seen.member_count AS tag
    FROM tasklark.placements p
    JOIN tasklark.projects r ON r.owner_id = p.project_owner_id AND r.id = p.id
    WHERE p.owner_id = $1 AND p.id = seen.id
) AS version
"""

seen = statement("project_seen", f"{_SEEN} WHERE seen.id = $3")
"""(account_id, inbox_id, project_id) → (a living project as the account has it in JSON, its tag).

The tag differs between any two states of the project, of its placement, and of the count of its
members.
"""

all_seen = statement("project_all_seen", f"{_SEEN} ORDER BY seen.position, seen.id")
"""(account_id, inbox_id) → as `seen`, all of them, in the account's order."""
