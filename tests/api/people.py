"""People with accounts of Tasklark's own, and how they act: at once, and within a time."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import psycopg

from tests.backends import NO_TLS, OWN_SECRET, SHARED_SECRET, Cluster, Service, tasklark

PASSWORD = "violins smell of turpentine"
WRONG = "trumpets smell of turpentine"
T = TypeVar("T")


def new_email() -> str:
    """Return an address that nobody has."""
    return f"{uuid4().hex}@example.org"


def new_address() -> str:
    """Return a network address that nobody came from."""
    return ".".join(map(str, (10, *uuid4().bytes[-3:])))


@dataclass(frozen=True)
class Person:
    """Somebody who knows a password; comes from an address of their own where that is believed."""

    service: Service
    email: str = field(default_factory=new_email)
    password: str = PASSWORD
    address: str = field(default_factory=new_address)

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a sign-in asks for."""
        return {"email": self.email, "password": self.password}

    def arriving(self, **headers: str) -> httpx.Client:
        """Return a client that is not signed in, on a page of the service itself."""
        told = {"X-Forwarded-For": self.address, "Origin": self.service.url, **headers}
        return httpx.Client(base_url=self.service.url, headers=told, timeout=30, verify=NO_TLS)

    def sign_up(self, **more: object) -> httpx.Response:
        """Ask for an account."""
        with self.arriving() as client:
            return client.post("/api/auth/sign-up", json={**self.credentials, **more})

    def try_password(self, password: str = WRONG) -> httpx.Response:
        """Ask for tokens with a password, a wrong one by default."""
        with self.arriving() as client:
            told = {**self.credentials, "password": password}
            return client.post("/api/auth/token", json=told)

    def tokens(self) -> dict[str, Any]:
        """Sign a client in; return its tokens."""
        given = self.try_password(self.password)
        assert given.status_code == 200, given.text
        told: dict[str, Any] = given.json()
        return told

    def client(self) -> httpx.Client:
        """Return a client with an access token."""
        return bearer(self.service, self.tokens()["access_token"])

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """Give a browser with a session cookie."""
        with self.arriving() as client:
            signed_in = client.post("/api/auth/sign-in", json=self.credentials)
            assert signed_in.status_code == 200, signed_in.text
            yield client


def joined(service: Service, **more: str) -> Person:
    """Return somebody who has an account, made now."""
    person = Person(service, **more)
    assert person.sign_up().status_code == 202
    return person


def bearer(service: Service, token: str) -> httpx.Client:
    """Return a client with a bearer token."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=service.url, headers=headers, timeout=30, verify=NO_TLS)


def status_of(service: Service, token: str) -> int:
    """Return what a bearer token gets at the account: 200, 401 or 403."""
    with bearer(service, token) as client:
        return client.get("/api/account").status_code


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold within so many seconds."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < deadline:
        if holds():
            return True
        pause.wait(0.02)
    return False


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Make calls at the same moment, each on its own thread; return their results, in order."""
    start = threading.Barrier(len(calls))

    def started(call: Callable[[], T]) -> T:
        start.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(started, calls))


def takes_as_long(one: Callable[[], object], other: Callable[[], object]) -> bool:
    """Tell whether two calls, made in turns, take the same time: within 25 % or 15 ms.

    The medians of twenty calls each are compared; on a busy machine, of forty or sixty.
    """
    ones: list[float] = []
    others: list[float] = []
    for _ in range(3):
        for _ in range(20):
            ones.append(_seconds(one))
            others.append(_seconds(other))
        first, second = median(ones), median(others)
        if abs(first - second) <= max(0.015, 0.25 * max(first, second)):
            return True
    return False


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


@contextmanager
def on_new_database(
    cluster: Cluster, folder: Path, module: str = "tasklark", **knobs: str
) -> Iterator[Service]:
    """Run a Tasklark on a new database, behind a proxy here that it trusts."""
    database = cluster.new_database()
    environment = {
        "BETTER_AUTH_SECRET": SHARED_SECRET,
        "TASKLARK_SECRET": OWN_SECRET,
        "LOG_LEVEL": "warning",
        "DATABASE_URL": cluster.migrator(database),
        "TRUSTED_PROXIES": "127.0.0.1",
        **knobs,
    }
    with tasklark(environment, folder, module) as url:
        yield Service(url, environment, cluster, database)


@contextmanager
def another(service: Service, folder: Path, **knobs: str) -> Iterator[Service]:
    """Run one more Tasklark on a service's database."""
    environment = {**service.environment, **knobs}
    with tasklark(environment, folder) as url:
        yield Service(url, environment, service.cluster, service.database)


def as_superuser(service: Service, query: str, *params: object) -> list[tuple[Any, ...]]:
    """Run SQL as the one whom nothing holds; return its rows."""
    assert service.cluster is not None
    address = service.cluster.conninfo(service.database)
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(query.encode(), params)
        return cursor.fetchall() if cursor.description else []


def everything(service: Service) -> str:
    """Return all rows of all tables as one text, to look for something in."""
    tables = as_superuser(
        service,
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'tasklark'::regnamespace AND relkind = 'r'",
    )
    queries = (f"SELECT t::text FROM tasklark.{table} t" for (table,) in tables)  # noqa: S608 - from the catalog
    return "\n".join(row[0] for query in queries for row in as_superuser(service, query))
