"""File locks (flock): they die with whoever holds them, however it dies.

A lock belongs to the open file, not to the process: a child that inherits the descriptor keeps it.
That is how we know, without guessing at process numbers, whether a PostgreSQL still runs in a
folder: the postmaster and all its children hold `running.lock` until the last of them is gone.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":  # there `start` refuses before it comes to a lock
    import fcntl


def take(path: Path, *, shared: bool = False) -> int | None:
    """Lock the file, made when missing; return its descriptor, or None when another has it.

    Raises OSError where the file system has no locks, or does not let us write.
    """
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_NB | (fcntl.LOCK_SH if shared else fcntl.LOCK_EX))
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            return None
        raise
    return descriptor


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the lock, then hold it for the block."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def take_shared(path: Path) -> int:
    """Wait until nobody holds the lock alone, take it with others; return its descriptor."""
    descriptor = _open(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def release(descriptor: int) -> None:
    """Give the lock up, also for processes forked from us that have inherited it."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def is_free(path: Path) -> bool:
    """Tell whether nobody holds the lock alone; it is taken shared, so askers do not collide."""
    descriptor = take(path, shared=True)
    if descriptor is None:
        return False
    release(descriptor)
    return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
