"""The one table of permissions: each operation, for each role and each limit of a token."""

from uuid import uuid4

import pytest

from tasklark.domain.access import (
    NEEDS,
    Caller,
    Operation,
    Role,
    Scope,
    may,
    require,
    require_role,
)
from tasklark.domain.errors import Forbidden

TABLE = {
    # operation: (scope, roles that may in a project, only for administrators of the server)
    Operation.READ_TASKS: (Scope.TASKS_READ, "viewer commenter editor admin owner", False),
    Operation.BE_REMINDED: (Scope.TASKS_WRITE, "viewer commenter editor admin owner", False),
    Operation.COMMENT: (Scope.TASKS_WRITE, "commenter editor admin owner", False),
    Operation.WRITE_TASKS: (Scope.TASKS_WRITE, "editor admin owner", False),
    Operation.MANAGE_PROJECT: (Scope.TASKS_WRITE, "admin owner", False),
    Operation.MANAGE_MEMBERS: (Scope.ACCOUNT, "admin owner", False),
    Operation.OWN_PROJECT: (Scope.TASKS_WRITE, "owner", False),
    Operation.JOIN: (Scope.ACCOUNT, "viewer commenter editor admin owner", False),
    Operation.ORGANISE: (Scope.TASKS_WRITE, "viewer commenter editor admin owner", False),
    Operation.MANAGE_ACCOUNT: (Scope.ACCOUNT, "viewer commenter editor admin owner", False),
    Operation.INVITE: (Scope.ACCOUNT, "viewer commenter editor admin owner", True),
}


def caller(scopes: frozenset[str] | None = None, *, is_admin: bool = False) -> Caller:
    return Caller(1, "ada", uuid4(), uuid4(), is_admin=is_admin, scopes=scopes)


def test_the_table_has_every_operation() -> None:
    assert set(TABLE) == set(NEEDS) == set(Operation)


@pytest.mark.parametrize("operation", Operation)
def test_a_role_that_does_not_suffice_is_refused_and_all_above_are_not(
    operation: Operation,
) -> None:
    allowed = TABLE[operation][1].split()
    for role in Role:
        if role in allowed:
            require_role(role, operation)
        else:
            with pytest.raises(Forbidden, match=f"{role} of this project; to {operation} takes"):
                require_role(role, operation)


@pytest.mark.parametrize("operation", Operation)
def test_a_token_needs_the_scope_of_the_operation_and_no_other(operation: Operation) -> None:
    scope, _, for_administrators = TABLE[operation]
    every = frozenset(Scope)
    assert may(caller(frozenset({scope}), is_admin=True), operation)
    assert not may(caller(every - {scope}, is_admin=True), operation)
    assert may(caller(every), operation) is not for_administrators
    with pytest.raises(Forbidden, match=f'needs the scope "{scope}"'):
        require(caller(every - {scope}, is_admin=True), operation)
