"""Commands at work: the configured database opened for one of them, and closed after it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tasklark import settings as knobs
from tasklark.boot import commands
from tasklark.boot.commands import Desk

T = TypeVar("T")


def at_desk(work: Callable[[Desk], Awaitable[T]]) -> T:
    """Run `work` over the database that the environment means, and return what it returns."""

    async def sit() -> T:
        async with commands.at_desk(knobs.load()) as desk:
            return await work(desk)

    return asyncio.run(sit())
