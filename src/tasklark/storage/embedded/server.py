"""One PostgreSQL for all processes of a data folder: first in starts it, last out stops it.

Four locks tell who is there (see `locks`). `serve`: the one serving process. `use`: shared by
everybody who holds an `EmbeddedServer`. `change`: whoever looks, starts or stops, one at a time.
`running`: PostgreSQL itself.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tasklark.domain.errors import Misconfigured, Unavailable
from tasklark.storage.embedded import cluster, ending, locks, postmaster, sockets, trouble, watcher
from tasklark.storage.embedded.address import PORT, SUPERUSER, EmbeddedAddress
from tasklark.storage.embedded.place import Place, prepare
from tasklark.storage.embedded.wheel import programs_for

JOIN_SECONDS = 300.0
PAUSE_SECONDS = 0.02


def start(
    data_folder: Path,
    *,
    exclusive: bool = True,
    shared_buffers: str = "128MB",
    max_connections: int = 100,
    settings: Mapping[str, str] | None = None,
) -> "EmbeddedServer":
    """Return our share in the PostgreSQL of the data folder, made and started when it has to be.

    `exclusive` is for the one process that serves; commands beside it say False. `settings` are
    further PostgreSQL settings; those that guard access stay as they are. From then on SIGTERM and
    SIGHUP, unless somebody handles them, end this process by SystemExit, so that PostgreSQL stops
    with it. Raises Misconfigured: another process serves from the folder, it cannot be written,
    its disk is full, its data are of another version, the platform has no wheel; Unavailable:
    PostgreSQL does not come up in time.
    """
    if sys.platform == "win32":
        raise Misconfigured("There is no embedded PostgreSQL on Windows; set DATABASE_URL")
    ending.exit_on_signals()
    chosen = {"shared_buffers": shared_buffers, "max_connections": str(max_connections)}
    with trouble.told(data_folder):
        server = EmbeddedServer(prepare(data_folder), chosen | dict(settings or {}))
        server.join(exclusive=exclusive)
    return server


class EmbeddedServer:
    """A share in a running PostgreSQL, given up by `stop` or at the end of a `with` block.

    Processes forked from the owner may use `address`; the share stays the owner's.
    """

    address: EmbeddedAddress

    def __init__(self, place: Place, settings: Mapping[str, str]) -> None:
        self._place = place
        self._settings = settings
        self._programs = programs_for(place.account)
        self._process: subprocess.Popen[bytes] | None = None
        self._locks: list[int] = []
        self._owner = os.getpid()
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def join(self, *, exclusive: bool) -> None:
        """Find PostgreSQL running or start it; called once, by `start`."""
        try:
            if exclusive:
                self._locks.append(_serve_alone(self._place))
            with locks.held(self._place.lock("change")):
                self._enter(exclusive=exclusive)
        except BaseException:
            self._unlock()
            raise
        atexit.register(self.stop)

    def watch(self) -> None:
        """Have a thread start PostgreSQL again whenever it dies, until `stop`."""
        if self._watcher is None:
            self._watcher = threading.Thread(
                target=watcher.keep_alive,
                args=(self._is_alive, self._revive, self._closing),
                name="tasklark-postgresql",
                daemon=True,
            )
            self._watcher.start()

    def stop(self) -> None:
        """Give the share up; the last one stops PostgreSQL and waits until it is gone.

        May be called again. Raises Unavailable when PostgreSQL does not stop.
        """
        if self._owner != os.getpid() or not self._locks:
            return
        self._closing.set()
        if self._watcher:
            self._watcher.join()
        try:
            with locks.held(self._place.lock("change")):
                self._leave()
        finally:
            self._unlock()
            atexit.unregister(self.stop)

    def _enter(self, *, exclusive: bool) -> None:
        use = self._place.lock("use")
        alone = locks.take(use)
        # Found alone but running: left by a killed process. Starting anew, the one who serves has
        # its own settings, and a child that it can wait for.
        if alone is not None and exclusive and postmaster.state(self._place):
            postmaster.halt(self._place, None)
        if alone is not None:
            locks.release(alone)
        self._locks.append(locks.take_shared(use))
        self._settle()
        password = cluster.kept_password(self._place)
        folder = sockets.folder_of(self._place)
        self.address = EmbeddedAddress(folder, SUPERUSER, password, PORT)
        self._place.hand_over()

    def _settle(self) -> None:
        """Join the postmaster that runs, or start one; the caller holds `change`."""
        since = time.monotonic()
        while (running := locks.take(self._place.lock("running"))) is None:
            state = postmaster.state(self._place)
            if state == "ready":
                self._process = None
                return
            if state is None and time.monotonic() - since > postmaster.ORPHANS_SECONDS:
                postmaster.end_orphans(self._place)
            if self._closing.is_set() or time.monotonic() - since > JOIN_SECONDS:
                raise Unavailable(f"The PostgreSQL of {self._place.home} neither works nor ends")
            time.sleep(PAUSE_SECONDS)
        try:
            sockets.make_folder(self._place)
            cluster.ensure(self._place, self._programs)
            self._process, begin = postmaster.spawn(
                self._place, self._programs, self._settings, running
            )
        finally:
            os.close(running)
        postmaster.await_ready(self._place, self._process, begin)

    def _leave(self) -> None:
        locks.release(self._locks.pop())
        alone = locks.take(self._place.lock("use"))
        if alone is None:
            if self._process:
                self._process.returncode = 0  # others need it: Popen shall not miss it
            return
        try:
            postmaster.halt(self._place, self._process)
            sockets.forget_folder(self._place)
        finally:
            locks.release(alone)

    def _unlock(self) -> None:
        while self._locks:
            locks.release(self._locks.pop())

    def _is_alive(self) -> bool:
        if self._process:
            return self._process.poll() is None
        return not locks.is_free(self._place.lock("running"))

    def _revive(self) -> None:
        with locks.held(self._place.lock("change")):
            self._settle()


def _serve_alone(place: Place) -> int:
    """Return the lock of the serving process, or say who has it."""
    path = place.lock("serve")
    lock = locks.take(path)
    if lock is None:
        number = path.read_text(encoding="ascii").strip() or "unknown"
        raise Misconfigured(
            f"Another Tasklark (process {number}) already serves from {place.home.parent}; "
            "stop it, or set TASKLARK_DATA to another folder"
        )
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock
