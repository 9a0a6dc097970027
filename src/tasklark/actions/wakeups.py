"""What keeps the hub of live streams informed: other processes' words, looks, and who may listen.

Four things go on side by side. What this process committed is told to the others, at most every
`GATHER_SECONDS`. What others tell is heard, on one connection of its own. The numbers themselves
are asked for: now and then where hearing works, every two seconds where it does not, and at once
when something may have been missed. And each stream's caller is identified again and again. As long
as no stream is open, this process only tells: a database that sleeps is left asleep.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from uuid import uuid4

from tasklark.actions.live import Hub
from tasklark.actions.streams import GATHER_SECONDS, Stream
from tasklark.domain.errors import Unavailable
from tasklark.storage import notices
from tasklark.storage.notices import ScopeKey

CHECK_SECONDS = 0.4
"""How often it is found out whether callers still are who they were."""
LOOK_SECONDS = 2.0
"""How often the numbers are asked for where other processes can't be heard."""
LOOK_HEARING_SECONDS = 30.0
"""How often they are asked for where they can: a word may be lost."""
_ECHO_SECONDS = 3.0
_LINGER_SECONDS = 60.0
_PAUSES = (0.1, 60.0)
_CHECKERS = 3
_CHECKED_AT_ONCE = 100

log = logging.getLogger("tasklark.live")


async def keep_up(hub: Hub, direct: str) -> None:
    """Keep a hub informed until cancelled; `direct` is a libpq address past any pooler."""
    listener = _Listener(hub, direct)
    async with asyncio.TaskGroup() as group:
        for step in (lambda: _tell(hub), listener.look, listener.listen, lambda: _check(hub)):
            group.create_task(_for_ever(step))


async def _for_ever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
            continue
        except Unavailable as error:
            log.info("live streams: %s", error)
        except Exception:
            # Streams live long, and nobody would start this again. The fault may pass.
            log.exception("live streams are not kept up")
        await asyncio.sleep(_about(1))


async def _tell(hub: Hub) -> None:
    """Tell other processes what this one has committed, and who looks at what."""
    await hub.untold.wait()
    numbers, present = hub.take_untold(), hub.take_shown()
    try:
        await notices.send(hub.database, numbers, present)
    except Unavailable:
        hub.announce(numbers)  # they are told again; who looks says so again by themselves
        raise
    await asyncio.sleep(GATHER_SECONDS)


async def _check(hub: Hub) -> None:
    """Find out whether the callers of all streams still are who they were.

    Those who are known from memory take no time; others need the database, and several of them are
    asked for at once, so that one does not wait for all.
    """
    await hub.occupied.wait()
    await asyncio.sleep(CHECK_SECONDS)
    streams = iter(hub.streams)
    async with asyncio.TaskGroup() as group:
        for _ in range(_CHECKERS):
            group.create_task(_check_each(streams))


async def _check_each(streams: Iterator[Stream]) -> None:
    for count, stream in enumerate(streams):
        await stream.check()
        if count % _CHECKED_AT_ONCE == 0:
            await asyncio.sleep(0)


class _Listener:
    """How well this process hears, and what it does where it does not."""

    def __init__(self, hub: Hub, direct: str) -> None:
        self._hub = hub
        self._direct = direct
        self._echo: ScopeKey = (0, uuid4())  # a scope of nobody's, to hear oneself by
        self._echoed = asyncio.Event()
        self._missed = asyncio.Event()
        self._hears = False
        self._failures = 0

    async def look(self) -> None:
        """Ask for the numbers, when it is time to."""
        await self._hub.occupied.wait()
        await _either(self._missed, _about(LOOK_HEARING_SECONDS if self._hears else LOOK_SECONDS))
        self._missed.clear()
        watched = self._hub.watched
        try:
            found = await notices.current(self._hub.database, watched)
        except Unavailable:
            self._missed.set()
            raise
        self._hub.hear(found)
        for scope in set(watched) - found.keys():
            self._hub.doubt(scope)

    async def listen(self) -> None:
        """Hear other processes while streams are open; come back when that has ended."""
        await self._hub.occupied.wait()
        try:
            async with notices.listening(self._direct, self._hear) as lost:
                await self._stay(lost)
        finally:
            if self._hears:
                self._missed.set()
                self._failures = 0
            self._hears = False
            self._failures += 1
        # Not all processes come back to a database in the same moment.
        first, longest = _PAUSES
        await asyncio.sleep(random.uniform(first, min(longest, 2.0**self._failures)))  # noqa: S311 - jitter is no secret

    async def _stay(self, lost: asyncio.Event) -> None:
        """Stay as long as the own voice is heard, and somebody is there to be told."""
        while await self._hears_itself():
            if not self._hears:
                self._hears = True
                self._missed.set()  # whatever was said before
            if await _either(lost, _about(LOOK_HEARING_SECONDS)):
                return
            if not self._hub.occupied.is_set() and not await _either(
                self._hub.occupied, _LINGER_SECONDS
            ):
                return

    async def _hears_itself(self) -> bool:
        """Tell whether a word that goes out over the pool comes in: a pooler keeps it to itself."""
        self._echoed.clear()
        await notices.send(self._hub.database, {self._echo: 0})
        return await _either(self._echoed, _ECHO_SECONDS)

    def _hear(self, payload: str) -> None:
        numbers = notices.unpacked(payload)
        if self._echo in numbers:
            self._echoed.set()
        self._hub.hear(numbers)
        self._hub.see(notices.people_in(payload))


async def _either(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, or so long; tell whether it came."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _about(seconds: float) -> float:
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - jitter is no secret
