"""Feeds: secret addresses under which a project or a saved filter can be read as a calendar.

Whoever holds an address sees what its maker may see now, and changes nothing.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import calendars
from tasklark.actions import reception as desk
from tasklark.actions.calendars import FILTER_PREFIX, Collection
from tasklark.actions.reception import Reception
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.access import Operation, Scope, require
from tasklark.domain.errors import Conflict, NotFound, TokenInvalid
from tasklark.identity.opaque import SecretKind, digest, new_secret, read_secret
from tasklark.storage import accounts, directory
from tasklark.storage import calendar_feeds as stored
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity

SURFACE = "feed"
COUNT_MAX = 100
"""How many feeds an account can have."""


class FeedKind(StrEnum):
    """What a feed shows."""

    PROJECT = "project"
    FILTER = "filter"


class CalendarFeed(NamedTuple):
    """A feed as its maker sees it: everything but the address."""

    id: UUID
    kind: FeedKind
    resource_id: UUID
    expands: bool
    created_at: datetime
    last_used_at: datetime | None


class Made(NamedTuple):
    """A new feed with the secret of its address, which is never shown again."""

    feed: CalendarFeed
    secret: str


class Feed(NamedTuple):
    """What a feed opens: the door of its maker, for reading, and the collection that it shows.

    `expands` tells to give the occurrences of a repeating task one by one.
    """

    door: Door
    collection: Collection
    expands: bool


async def create(work: Work, kind: FeedKind, resource_id: UUID, *, expands: bool = False) -> Made:
    """Make a feed of a project or saved filter that the caller sees.

    Raises `NotFound`, `Conflict` for one feed too many.
    """
    require(work.caller, Operation.MANAGE_ACCOUNT)
    account_id, feed_id = work.caller.account_id, ids.new_id()
    await _require_there(work, kind, resource_id)
    lost, counted = await work.ask(stored.forget_lost(account_id), stored.count(account_id))
    work.write(*(directory.remove(Kind.CALENDAR_FEED, row[0], account_id) for row in lost.rows()))
    if (counted.row() or (0,))[0] >= COUNT_MAX:
        raise Conflict(
            f"An account can have at most {COUNT_MAX} calendar feeds; revoke one",
            code="calendar_feed.too_many",
        )
    secret = new_secret(SecretKind.CALENDAR_FEED, feed_id)
    made, _ = await work.ask(
        stored.insert(account_id, feed_id, kind, resource_id, expands, digest(secret)),
        directory.enter(Kind.CALENDAR_FEED, feed_id, account_id),
    )
    ((created_at,),) = made.rows()
    work.keep()
    return Made(CalendarFeed(feed_id, kind, resource_id, expands, created_at, None), secret)


async def listed(door: Door) -> list[CalendarFeed]:
    """Return the caller's feeds, the oldest first."""
    require(door.caller, Operation.MANAGE_ACCOUNT)
    account_id = door.caller.account_id
    (found,) = await door.database.read(Identity(account_id), stored.listed(account_id))
    return [CalendarFeed(row[0], FeedKind(row[1]), *row[2:]) for row in found.rows()]


async def revoke(work: Work, feed_id: UUID) -> None:
    """Revoke a feed: its address is nothing any more. Raises `NotFound`."""
    require(work.caller, Operation.MANAGE_ACCOUNT)
    account_id = work.caller.account_id
    (deleted,) = await work.ask(stored.delete(account_id, feed_id))
    if not deleted.count():
        raise NotFound("There is no feed with this id", code="calendar_feed.not_found")
    work.write(directory.remove(Kind.CALENDAR_FEED, feed_id, account_id))


async def open_feed(reception: Reception, secret: str) -> Feed:
    """Return what the secret of an address opens.

    Raises `TokenInvalid` for one that opens nothing, `NotFound` for a list that its maker does not
    see any more, `Forbidden` for a maker whose account was disabled.
    """
    opaque = read_secret(secret)
    if opaque is None or opaque.kind is not SecretKind.CALENDAR_FEED:
        raise TokenInvalid
    async with reception.database.transaction(Identity(key=opaque.id)) as transaction:
        owner_id = await desk.owner(transaction, Kind.CALENDAR_FEED, opaque.id)
        if owner_id is None:
            raise TokenInvalid
        account, kept = await transaction.run(
            accounts.get(owner_id), stored.find(owner_id, opaque.id)
        )
        account_row, row = account.row(), kept.row()
        if account_row is None or row is None or row[3] != digest(secret):
            raise TokenInvalid
        kind, resource_id, expands, _, is_stale = row
        caller = replace(desk.seen(account_row), scopes=frozenset({Scope.TASKS_READ}))
        if is_stale:
            await transaction.commit(stored.touch(owner_id, opaque.id))
    door = Door(reception.database, caller, SURFACE)
    return Feed(door, await calendars.collection(door, _name(kind, resource_id)), expands)


async def _require_there(work: Work, kind: FeedKind, resource_id: UUID) -> None:
    found = await calendars.held(work, _name(kind, resource_id))
    if found.id != resource_id:
        raise NotFound("There is no such list", code="calendar.not_found")


def _name(kind: str, resource_id: UUID) -> str:
    return f"{FILTER_PREFIX if kind == FeedKind.FILTER else ''}{resource_id}"
