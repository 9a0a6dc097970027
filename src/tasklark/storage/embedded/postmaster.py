"""The postmaster: started, asked how it is, stopped."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from tasklark.domain.errors import Unavailable
from tasklark.storage.embedded import locks, sockets, trouble
from tasklark.storage.embedded.address import PORT
from tasklark.storage.embedded.place import Place, as_account

GUARDED = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "log",  # the server's own events: a statement's errors are its sender's
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # details quote rows
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
}
DEFAULTS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
    "max_wal_size": "1GB",
    "max_logical_replication_workers": "0",
}
LOG_BYTES = 10_000_000
START_SECONDS = 300.0
"""Replaying a full write-ahead log after a crash may take minutes on a slow disk."""
STOP_SECONDS = 60.0
ORPHANS_SECONDS = 2.0
"""How long the backends of a dead postmaster may take to notice."""
PAUSE_SECONDS = 0.01


def spawn(
    place: Place, programs: Path, settings: Mapping[str, str], running: int
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the postmaster; return it, and where in the log its words begin.

    It and its children inherit the descriptor `running`, a lock that is theirs from then on; the
    caller, who took it, knows that nobody else runs on the cluster, and closes it.
    """
    folder = sockets.folder_of(place)
    _clear_away(place, folder)
    log = _open_log(place)
    try:
        begin = os.fstat(log).st_size
        with as_account(place, running) as (home, options):
            place_of_socket = folder if folder.parent != place.home else home / folder.name
            known = {**DEFAULTS, **settings, **GUARDED}
            known["unix_socket_directories"] = f'"{place_of_socket}"'
            known["cluster_name"] = _name(place)
            command: list[str | Path] = [programs / "postgres", "-D", home / place.cluster.name]
            command += [f"--{name}={value}" for name, value in known.items()]
            process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - the wheel's own program
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )
        return process, begin
    finally:
        os.close(log)


def await_ready(place: Place, process: subprocess.Popen[bytes], begin: int) -> None:
    """Return when the postmaster takes connections.

    Raises Misconfigured with the last words of one that gave up, Unavailable when it is not ready
    after `START_SECONDS`; nothing runs then.
    """
    try:
        for _ in _ticks(START_SECONDS):
            if _own_words(place) == (process.pid, "ready"):
                return
            if process.poll() is not None:
                raise trouble.from_output(_log_from(place, begin), place.home.parent, place.log)
        raise Unavailable(f"The embedded PostgreSQL was not ready in time; its log is {place.log}")
    except BaseException:
        halt(place, process)
        raise


def _clear_away(place: Place, folder: Path) -> None:
    """Remove what a killed postmaster left.

    By the lock we know that it is gone; by the process number in its file PostgreSQL would not,
    when the number has come back as another process of ours, as it does in containers.
    """
    name = f".s.PGSQL.{PORT}"
    for path in (place.cluster / "postmaster.pid", folder / name, folder / f"{name}.lock"):
        path.unlink(missing_ok=True)


def _open_log(place: Place) -> int:
    with suppress(FileNotFoundError):
        if place.log.stat().st_size > LOG_BYTES:
            place.log.replace(place.log.with_name("server.log.1"))
    return os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)


def _log_from(place: Place, begin: int) -> str:
    with place.log.open("rb") as file:
        file.seek(begin)
        return file.read().decode(errors="replace")


def state(place: Place) -> str | None:
    """Return `ready`, `starting` or `stopping`, or None when no postmaster listens."""
    path = sockets.folder_of(place) / f".s.PGSQL.{PORT}"
    if not path.exists():
        return None
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return None
        except (BlockingIOError, TimeoutError):
            pass  # alive, with a full queue
    return _own_words(place)[1]


def _own_words(place: Place) -> tuple[int, str]:
    """Return the postmaster's number and state as it wrote them into its file; 0 for unknown."""
    with suppress(OSError, ValueError):
        lines = (place.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
    return 0, "starting"


def halt(place: Place, process: subprocess.Popen[bytes] | None) -> None:
    """Stop the postmaster, ours or (None) a found one, and return when all of it is gone.

    Fast shutdown first: transactions are rolled back, everything is written. After
    `STOP_SECONDS` the immediate one, and in the end a kill, from which the next start recovers.
    """
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        told = _tell(place, process, order)
        for _ in _ticks(STOP_SECONDS if told else ORPHANS_SECONDS):
            dead = process is None or process.poll() is not None
            if dead and locks.is_free(place.lock("running")):
                return
    raise Unavailable(f"The embedded PostgreSQL does not stop; its log is {place.log}")


def _tell(place: Place, process: subprocess.Popen[bytes] | None, order: int) -> bool:
    """Send the signal to the postmaster, SIGKILL to all of it; tell whether one was there."""
    if order == signal.SIGKILL:
        end_orphans(place)
    elif process:
        process.send_signal(order)
        return process.poll() is None
    elif state(place) and (number := _own_words(place)[0]) > 0:
        with suppress(ProcessLookupError):
            os.kill(number, order)
            return True
    return False


def end_orphans(place: Place) -> None:
    """Kill what a dead postmaster left: backends that cannot commit, and block the next one.

    They leave by themselves once they look up from what they compute. They are known by their
    title, and by the account, which alone can give itself such a title. Linux only: elsewhere
    waiting has to do.
    """
    uid = place.account.uid if place.account else os.geteuid()
    title, argument = f"postgres: {_name(place)}: ", f"--cluster_name={_name(place)}\0"
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_text(encoding="utf-8", errors="replace")
            if folder.stat().st_uid == uid and (words.startswith(title) or argument in words):
                os.kill(int(folder.name), signal.SIGKILL)


def _name(place: Place) -> str:
    """Return the cluster's name, which PostgreSQL writes into the title of its processes."""
    return f"tasklark-{sha256(os.fsencode(place.home)).hexdigest()[:12]}"


def _ticks(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(PAUSE_SECONDS)
