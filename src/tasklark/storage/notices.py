"""Word from process to process: which scopes moved to which number, and who looks at which now.

The truth is each scope's own row; a word only says that it is worth a look. It may come late, twice
or never, so whoever listens also asks for the numbers (`current`) now and then. Words go out over
the pool, after the commit they tell of and never with it: a NOTIFY takes a lock that all NOTIFYs of
the cluster share until their commit. They are heard on one connection of a process's own, past any
pooler, since one in transaction mode hears nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from tasklark.storage.engine import Database, Identity
from tasklark.storage.faults import REPORTED, raise_meaning
from tasklark.storage.wire import Connection, statement

ScopeKey = tuple[int, UUID]
"""What has a counter of its own, a project or a person's own space: (owner_id, id)."""
Presence = tuple[ScopeKey, UUID]
"""Somebody who looks at a project at this moment: the project, the person."""

CHANNEL = "tasklark_scopes"
PAYLOAD_MAX = 7_999
"""Longest payload of a NOTIFY, in bytes."""
_ASKED_AT_ONCE = 5_000
_PERSON = "@"
"""What tells a person in a word from a number; processes of before pass over such words."""

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


async def send(
    database: Database, numbers: Mapping[ScopeKey, int], present: Collection[Presence] = ()
) -> None:
    """Tell all processes how far scopes are, and who looks at them. Raises `Unavailable`."""
    if not numbers and not present:
        return
    # Nothing is lost with a word, so nobody waits until it is on the disk.
    await database.read(Identity(), _unsafe(), *(_send(p) for p in packed(numbers, present)))


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


def packed(numbers: Mapping[ScopeKey, int], present: Collection[Presence] = ()) -> Iterator[str]:
    """Yield texts that `unpacked` and `people_in` read, none longer than a NOTIFY may be."""
    words: list[str] = []
    length = 0
    for word in _words(numbers, present):
        if length + len(word) > PAYLOAD_MAX:
            yield " ".join(words)
            words, length = [], 0
        words.append(word)
        length += len(word) + 1
    if words:
        yield " ".join(words)


def _words(numbers: Mapping[ScopeKey, int], present: Iterable[Presence]) -> Iterator[str]:
    for (owner_id, scope_id), number in numbers.items():
        yield f"{owner_id}/{scope_id.hex}/{number}"
    for (owner_id, scope_id), person_id in present:
        yield f"{owner_id}/{scope_id.hex}/{_PERSON}{person_id.hex}"


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


def people_in(payload: str) -> set[Presence]:
    """Return who looks at which scopes, as a payload tells; other words are passed over."""
    told = set()
    for word in payload.split():
        try:
            owner_id, scope_id, person_id = word.split("/")
            if person_id.startswith(_PERSON):
                told.add(((int(owner_id), UUID(scope_id)), UUID(person_id.removeprefix(_PERSON))))
        except ValueError:
            continue
    return told


Hear = Callable[[str], None]


class Ear(Connection):
    """A connection that hears what processes tell each other; `lost` is set when it is gone."""

    _hear: Hear
    lost: asyncio.Event

    async def listen(self, hear: Hear) -> None:
        """Call `hear` with each payload that is told from now on."""
        self._hear, self.lost = hear, asyncio.Event()
        await self.settle()
        await self.converse((f"LISTEN {CHANNEL}".encode(),), ())

    def _take_in(self) -> None:
        super()._take_in()
        while notice := self.pgconn.notifies():
            self._hear(notice.extra.decode("utf-8", "replace"))

    def _drop(self) -> None:
        super()._drop()
        self.lost.set()


@asynccontextmanager
async def listening(direct: str, hear: Hear) -> AsyncIterator[asyncio.Event]:
    """Call `hear` with each payload of any process, until the block is left; yield `Ear.lost`.

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
