"""`tasklark serve` and `tasklark migrate`."""

from typing import Annotated

import typer

from tasklark import settings as knobs
from tasklark.boot import backups, database, logs
from tasklark.cli.terminal import out


def serve(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Listen here; 0.0.0.0 for everywhere.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="And on this port; 0 for a free one."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="N", help="Serve with so many processes.")
    ] = None,
    reload: Annotated[
        bool, typer.Option("--reload", metavar="", help="Start again when the source changes.")
    ] = False,
) -> None:
    """Serve API and documentation, and print the address.

    Obeys the environment: HOST, PORT, WORKERS, TASKLARK_DATA, DATABASE_URL, BETTER_AUTH_SECRET and
    the other settings of the operator's guide. An option here goes before the environment.

    For TLS, put a proxy (Caddy, nginx, a load balancer) before it, and name the proxy's address in
    TRUSTED_PROXIES: its X-Forwarded-For and X-Forwarded-Proto are believed then, nobody else's.
    """
    from tasklark.boot import web  # noqa: PLC0415 - a web framework that no other command waits for

    given = {"host": host, "port": port, "workers": workers}
    settings = knobs.load().model_copy(update={k: v for k, v in given.items() if v is not None})
    logs.configure(settings)
    try:
        with database.opened(settings, serving=True) as addresses:
            database.migrate(addresses, settings)
            with backups.nightly(settings):
                web.serve(settings, addresses, announce, reload=reload)
    except KeyboardInterrupt:  # Ctrl-C is how one stops it
        raise typer.Exit from None


def migrate() -> None:
    """Bring the database to the schema of this version, and check that it is safe."""
    settings = knobs.load()
    with database.opened(settings, serving=False) as addresses:
        database.migrate(addresses, settings)
    out.print("The database is up to date.")


def announce(address: str) -> None:
    """Print where the service is."""
    out.print(f"Tasklark is at {address}  (API documentation: {address}/docs)")
