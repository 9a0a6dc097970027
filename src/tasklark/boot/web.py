"""The web server: the application put together, and the processes that serve it."""

import asyncio
import gc
import resource
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.supervisors import ChangeReload

import tasklark
from tasklark.actions import health, wakeups
from tasklark.actions.live import STREAMS_MAX, Hub
from tasklark.actions.new_accounts import SignUp
from tasklark.actions.reception import Reception
from tasklark.boot import logs, workers
from tasklark.boot.database import Addresses
from tasklark.boot.secrets_kept import own_secrets
from tasklark.domain.errors import Misconfigured
from tasklark.identity.own_tokens import OwnTokens
from tasklark.identity.tokens import TokenSettings, Verifier
from tasklark.jobs import housekeeping
from tasklark.settings import Settings, listed
from tasklark.storage.engine import Database
from tasklark.surfaces.caldav import application as caldav
from tasklark.surfaces.caldav.feed import Feeds
from tasklark.surfaces.rest import application as rest
from tasklark.surfaces.rest import metrics
from tasklark.surfaces.rest.door import LIVE, hub, reception
from tasklark.surfaces.web.pages import Pages

_GRACE_SECONDS = 15
_BACKLOG = 2_048
_GC_THRESHOLD = 50_000


def serve(
    settings: Settings,
    addresses: Addresses,
    announce: Callable[[str], None],
    *,
    reload: bool = False,
) -> None:
    """Serve until told to stop; `announce` is called with the address once it listens.

    With `reload`, one process serves, and starts again whenever the package's source changes.
    Raises `Misconfigured` when the address is taken.
    """
    listener = listen(settings)
    several = settings.workers > 1 and not reload
    listeners = _dealt(listener, settings.workers) if several else [listener]
    announce(_url(*listeners[0].getsockname()[:2]))
    config = _config(settings, addresses)
    if reload:
        config.reload_dirs = [Path(tasklark.__file__).parent]
        ChangeReload(config, _Server(config).run, listeners).run()
    elif not several:
        _Server(config).run(sockets=listeners)
    else:
        with metrics.shared_between_processes():
            serve_from = _Server(config).run
            workers.run([partial(serve_from, sockets=[s]) for s in listeners])


def build(settings: Settings, addresses: Addresses) -> ASGIApp:
    """Return the whole application over a database."""
    app = rest.application(tasklark.__version__, partial(_lifespan, settings, addresses))
    token = settings.metrics_token
    observe = metrics.expose(app, token.get_secret_value()) if token else None
    calendars = caldav.Dav(lambda asked: caldav.Found(reception(asked), hub(asked)))
    app.router.routes += [calendars, Feeds(reception), Pages()]
    return rest.surrounded(app, listed(settings.cors_origins), observe, caldav.is_ours)


def token_settings(settings: Settings) -> TokenSettings:
    """Return which tokens are good."""
    current = settings.better_auth_secret
    shared = settings.better_auth_previous_secrets.get_secret_value()
    return TokenSettings(
        shared_secrets=(*([current.get_secret_value()] if current else []), *listed(shared)),
        own_secrets=own_secrets(settings),
        better_auth_url=settings.better_auth_url,
        jwks_url=settings.jwks_url,
        issuer=settings.auth_issuer,
        audience=settings.auth_audience,
        accept_session_cookie=settings.better_auth_session_cookie,
    )


def listen(settings: Settings) -> socket.socket:
    """Return the socket to serve on, which takes connections from now on.

    Raises `Misconfigured` when it can't be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise Misconfigured(
            f"{settings.host}:{settings.port} can't be listened on ({error.strerror}):"
            " set HOST and PORT to others"
        ) from error
    listener.set_inheritable(True)
    return listener


def _dealt(listener: socket.socket, count: int) -> list[socket.socket]:
    """Return a socket for each worker in place of one that has shown that the address is free.

    Linux deals connections out among sockets with SO_REUSEPORT. With one socket for all, whichever
    worker woke first took every connection of a crowd, and the other none. Elsewhere the kernel
    does not deal, so all share the one.
    """
    if sys.platform != "linux":
        return [listener] * count
    family, address = listener.family, listener.getsockname()
    listener.close()
    dealt = []
    for _ in range(count):
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind(address)
        one.listen(_BACKLOG)
        dealt.append(one)
    return dealt


@asynccontextmanager
async def _lifespan(
    settings: Settings, addresses: Addresses, app: FastAPI
) -> AsyncIterator[dict[str, Hub]]:
    database = Database(addresses.app, settings.pool_size)
    verifier = Verifier(token_settings(settings))
    app.state.reception = Reception(
        database, verifier, OwnTokens(own_secrets(settings)), SignUp(settings.signup)
    )
    await database.open()
    hub = Hub(database, min(STREAMS_MAX, _descriptors() // 2))
    jobs = [
        asyncio.create_task(housekeeping.purge_hourly(partial(health.purge, database))),
        asyncio.create_task(wakeups.keep_up(hub, addresses.listen)),
    ]
    # What start-up made lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 20)
    try:
        yield {LIVE: hub}
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await verifier.close()
        await database.close()


def _descriptors() -> int:
    """Return how many files this process may open, after asking for all that it may have.

    Each connection is one. Many systems give a thousand, unless asked.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most if most != resource.RLIM_INFINITY else sys.maxsize


class _Server(uvicorn.Server):
    """uvicorn, which ends the live streams before it waits for what is under way."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hub = self.lifespan.state.get(LIVE)
        if hub is not None:
            hub.close()
        await super().shutdown(sockets)


def _url(host: str, port: int) -> str:
    if host in {"127.0.0.1", "0.0.0.0", "::1", "::"}:  # noqa: S104 - only named
        return f"http://localhost:{port}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _config(settings: Settings, addresses: Addresses) -> uvicorn.Config:
    proxies = listed(settings.trusted_proxies)
    return uvicorn.Config(
        partial(_worker, settings, addresses),
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_GRACE_SECONDS,
        backlog=_BACKLOG,
    )


def _worker(settings: Settings, addresses: Addresses) -> ASGIApp:
    logs.configure(settings)
    return build(settings, addresses)
