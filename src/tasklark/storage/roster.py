"""Who has an account here, as the operator sees it: as the schema's owner, who sees no task."""

from collections.abc import Iterator

from psycopg import sql
from psycopg.rows import tuple_row

from tasklark.domain.accounts import Account
from tasklark.storage import accounts
from tasklark.storage.roles import roles_of
from tasklark.storage.schema import connected

_NAMED = accounts.every.replace(
    " ORDER BY",
    " WHERE id::text = %(name)s OR user_id = %(name)s OR lower(email) = lower(%(name)s) ORDER BY",
)


def every(direct: str) -> Iterator[Account]:
    """Yield all accounts, the oldest first; `direct` is the migrator's libpq address."""
    return _accounts(direct, accounts.every)


def named(direct: str, name: str) -> list[Account]:
    """Return the accounts whose id, user id or e-mail address (case apart) is `name`: at most two.

    An issuer's word for an address is not proved to be one person's, so it may be several.
    """
    return list(_accounts(direct, f"{_NAMED} LIMIT 2", name=name))


def _accounts(direct: str, query: str, **params: str) -> Iterator[Account]:
    with connected(direct) as connection, connection.cursor(row_factory=tuple_row) as cursor:
        owner = roles_of(connection.info.dbname).owner
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
        for row in cursor.stream(query.encode(), params or None):
            yield accounts.loaded(row)
