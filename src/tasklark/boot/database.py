"""The database a configuration means: found or started, migrated, and proved safe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from tasklark.boot.secrets_kept import database_password, own_secrets
from tasklark.settings import Settings
from tasklark.storage import bootstrap, schema
from tasklark.storage.address import as_role, as_user_of, conninfo, database_of, user_of
from tasklark.storage.embedded import EmbeddedServer, start
from tasklark.storage.roles import roles_of


@dataclass(frozen=True, slots=True)
class Addresses:
    """Libpq addresses: `app` is what requests run as, `direct` the way past any pooler.

    `listen` is the app's own role past any pooler: a pooler would keep from it what it waits for.
    """

    app: str = field(repr=False)
    direct: str = field(repr=False)
    listen: str = field(repr=False)


@contextmanager
def opened(settings: Settings, *, serving: bool) -> Iterator[Addresses]:
    """Yield the addresses of the database; an embedded one runs as long as this is held.

    `serving` is for the one process that serves from a data folder; commands beside it say False.
    Raises `Misconfigured`, `Unavailable`.
    """
    password = database_password(own_secrets(settings)[0])
    if settings.database_url is not None:
        yield _external(settings.database_url, settings.database_direct_url, password)
        return
    connections = max(100, settings.workers * (settings.pool_size + 1) + 20)
    with start(
        settings.data,
        exclusive=serving,
        max_connections=connections,
        shared_buffers=f"{shared_buffers(_memory())}MB",
    ) as server:
        if serving:
            server.watch()
        yield _embedded(server, password)


def shared_buffers(memory: int) -> int:
    """Return the MiB of the embedded PostgreSQL's cache on a machine with `memory` MiB.

    A quarter, as PostgreSQL's manual advises, from 128 to 2,048; only what is used is taken.
    """
    return min(max(memory // 4, 128), 2_048)


def migrate(addresses: Addresses, settings: Settings) -> None:
    """Bring the schema up to date, and refuse a database role that could see too much.

    Raises `Misconfigured`, `Unavailable`.
    """
    schema.migrate(addresses.direct, database_password(own_secrets(settings)[0]))
    schema.require_bound(addresses.app)


def _external(url: SecretStr, direct_url: SecretStr | None, password: str) -> Addresses:
    pooled = conninfo(url.get_secret_value())
    direct = conninfo(direct_url.get_secret_value()) if direct_url else pooled
    app = _as_app(pooled, direct, password)
    return Addresses(app=app, direct=direct, listen=as_user_of(direct, app))


def _as_app(pooled: str, direct: str, password: str) -> str:
    """Return the address that requests use: under the app's own role, unless DATABASE_URL has one.

    An operator who names two different users has made the app's role by hand.
    """
    if user_of(pooled) != user_of(direct):
        return pooled
    return as_role(pooled, roles_of(database_of(pooled)).app, password)


def _embedded(server: EmbeddedServer, password: str) -> Addresses:
    direct = bootstrap.prepare(server.address, password)
    app = server.address.conninfo(bootstrap.DATABASE, roles_of(bootstrap.DATABASE).app, password)
    return Addresses(app=app, direct=direct, listen=app)


def _memory() -> int:
    """Return the MiB that this machine has, or this container may use."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        limit = "max"
    return (min(pages, int(limit)) if limit.isdigit() else pages) >> 20
