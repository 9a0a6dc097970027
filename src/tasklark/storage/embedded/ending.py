"""How this process ends: by unwinding, so that what it started is stopped."""

import signal
import threading
from types import FrameType
from typing import NoReturn


def exit_on_signals() -> None:
    """Let SIGTERM and SIGHUP raise SystemExit, unless somebody handles them already.

    Does nothing outside the main thread, which alone may say so. uvicorn, too, sends itself the
    signal again once it has shut down, and would end us there on the spot.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
