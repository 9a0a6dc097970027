"""`tasklark`: serve, and look after what is served."""

import sys

import typer
from rich.console import Console

from tasklark import settings as knobs
from tasklark.boot import database, logs, web
from tasklark.domain.errors import TasklarkError

app = typer.Typer(
    name="tasklark",
    help="One task store, every client.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)
_out = Console()
_err = Console(stderr=True)


@app.command()
def serve() -> None:
    """Serve web app, API and documentation, and print the address.

    Obeys the environment: HOST, PORT, WORKERS, TASKLARK_DATA, DATABASE_URL, BETTER_AUTH_SECRET and
    the other settings of the operator's guide.
    """
    settings = knobs.load()
    logs.configure(settings)
    with database.opened(settings, serving=True) as addresses:
        database.migrate(addresses, settings)
        web.serve(settings, addresses, announce)


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version, and check that it is safe."""
    settings = knobs.load()
    with database.opened(settings, serving=False) as addresses:
        database.migrate(addresses, settings)
    _out.print("The database is up to date.")


def announce(address: str) -> None:
    """Print where the service is."""
    _out.print(
        f"Tasklark is at [bold]{address}[/bold]  (API documentation: {address}/docs)",
        soft_wrap=True,
    )


def main() -> None:
    """Run the command line; an error that somebody can mend is told in a sentence, without more."""
    try:
        app()
    except TasklarkError as error:
        _err.print(f"[red]{error.detail}[/red]", soft_wrap=True)
        sys.exit(1)
