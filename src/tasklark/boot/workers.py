"""Several processes on one socket, forked from one that has everything loaded.

Forked and not spawned: what the parent has imported is shared memory, so a second worker costs a
quarter of a first one (docs/decisions/workers.md). A worker that dies is replaced; SIGTERM and
SIGINT are passed on, and the parent waits until the last worker has answered what it had begun.
A worker whose parent was killed ends at once, since it holds the parent's socket and locks: what
starts next could have neither.
"""

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import NamedTuple

_CALM_SECONDS = 1.0
"""A worker that lived less than this is not replaced at once: it would only die again."""
_ENDS = (signal.SIGTERM, signal.SIGINT)

log = logging.getLogger("tasklark.workers")


def run(works: Sequence[Callable[[], None]]) -> None:
    """Do each work in a process of its own until SIGTERM or SIGINT; returns when all have ended."""
    # What is there now never goes: keep the collector from touching, and so copying, its pages.
    gc.collect()
    gc.freeze()
    workers = _Workers()
    before = {number: signal.signal(number, workers.end) for number in _ENDS}
    try:
        for work in works:
            workers.start(work)
        workers.tend()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        workers.let_go()


class _Workers:
    """The living workers: process id, what each does and the moment it began."""

    def __init__(self) -> None:
        self._living: dict[int, tuple[Callable[[], None], float]] = {}
        self._ending = False
        self._lifeline = _Lifeline(*os.pipe())

    def start(self, work: Callable[[], None]) -> None:
        """Fork one more worker, unless told to end."""
        # A signal now would miss the worker, or find the parent's handler in it: it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        try:
            if self._ending:
                return
            worker = os.fork()
            if worker == 0:
                _become_worker(work, self._lifeline)
            self._living[worker] = (work, time.monotonic())
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def tend(self) -> None:
        """Replace workers that die, until told to end; then wait for all of them."""
        while self._living:
            worker, status = os.wait()
            if worker not in self._living:
                continue
            work, began = self._living.pop(worker)
            if self._ending:
                continue
            log.error("worker %d ended (%s); another one starts", worker, _how(status))
            if time.monotonic() - began < _CALM_SECONDS:
                time.sleep(_CALM_SECONDS)
            self.start(work)

    def end(self, number: int, _frame: FrameType | None) -> None:
        """Pass a signal on to all workers; the signal handler of the parent."""
        self._ending = True
        for worker in self._living:
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(worker, number)

    def let_go(self) -> None:
        """Close the lifeline; a worker that still lives ends."""
        for end in self._lifeline:
            os.close(end)


class _Lifeline(NamedTuple):
    """A pipe that nothing is written to: when the parent's end is gone, so is the parent."""

    workers_end: int
    parents_end: int


def _become_worker(work: Callable[[], None], lifeline: _Lifeline) -> None:
    """Do the work and end the process, whatever happens, without the parent's own clean-up."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    code = 1
    try:
        os.close(lifeline.parents_end)
        threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        code = 0
    except BaseException:
        log.exception("the worker failed")
    finally:
        os._exit(code)


def _end_with_parent(lifeline: _Lifeline) -> None:
    os.read(lifeline.workers_end, 1)
    os._exit(1)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"exit status {code}" if code >= 0 else signal.Signals(-code).name
