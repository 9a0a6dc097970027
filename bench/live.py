"""How long after a commit other clients hear of it: `.venv/bin/python -m bench.live`.

Many streams are open on two workers while one client changes something twenty times a second, for
one user after the other. Each change is to be heard on all streams of its user, at either worker.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from bench import servers
from bench.cluster import cluster
from bench.population import Population
from bench.servers import HOST, Server

USERS = 20
STREAMS_OF_EACH = 10
CHANGES = 600
PER_SECOND = 20
PATIENCE = 60.0


@dataclass
class Heard:
    """When a stream heard of changes: each moment, and whose stream it is."""

    user: int
    moments: list[float] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Change:
    """One change: whose, when it was asked for and when it was answered."""

    user: int
    asked: float
    answered: float


def measured() -> str:
    """Return what was measured, in words."""
    population = Population.of(USERS, 0)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tasklark-bench-")))
        common = stack.enter_context(cluster())
        url = common.create_database("live")
        log = folder / "tasklark.log"
        server = stack.enter_context(servers.tasklark(url, population.secret, log))
        changes, streams = asyncio.run(_watched(server, population))
    return _told(changes, streams)


async def _watched(server: Server, population: Population) -> tuple[list[Change], list[Heard]]:
    streams = [Heard(user) for user in population.numbers() for _ in range(STREAMS_OF_EACH)]
    async with asyncio.timeout(PATIENCE + CHANGES / PER_SECOND):
        reader, writer = await asyncio.open_connection(HOST, server.port)
        for user in population.numbers():  # so that each has an account before it listens
            await _change(reader, writer, population, user)
        listening = [asyncio.create_task(_listen(server, population, one)) for one in streams]
        await asyncio.gather(*(one.is_open.wait() for one in streams))
        await asyncio.sleep(2)  # until the workers listen to each other
        changes = []
        for n in range(CHANGES):
            changes.append(await _change(reader, writer, population, 1 + n % USERS))
            await asyncio.sleep(max(0, changes[0].asked + (n + 1) / PER_SECOND - time.monotonic()))
        await asyncio.sleep(1)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        writer.close()
    return changes, streams


async def _change(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, population: Population, user: int
) -> Change:
    body = b'{"title": "heard of"}'
    asked = time.monotonic()
    writer.write(
        b"POST /api/tasks HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer %b\r\nContent-Length: %d\r\n\r\n%b"
        % (population.token(user).encode(), len(body), body)
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    answered = time.monotonic()
    if b" 201 " not in head:
        raise RuntimeError(head.decode())
    length = int(head.partition(b"content-length:")[2].split()[0])
    await reader.readexactly(length)
    return Change(user, asked, answered)


async def _listen(server: Server, population: Population, heard: Heard) -> None:
    reader, writer = await asyncio.open_connection(HOST, server.port)
    token = population.token(heard.user).encode()
    writer.write(
        b"GET /api/live HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %b\r\n\r\n" % token
    )
    try:
        async for line in reader:
            if line.startswith(b"data: ") and json.loads(line[6:])["scopes"]:
                if heard.is_open.is_set():
                    heard.moments.append(time.monotonic())
                heard.is_open.set()
    finally:
        writer.close()


def _told(changes: Sequence[Change], streams: Sequence[Heard]) -> str:
    of_user = {
        user: [change for change in changes if change.user == user] for user in range(1, USERS + 1)
    }
    missed = sum(len(of_user[one.user]) - len(one.moments) for one in streams)
    if missed:
        return f"{missed} changes were not heard, or were heard along with others"
    late = [
        (heard - change.asked, heard - change.answered)
        for one in streams
        for change, heard in zip(of_user[one.user], one.moments, strict=True)
    ]
    asked, answered = (_percentiles([pair[side] for pair in late]) for side in (0, 1))
    return (
        f"{len(streams)} streams on {servers.TASKLARK_WORKERS} workers, {len(changes)} changes at"
        f" {PER_SECOND}/s, {len(late)} events. Heard, ms (p50 / p95 / p99): {asked} after the"
        f" request was sent, {answered} after its answer came."
        f" Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    )


def _percentiles(seconds: list[float]) -> str:
    cut = quantiles(seconds, n=100)
    return " / ".join(f"{1_000 * cut[percent - 1]:.1f}" for percent in (50, 95, 99))


if __name__ == "__main__":
    print(measured())
