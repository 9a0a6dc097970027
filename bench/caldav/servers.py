"""The three servers, each with an empty list of tasks, started as their users start them."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import cluster, servers
from bench.caldav import bodies
from bench.caldav.bodies import Todo

CLIENTS = Path(sys.executable).parents[1] / "clients"
"""The environment that other people's programs are in."""
SECRET = "a secret of the bench, long enough for HS256 as well"
START_TIMEOUT = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: the address of the list, what to send along, and how to fill it."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def radicale(folder: Path, tasks: list[Todo]) -> Iterator[Server]:
    """Yield Radicale with tasks in its list, put there as files, as it keeps them itself."""
    port, root = _free_port(), folder / "radicale"
    root.mkdir()
    settings = folder / "radicale.conf"
    settings.write_text(
        f"[server]\nhosts=127.0.0.1:{port}\n[auth]\ntype=none\n"
        f"[storage]\nfilesystem_folder={root}\n[logging]\nlevel=error\n"
    )
    command = [str(CLIENTS / "bin" / "radicale"), "--config", str(settings)]
    server = Server("Radicale", f"http://127.0.0.1:{port}/user/tasks/", _basic("user", ""))
    with _running(command, port, folder):
        _make_list(server)
        for name, text in tasks:
            (root / "collection-root" / "user" / "tasks" / name).write_text(text, newline="")
        yield server


@contextmanager
def xandikos(folder: Path, tasks: list[Todo]) -> Iterator[Server]:
    """Yield Xandikos with tasks in its list, put there in one commit."""
    port, root = _free_port(), folder / "xandikos"
    command = [
        str(CLIENTS / "bin" / "xandikos"), "serve", "--defaults", "-d", str(root),
        "--state-dir", str(folder / "state"), "-l", "127.0.0.1", "-p", str(port),
    ]  # fmt: skip
    server = Server("Xandikos", f"http://127.0.0.1:{port}/user/calendars/tasks/")
    with _running(command, port, folder):
        _make_list(server)
    if tasks:
        repository = root / "user" / "calendars" / "tasks"
        for name, text in tasks:
            (repository / name).write_text(text, newline="")
        subprocess.run(
            [str(CLIENTS / "bin" / "python"), "-c", _COMMIT, str(repository)], check=True
        )
    with _running(command, port, folder):
        yield server


_COMMIT = """
import sys
from dulwich import porcelain
from pathlib import Path
folder = Path(sys.argv[1])
porcelain.add(str(folder), [str(path) for path in folder.glob("*.ics")])
who = b"bench <bench@example.org>"
porcelain.commit(str(folder), message=b"fill", author=who, committer=who)
"""


@contextmanager
def tasklark(folder: Path, tasks: list[Todo]) -> Iterator[Server]:
    """Yield Tasklark with tasks in its list, put there by CalDAV."""
    with cluster.cluster() as common:
        url = common.create_database("caldav")
        with servers.tasklark(url, SECRET, folder / "tasklark.log") as running:
            server = _account(running.url("").rstrip("/"))
            _make_list(server)
            with httpx.Client(headers=dict(server.headers), timeout=60) as client:
                for name, text in tasks:
                    client.put(
                        server.url + name, content=text, headers={"Content-Type": "text/calendar"}
                    ).raise_for_status()
            yield server


def _account(url: str) -> Server:
    """Sign up, and return the server with an app password's credentials."""
    person = {"email": "ada@example.org", "password": "larch kettle sonnet buoy"}
    with httpx.Client(base_url=url, timeout=60) as client:
        client.post("/api/auth/sign-up", json={**person, "name": "Ada"}).raise_for_status()
        told = client.post("/api/auth/token", json=person).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {told['access_token']}"
        wanted = {"name": "bench", "scopes": ["caldav"]}
        made = client.post("/api/tokens", json=wanted).raise_for_status().json()
        home = client.get("/api/account").raise_for_status().json()["person_id"]
    credentials = _basic(person["email"], made["token"])
    return Server("Tasklark", f"{url}/dav/calendars/{home}/bench/", credentials)


def _make_list(server: Server) -> None:
    httpx.request(
        "MKCALENDAR",
        server.url,
        content=f'<?xml version="1.0"?>{bodies.MKCALENDAR}',
        headers={**server.headers, "Content-Type": "application/xml"},
        timeout=60,
    ).raise_for_status()


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        give_up_at = time.monotonic() + START_TIMEOUT
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"{command[0]} did not start: {(folder / 'log').read_text()}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
