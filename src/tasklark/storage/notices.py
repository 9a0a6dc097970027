"""Word of changes from process to process: which scopes moved, and to which number.

The truth is each scope's own row; a word only says that it is worth a look. It may come late, twice
or never, so whoever listens also asks for the numbers (`current`) now and then. Words go out over
the pool, after the commit they tell of and never with it: a NOTIFY takes a lock that all NOTIFYs of
the cluster share until their commit. They are heard on one connection of a process's own, past any
pooler, since one in transaction mode hears nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from tasklark.storage.engine import Database, Identity
from tasklark.storage.faults import REPORTED, raise_meaning
from tasklark.storage.wire import Connection, statement

ScopeKey = tuple[int, UUID]
"""What has a counter of its own, a project or a person's own space: (owner_id, id)."""

CHANNEL = "tasklark_scopes"
PAYLOAD_MAX = 7_999
"""Longest payload of a NOTIFY, in bytes."""
_ASKED_AT_ONCE = 5_000

_send = statement("notice_send", f"SELECT pg_notify('{CHANNEL}', $1)")
_unsafe = statement("notice_unsafe", "SET LOCAL synchronous_commit = off")
_seen = statement(
    "scopes_seen",
    "SELECT s.owner_id, s.id, s.change_number FROM tasklark.scopes s WHERE s.owner_id = $1"
    " UNION ALL SELECT s.owner_id, s.id, s.change_number FROM tasklark.placements p"
    " JOIN tasklark.scopes s ON s.owner_id = p.project_owner_id AND s.id = p.id"
    " WHERE p.owner_id = $1 AND p.project_owner_id <> $1",
)
_current = statement(
    "scopes_current", "SELECT owner_id, id, change_number FROM tasklark.scope_numbers($1, $2)"
)


async def send(database: Database, numbers: Mapping[ScopeKey, int]) -> None:
    """Tell all processes how far scopes are. Raises `Unavailable`."""
    if not numbers:
        return
    # Nothing is lost with a word, so nobody waits until it is on the disk.
    await database.read(Identity(), _unsafe(), *(_send(p) for p in packed(numbers)))


async def seen(database: Database, account_id: int) -> dict[ScopeKey, int]:
    """Return the numbers of all scopes that an account may see. Raises `Unavailable`."""
    (found,) = await database.read(Identity(account_id), _seen(account_id))
    return {(owner_id, scope_id): number for owner_id, scope_id, number in found.rows()}


async def current(database: Database, scopes: Collection[ScopeKey]) -> dict[ScopeKey, int]:
    """Return the numbers of scopes, whosever; those that are gone are left out.

    Raises `Unavailable`.
    """
    asked, told = list(scopes), {}
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        owners, ids = zip(*asked[start : start + _ASKED_AT_ONCE], strict=True)
        (found,) = await database.read(Identity(), _current(list(owners), list(ids)))
        told.update({(owner_id, scope_id): number for owner_id, scope_id, number in found.rows()})
    return told


def packed(numbers: Mapping[ScopeKey, int]) -> Iterator[str]:
    """Yield texts that `unpacked` reads, none longer than a NOTIFY may be."""
    words: list[str] = []
    length = 0
    for (owner_id, scope_id), number in numbers.items():
        word = f"{owner_id}/{scope_id.hex}/{number}"
        if length + len(word) > PAYLOAD_MAX:
            yield " ".join(words)
            words, length = [], 0
        words.append(word)
        length += len(word) + 1
    if words:
        yield " ".join(words)


def unpacked(payload: str) -> dict[ScopeKey, int]:
    """Return what a payload tells; words that can't be read are passed over."""
    told = {}
    for word in payload.split():
        try:
            owner_id, scope_id, number = word.split("/")
            told[int(owner_id), UUID(scope_id)] = int(number)
        except ValueError:
            continue
    return told


class Ear(Connection):
    """A connection that hears what processes tell each other; `lost` is set when it is gone."""

    _hear: Callable[[dict[ScopeKey, int]], None]
    lost: asyncio.Event

    async def listen(self, hear: Callable[[dict[ScopeKey, int]], None]) -> None:
        """Call `hear` with whatever is told from now on."""
        self._hear, self.lost = hear, asyncio.Event()
        await self.settle()
        await self.converse((f"LISTEN {CHANNEL}".encode(),), ())

    def _take_in(self) -> None:
        super()._take_in()
        while notice := self.pgconn.notifies():
            self._hear(unpacked(notice.extra.decode("utf-8", "replace")))

    def _drop(self) -> None:
        super()._drop()
        self.lost.set()


@asynccontextmanager
async def listening(
    direct: str, hear: Callable[[dict[ScopeKey, int]], None]
) -> AsyncIterator[asyncio.Event]:
    """Call `hear` with what any process tells, until the block is left; yield `Ear.lost`.

    `direct` is a libpq address past any pooler. Raises `Unavailable` when it is out of reach.
    """
    try:
        ear = await Ear.connect(direct, autocommit=True, prepare_threshold=None)
        try:
            await ear.listen(hear)
            yield ear.lost
        finally:
            await ear.close()
    except REPORTED as error:
        raise_meaning(error)
