"""Who may do what: the one table of permissions, asked by every action.

An operation needs a scope, if the caller's token is limited to some; on a project, it needs a role
there; a few are for administrators of the server.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tasklark.domain.errors import Forbidden


class Scope(StrEnum):
    """What a token may be limited to.

    `CALDAV` is that of an app password: it opens the door of calendar programs, and no other. No
    operation asks for it; behind that door it is worth `OVER_CALDAV`.
    """

    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    ACCOUNT = "account"
    CALDAV = "caldav"


OVER_CALDAV = frozenset[str]({Scope.TASKS_READ, Scope.TASKS_WRITE})
"""What an app password may do where it is good."""


class Role(StrEnum):
    """What somebody is in a project; each may do what those before may."""

    VIEWER = "viewer"
    COMMENTER = "commenter"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may do what `other` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class Operation(StrEnum):
    """What an action does, as far as permission goes."""

    READ_TASKS = "read tasks"
    WRITE_TASKS = "change tasks"
    COMMENT = "comment on tasks"
    BE_REMINDED = "set reminders"
    MANAGE_PROJECT = "change the project"
    OWN_PROJECT = "delete or give away the project"
    MANAGE_MEMBERS = "manage the members"
    JOIN = "join and leave projects"
    ORGANISE = "change labels, filters and the order of projects"
    MANAGE_ACCOUNT = "manage the account"
    INVITE = "invite people"


class Need(NamedTuple):
    """What an operation takes: a scope of the token, and a role in the project if it is in one."""

    scope: Scope
    role: Role = Role.VIEWER
    administrator: bool = False


NEEDS = {
    Operation.READ_TASKS: Need(Scope.TASKS_READ),
    Operation.WRITE_TASKS: Need(Scope.TASKS_WRITE, Role.EDITOR),
    Operation.COMMENT: Need(Scope.TASKS_WRITE, Role.COMMENTER),
    Operation.BE_REMINDED: Need(Scope.TASKS_WRITE),
    Operation.MANAGE_PROJECT: Need(Scope.TASKS_WRITE, Role.ADMIN),
    Operation.OWN_PROJECT: Need(Scope.TASKS_WRITE, Role.OWNER),
    Operation.MANAGE_MEMBERS: Need(Scope.ACCOUNT, Role.ADMIN),
    Operation.JOIN: Need(Scope.ACCOUNT),
    Operation.ORGANISE: Need(Scope.TASKS_WRITE),
    Operation.MANAGE_ACCOUNT: Need(Scope.ACCOUNT),
    Operation.INVITE: Need(Scope.ACCOUNT, administrator=True),
}
"""The table. A person's own projects are theirs as `Role.OWNER`."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and with which limits. `scopes` None means no limit.

    `person_id` is how other people know the account, and the id of its own space; `time_zone` is
    the IANA name of the zone in which it lives.
    """

    account_id: int
    user_id: str
    inbox_id: UUID
    person_id: UUID
    is_admin: bool = False
    scopes: frozenset[str] | None = None
    session_id: UUID | None = None
    time_zone: str = "UTC"


def may(caller: Caller, operation: Operation) -> bool:
    """Tell whether the caller may do the operation at all, whatever it is done to."""
    need = NEEDS[operation]
    if need.administrator and not caller.is_admin:
        return False
    return caller.scopes is None or need.scope in caller.scopes


def require(caller: Caller, operation: Operation) -> None:
    """Raise `Forbidden`, saying what is missing, unless the caller may do the operation."""
    if may(caller, operation):
        return
    need = NEEDS[operation]
    if caller.scopes is not None and need.scope not in caller.scopes:
        raise Forbidden(
            f'This token may not {operation}; that needs the scope "{need.scope}"',
            code="token.scope",
        )
    raise Forbidden(f"Only an administrator may {operation}", code="admin_only")


def require_role(role: Role, operation: Operation) -> None:
    """Raise `Forbidden`, saying what is missing, unless the role suffices in its project."""
    need = NEEDS[operation]
    if not role.includes(need.role):
        raise Forbidden(
            f"You are {_article(role)} of this project; to {operation} takes {_article(need.role)}",
            code="project.role",
        )


def _article(role: Role) -> str:
    return f"{'an' if role[0] in 'aeo' else 'a'} {role}"
