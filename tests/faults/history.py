"""Clients that write while things break, never forget what was acknowledged, and check it after."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

ALLOWED = {200, 201, 503}
"""What may be answered while the database is away; 503 with a Retry-After."""
GIVE_UP_SECONDS = 30.0


@dataclass
class History:
    """What one client was told: its titles that were stored, and how often its task was turned."""

    client: httpx.Client
    titles: list[str] = field(default_factory=list)
    turns: int = 0
    task: str = ""
    strange: list[str] = field(default_factory=list)
    """Answers that nobody should get, whatever breaks."""
    answered_at: list[float] = field(default_factory=list)

    def write(self, stop: threading.Event) -> None:
        """Create tasks and turn one round, again and again; each until it is acknowledged."""
        while not stop.is_set():
            title = f"task {uuid4()}"
            made = self.insist("POST", "/api/tasks", {"title": title})
            self.titles.append(title)
            self.task = self.task or made.json()["id"]
            self.insist("PATCH", f"/api/tasks/{self.task}/complete", None)
            self.turns += 1

    def insist(self, method: str, path: str, body: object) -> httpx.Response:
        """Send one request, with one key, until it is answered well; return that answer."""
        headers = {"Idempotency-Key": str(uuid4())}
        deadline, pause = time.monotonic() + GIVE_UP_SECONDS, threading.Event()
        while time.monotonic() < deadline:
            try:
                answer = self.client.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                pause.wait(0.05)
                continue
            self._judge(answer)
            if answer.is_success:
                self.answered_at.append(time.monotonic())
                return answer
            pause.wait(0.05)
        raise AssertionError(f"{method} {path} was not answered in {GIVE_UP_SECONDS} s")

    def _judge(self, answer: httpx.Response) -> None:
        promised = answer.status_code != 503 or "retry-after" in answer.headers
        if answer.status_code not in ALLOWED or not promised:
            self.strange.append(f"{answer.status_code} {answer.text[:200]}")

    def check(self) -> None:
        """Assert that all that was acknowledged is there, once, and nothing else."""
        assert self.strange == []
        listed = self.insist("GET", "/api/tasks?sort=created&order=asc", None).json()
        assert [task["title"] for task in listed] == self.titles
        turned = [task["completed"] for task in listed if task["id"] == self.task]
        assert turned == [self.turns % 2 == 1]

    def longest_silence(self) -> float:
        """Return the longest time in seconds between two good answers."""
        pairs = zip(self.answered_at, self.answered_at[1:], strict=False)
        return max(after - before for before, after in pairs)


class Load:
    """Several clients at once, each with its own history, from `with` on until its end."""

    def __init__(self, clients: list[httpx.Client]) -> None:
        self.histories = [History(client) for client in clients]
        self._stop = threading.Event()
        self._failures: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._run, args=[history]) for history in self.histories
        ]

    def _run(self, history: History) -> None:
        try:
            history.write(self._stop)
        except BaseException as failure:  # noqa: BLE001 - told by the thread that checks
            self._failures.append(failure)

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        self.until(lambda: all(history.turns for history in self.histories))
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def writes(self) -> int:
        """Return how many writes were acknowledged so far."""
        return sum(len(history.answered_at) for history in self.histories)

    def go_on(self, writes: int) -> None:
        """Wait until so many more writes were acknowledged."""
        wanted = self.writes() + writes
        self.until(lambda: self.writes() >= wanted)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline, pause = time.monotonic() + GIVE_UP_SECONDS, threading.Event()
        while not is_so():
            assert not self._failures, self._failures
            assert time.monotonic() < deadline, "the writers got stuck"
            pause.wait(0.01)

    def check(self) -> None:
        """Assert of every client what its history demands."""
        assert not self._failures, self._failures
        for history in self.histories:
            history.check()
