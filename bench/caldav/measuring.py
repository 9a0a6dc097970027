"""What is asked of each server, and how long it takes."""

import random
import time
from collections.abc import Callable
from statistics import median

from bench.caldav import bodies
from bench.caldav.client import Answer, Client
from bench.caldav.servers import Server

REPEATS = 5
LONG_MS = 1_500
"""What takes longer is asked only as often as it takes to get a median of three."""
PUTS = 100
FIRST = "first sync"
AFTER_ONE = "sync after one change"
POLL = "ctag poll"
PUT = "PUT, median"
QUESTIONS = (
    "PROPFIND of all etags",
    "query of all etags",
    "query with all texts",
    "query of open to-dos",
    "query of a week's due ones",
    "multiget of 100",
)


def measured(server: Server, tasks: int) -> dict[str, float]:
    """Return the median of each question in milliseconds, and of storing an object."""
    client = Client(server.url, server.headers)
    hundred = [f"{client.path}task-{n}.ics" for n in range(0, tasks, max(1, tasks // 100))][:100]
    asked: dict[str, Callable[[], Answer]] = dict(
        zip(
            QUESTIONS,
            (
                lambda: client.xml("PROPFIND", bodies.ETAGS),
                lambda: client.xml("REPORT", bodies.query()),
                lambda: client.xml("REPORT", bodies.query(data=True)),
                lambda: client.xml("REPORT", bodies.query(bodies.OPEN)),
                lambda: client.xml("REPORT", bodies.query(bodies.DUE_WINDOW)),
                lambda: client.xml("REPORT", bodies.multiget(hundred)),
            ),
            strict=True,
        )
    )
    found = {what: _median(ask) for what, ask in asked.items()}
    found[FIRST] = _median(lambda: client.xml("REPORT", bodies.sync("")))
    found[POLL] = _median(lambda: client.xml("PROPFIND", bodies.CTAG, "0"))
    found[AFTER_ONE] = _after_one(client)
    found[PUT] = _puts(client, tasks)
    client.close()
    return found


def _median(ask: Callable[[], Answer]) -> float:
    ask()  # caches of everybody are warm
    times: list[float] = []
    while len(times) < REPEATS and not (len(times) >= 3 and max(times) > LONG_MS):
        times.append(ask().ms)
    return median(times)


def _after_one(client: Client) -> float:
    """Change one task at a time, and ask what is new."""
    token, times, chance = client.xml("REPORT", bodies.sync("")).token, [], random.Random(1)
    for n in range(REPEATS):
        client.put(f"task-{n}.ics", bodies.text(n, chance, "Changed"))
        answer = client.xml("REPORT", bodies.sync(token))
        if answer.body.count(b"task-") != 1:
            raise RuntimeError("one change was told as another number of them")
        token = answer.token
        times.append(answer.ms)
    return median(times)


def _puts(client: Client, tasks: int) -> float:
    chance, times = random.Random(2), []
    give_up_at = time.monotonic() + 60
    for n in range(tasks, tasks + PUTS):
        times.append(client.put(f"task-{n}.ics", bodies.text(n, chance)).ms)
        if time.monotonic() > give_up_at:
            break
    return median(times)
