"""What a client has not read yet: from nothing, what there is; from a cursor, what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tasklark.actions.unit_of_work import Door
from tasklark.actions.verdicts import to_json
from tasklark.domain import ids, stamps, sync
from tasklark.domain.access import Caller, Operation, require
from tasklark.domain.sync import Cursor, Place
from tasklark.storage import sync as stored
from tasklark.storage.engine import Identity, Transaction
from tasklark.storage.sync import Phase

_AT_ONCE = 3
"""Kinds of rows that are asked for in one message, on the first way through a scope."""


class Scope(NamedTuple):
    """A scope that the caller may see: whose, how far it is, and the mark of its number.

    `known_mark` is the mark that the client's number should have.
    """

    id: UUID
    owner_id: int
    user_id: str | None
    number: int
    mark: int | None
    known_mark: int | None

    @property
    def is_own(self) -> bool:
        """Tell whether it is the person's own space, and no project."""
        return self.user_id is None


@dataclass(slots=True)
class Page:
    """What is told of one scope: rows, how far the client is then, and whether there is more.

    After a reset a client forgets what it had in the scope, also on its first way: it may have been
    told a row by a push, which was deleted before the beginning that it is told now.
    """

    cursor: Cursor
    rows: list[bytes] = field(default_factory=list)
    more: bool = False
    is_reset: bool = False

    @property
    def size(self) -> int:
        """How many bytes the rows have."""
        return sum(map(len, self.rows))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A pull under way."""

    caller: Caller
    transaction: Transaction
    now: datetime

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())


async def pull(door: Door, asked: Mapping[str, str | None] | None, limit: int) -> bytes:
    """Return at most `limit` rows of the scopes asked for, from their cursors on, in JSON.

    Without scopes: of all that the caller may see, from the beginning. Raises `Forbidden`.
    """
    caller = door.caller
    require(caller, Operation.READ_TASKS)
    async with door.database.transaction(Identity(caller.account_id)) as transaction:
        told, placed = await transaction.run(stored.now(), stored.own_scopes(caller.account_id))
        reading = _Reading(caller, transaction, told.rows()[0][0])
        if asked is None:
            asked = {str(i): None for i in (caller.person_id, *(row[0] for row in placed.rows()))}
        cursors = {name: sync.parse_cursor(text) for name, text in asked.items() if text}
        seen = await _scopes(reading, asked, cursors)
        parts, size = [], 0
        for name in asked:
            scope = seen.get(name)
            if scope is None:
                parts.append(b'%b:{"gone":true}' % to_json(name))
                continue
            page = await _page(reading, scope, cursors.get(name), limit)
            limit -= len(page.rows)
            size += page.size
            limit = limit if size < stored.PAGE_BYTES else 0
            parts.append(b"%b:%b" % (to_json(name), _told(page)))
    return b'{"stamp":"%b","scopes":{%b}}' % (stamps.at(reading.now).encode(), b",".join(parts))


async def _scopes(
    reading: _Reading, asked: Mapping[str, str | None], cursors: Mapping[str, Cursor | None]
) -> Mapping[str, Scope]:
    """Return those scopes that the caller may see, by the name that the client gave."""
    named = {name: found for name in asked if (found := ids.parse_id(name)) is not None}
    numbers = [cursor.number if (cursor := cursors.get(name)) else 0 for name in named]
    caller = reading.caller
    call = stored.scopes(caller.account_id, caller.person_id, list(named.values()), numbers)
    (told,) = await reading.transaction.run(call)
    by_id = {row[0]: Scope(*row) for row in told.rows()}
    return {name: by_id[scope_id] for name, scope_id in named.items() if scope_id in by_id}


async def _page(reading: _Reading, scope: Scope, cursor: Cursor | None, limit: int) -> Page:
    is_reset = cursor is None or not sync.is_good(
        cursor, scope.number, scope.known_mark, reading.now
    )
    if is_reset or cursor is None:
        cursor = Cursor(scope.number, scope.mark or 0, reading.seconds, Place())
    if limit <= 0:
        more = cursor.place is not None or cursor.number < scope.number
        return Page(cursor, more=more, is_reset=is_reset)
    if cursor.place is not None:
        page = await _rows(reading, scope, cursor, limit)
    else:
        page = await _news(reading, scope, cursor, limit)
    page.is_reset = is_reset
    return page


async def _rows(reading: _Reading, scope: Scope, cursor: Cursor, limit: int) -> Page:
    """Return rows on the first way through a scope; the log from its beginning on comes after."""
    page, phases = Page(cursor), _phases(scope)
    place = cursor.place or Place()
    is_cut = False
    while place.phase < len(phases) and len(page.rows) < limit and not is_cut:
        place = await _next(reading, scope, place, page, limit - len(page.rows))
        is_cut = place != Place(place.phase) or page.size >= stored.PAGE_BYTES
    done = place.phase >= len(phases)
    page.cursor = cursor._replace(place=None if done else place)
    page.more = not done or cursor.number < scope.number
    return page


async def _next(reading: _Reading, scope: Scope, place: Place, page: Page, limit: int) -> Place:
    """Read the next few phases in one message, into a page; return where it goes on."""
    phases = _phases(scope)[place.phase : place.phase + _AT_ONCE]
    places = [place, *(Place(place.phase + i) for i in range(1, len(phases)))]
    found = await reading.transaction.run(
        *(
            phase.rows(
                scope.owner_id, scope.id, None, scope.user_id, reading.caller.person_id,
                limit, begin.key, begin.record_id,
            )
            for phase, begin in zip(phases, places, strict=True)
        )
    )  # fmt: skip
    for begin, result in zip(places, found, strict=True):
        rows = result.rows()
        taken = rows[:limit]
        page.rows += (row[2].encode() for row in taken)
        limit -= len(taken)
        if taken and (len(taken) < rows[0][3] or limit <= 0):
            return sync.after(begin.phase, taken[-1][0], taken[-1][1])
        if rows and limit <= 0:
            return begin
    return Place(place.phase + len(phases))


async def _news(reading: _Reading, scope: Scope, cursor: Cursor, limit: int) -> Page:
    """Return what changed after a cursor; what is not in the scope any more is told to be gone."""
    page = Page(cursor._replace(given_at=reading.seconds))
    if cursor.number == scope.number:
        return page
    statement = stored.delta_of_own if scope.is_own else stored.delta_of_project
    (found,) = await reading.transaction.run(
        statement(
            scope.owner_id, scope.id, cursor.number, scope.user_id, reading.caller.person_id, limit
        )
    )
    rows = found.rows()
    for _, _, noun, record_id, body, _ in rows:
        page.rows.append(_gone(noun, record_id) if body is None else body.encode())
    page.more = bool(rows) and (len(rows) < rows[0][5] or len(rows) >= limit)
    number, mark = (rows[-1][0], rows[-1][1]) if rows else (cursor.number, cursor.mark)
    if not page.more and number < scope.number:  # numbers that nothing was logged under
        number, mark = scope.number, scope.mark or 0
    page.cursor = Cursor(number, mark, reading.seconds)
    return page


def _phases(scope: Scope) -> Sequence[Phase]:
    return stored.PHASES_OF_OWN if scope.is_own else stored.PHASES_OF_PROJECT


def _gone(noun: str, record_id: UUID) -> bytes:
    return b'{"noun":"%b","id":"%b","gone":true}' % (noun.encode(), str(record_id).encode())


def _told(page: Page) -> bytes:
    reset = b'"reset":true,' if page.is_reset else b""
    more = b"true" if page.more else b"false"
    return b'{%b"rows":[%b],"cursor":"%b","more":%b}' % (
        reset,
        b",".join(page.rows),
        str(page.cursor).encode(),
        more,
    )
