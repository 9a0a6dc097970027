"""Actions from the operator's command line, also beside a running server."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

from tasklark.actions.new_accounts import caller_of
from tasklark.actions.unit_of_work import Door
from tasklark.boot import database, logs
from tasklark.boot.database import Addresses
from tasklark.domain import accounts as people
from tasklark.domain import text
from tasklark.domain.accounts import Account
from tasklark.domain.errors import Conflict, Misconfigured, NotFound, Unavailable
from tasklark.settings import Settings
from tasklark.storage import accounts, directory, inspection, notices, roster, schema
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Database, Identity
from tasklark.storage.notices import ScopeKey

SURFACE = "cli"
"""What the log of changes calls the command line."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the operator works with: one connection for actions, and the way to see all accounts.

    `moved` is what servers beside are to be told when the work is done.
    """

    database: Database
    direct: str = field(repr=False)
    moved: dict[ScopeKey, int] = field(default_factory=dict)

    def door(self, account: Account) -> Door:
        """Return the way in as somebody: what is done is theirs, and logged as done from here."""
        caller = caller_of(account)
        return Door(self.database, caller, SURFACE, self.moved.update)


@asynccontextmanager
async def at_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Yield a desk over the configured database, whose schema is this program's.

    Raises `Misconfigured`, `Unavailable`.
    """
    with ready(settings) as addresses:
        connections = Database(addresses.app, 1)
        await connections.open()
        try:
            desk = Desk(connections, addresses.direct)
            try:
                yield desk
            finally:
                with suppress(Unavailable):  # then they find out by themselves, a little later
                    await notices.send(connections, desk.moved)
        finally:
            await connections.close()


@contextmanager
def ready(settings: Settings) -> Iterator[Addresses]:
    """Yield the addresses of a database that can be worked with; a new one is given its schema.

    One of another version is left alone: a server may be working with it. Raises `Misconfigured`,
    `Unavailable`.
    """
    logs.configure(settings)
    with database.opened(settings, serving=False) as addresses:
        found = inspection.revision(addresses.direct)
        if found is None:
            database.migrate(addresses, settings)
        elif found != schema.head():
            raise Misconfigured(
                f"the database has schema {found}, and this Tasklark works with {schema.head()};"
                " run `tasklark migrate` with the newer of the two"
            )
        _require_ours(addresses)
        yield addresses


async def find(desk: Desk, name: str) -> Account:
    """Return the account with an e-mail address, id or user id.

    Raises `NotFound`, `Invalid` for what can be no name, and `Conflict` where accounts of other
    issuers share an address.
    """
    text.require_storable("account", name)
    key = directory.key_of(people.email_key(name.strip()))
    async with desk.database.transaction(Identity(key=key)) as transaction:
        (entry,) = await transaction.run(directory.find(Kind.EMAIL, key))
        if row := entry.row():
            transaction.become(Identity(row[0]))
            (found,) = await transaction.run(accounts.get(row[0]))
            return accounts.loaded(found.row() or ())
    matching = roster.named(desk.direct, name.strip())
    if not matching:
        raise NotFound(f"There is no account {name!r}; see `tasklark accounts list`")
    if len(matching) > 1:
        raise Conflict(f"Several accounts are called {name!r}; give the id of the one you mean")
    return matching[0]


def only(desk: Desk) -> Account:
    """Return the account where there is just one. Raises `NotFound`, `Conflict`."""
    everybody = roster.every(desk.direct)
    account, another = next(everybody, None), next(everybody, None)
    if account is None:
        raise NotFound("There is no account yet; make one with `tasklark accounts add EMAIL`")
    if another is not None:
        raise Conflict("There are several accounts; say which one with --account EMAIL")
    return account


def _require_ours(addresses: Addresses) -> None:
    try:
        schema.require_bound(addresses.app)
    except Unavailable as unreachable:
        if "password authentication failed" not in unreachable.detail:
            raise
        raise Misconfigured(
            "the database does not know the password that this TASKLARK_SECRET gives its role:"
            " set TASKLARK_SECRET to the server's, or run `tasklark migrate` to make this one good"
        ) from unreachable
