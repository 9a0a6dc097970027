"""Who may do what: the one table of permissions, asked by every action."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tasklark.domain.errors import Forbidden


class Scope(StrEnum):
    """What a token may be limited to."""

    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    ACCOUNT = "account"


class Operation(StrEnum):
    """What an action does, as far as permission goes."""

    READ_TASKS = "read tasks"
    WRITE_TASKS = "change tasks"
    MANAGE_ACCOUNT = "manage the account"
    INVITE = "invite people"


_NEEDS = {
    Operation.READ_TASKS: Scope.TASKS_READ,
    Operation.WRITE_TASKS: Scope.TASKS_WRITE,
    Operation.MANAGE_ACCOUNT: Scope.ACCOUNT,
    Operation.INVITE: Scope.ACCOUNT,
}
_FOR_ADMINISTRATORS = frozenset({Operation.INVITE})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and with which limits. `scopes` None means no limit."""

    account_id: int
    user_id: str
    inbox_id: UUID
    is_admin: bool = False
    scopes: frozenset[str] | None = None
    session_id: UUID | None = None


def may(caller: Caller, operation: Operation) -> bool:
    """Tell whether the caller may do the operation at all, whatever it is done to."""
    if operation in _FOR_ADMINISTRATORS and not caller.is_admin:
        return False
    return caller.scopes is None or _NEEDS[operation] in caller.scopes


def require(caller: Caller, operation: Operation) -> None:
    """Raise `Forbidden`, saying what is missing, unless the caller may do the operation."""
    if may(caller, operation):
        return
    if caller.scopes is not None and _NEEDS[operation] not in caller.scopes:
        raise Forbidden(
            f'This token may not {operation}; that needs the scope "{_NEEDS[operation]}"',
            code="token.scope",
        )
    raise Forbidden(f"Only an administrator may {operation}", code="admin_only")
