"""The live streams of one process, and what they are told of.

`unit_of_work.perform` announces here what it has committed; `wakeups.py` brings in what other
processes have, and takes out to them what this one has.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from tasklark.actions import sites
from tasklark.actions.streams import BEAT_SECONDS, Identify, Stream, Watchers
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Caller, Operation, require
from tasklark.domain.errors import TooManyRequests, Unavailable
from tasklark.storage.engine import Database
from tasklark.storage.notices import Presence, ScopeKey

STREAMS_OF_ACCOUNT_MAX = 20
"""Streams that one account may have open at once, in each process."""
STREAMS_MAX = 5_000
"""Streams that one process serves at once."""
UNTOLD_MAX = 10_000
"""Scopes of which other processes are still to be told; of more, they find out by looking."""
STOPPING = "server.stopping"
"""Why a stream ends when its process does."""


class Hub:
    """All streams of one process, at most `places`, and the scopes that they wait for."""

    def __init__(self, database: Database, places: int = STREAMS_MAX) -> None:
        self.database = database
        self.occupied = asyncio.Event()
        self.untold = asyncio.Event()
        self._streams: dict[int, set[Stream]] = {}
        self._watchers = Watchers()
        self._to_tell: dict[ScopeKey, int] = {}
        self._to_show: set[Presence] = set()
        self._places = places
        self._count = 0
        self._is_closed = False

    @contextmanager
    def stream(self, caller: Caller, identify: Identify) -> Iterator[Stream]:
        """Give a stream for as long as the block lasts; `identify` finds out who is asking, again.

        Raises `Forbidden`, `TooManyRequests`, `Unavailable`.
        """
        require(caller, Operation.READ_TASKS)
        self._require_place(caller.account_id)
        stream = Stream(caller, identify, self.database, self._watchers)
        self._streams.setdefault(caller.account_id, set()).add(stream)
        self._count += 1
        self.occupied.set()
        try:
            yield stream
        finally:
            self._forget(stream)

    def announce(self, numbers: Mapping[ScopeKey, int]) -> None:
        """Tell all streams how far scopes are, those of other processes as well.

        To be called after a commit, by the process that made it; takes no time and never fails.
        """
        self.hear(numbers)
        for scope, number in numbers.items():
            if scope in self._to_tell or len(self._to_tell) < UNTOLD_MAX:
                self._to_tell[scope] = max(number, self._to_tell.get(scope, number))
        self.untold.set()

    def hear(self, numbers: Mapping[ScopeKey, int]) -> None:
        """Tell the streams of this process how far scopes are."""
        for scope, number in numbers.items():
            for stream in self._watchers.of(scope):
                stream.hear(scope, number)

    def show(self, scope: ScopeKey, person_id: UUID) -> None:
        """Tell all streams that somebody looks at a scope now, those of other processes as well.

        Nothing keeps it: whoever goes on looking says so again, and whoever does not is soon gone.
        """
        self.see([(scope, person_id)])
        if len(self._to_show) < UNTOLD_MAX:
            self._to_show.add((scope, person_id))
        self.untold.set()

    def see(self, present: Iterable[Presence]) -> None:
        """Tell the streams of this process who looks at scopes now."""
        for scope, person_id in present:
            for stream in self._watchers.of(scope):
                stream.see(scope, person_id)

    def take_shown(self) -> set[Presence]:
        """Return of whom other processes are still to be told that they look, and forget it."""
        taken, self._to_show = self._to_show, set()
        return taken

    def take_untold(self) -> dict[ScopeKey, int]:
        """Return what other processes are still to be told, and count it as told."""
        taken, self._to_tell = self._to_tell, {}
        self.untold.clear()
        return taken

    @property
    def watched(self) -> list[ScopeKey]:
        """The scopes that streams wait for."""
        return self._watchers.scopes()

    @property
    def streams(self) -> list[Stream]:
        """All streams that are open."""
        return [stream for streams in self._streams.values() for stream in streams]

    def doubt(self, scope: ScopeKey) -> None:
        """Have those who watch a scope find out whether it is still there."""
        for stream in self._watchers.of(scope):
            stream.doubt()

    def close(self) -> None:
        """End all streams, and let none begin."""
        self._is_closed = True
        for stream in self.streams:
            stream.end(STOPPING)

    def _require_place(self, account_id: int) -> None:
        if self._is_closed or self._count >= self._places:
            raise Unavailable("This server has all the live streams that it can serve; come later")
        if len(self._streams.get(account_id, ())) >= STREAMS_OF_ACCOUNT_MAX:
            raise TooManyRequests(
                int(BEAT_SECONDS),
                f"An account may have {STREAMS_OF_ACCOUNT_MAX} live streams open at once;"
                " close one first",
            )

    def _forget(self, stream: Stream) -> None:
        stream.leave()
        streams = self._streams[stream.account_id]
        streams.discard(stream)
        if not streams:
            del self._streams[stream.account_id]
        self._count -= 1
        if not self._count:
            self.occupied.clear()


async def seen(work: Work, project_id: UUID) -> ScopeKey:
    """Return the scope of a project that the caller may see, for `Hub.show`.

    Raises `NotFound` for a project that is not there or not shared with them.
    """
    at = await sites.seen(work, project_id, Operation.READ_TASKS)
    return at.owner_id, at.project_id
