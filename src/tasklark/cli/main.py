"""`tasklark`: serve, and look after what is served."""

import io
import os
import sys
from typing import Annotated

import typer
from rich.text import Text

import tasklark
from tasklark.cli import accounts, tokens
from tasklark.cli.backup import backup, restore
from tasklark.cli.doctor import doctor
from tasklark.cli.importing import import_
from tasklark.cli.serve import migrate, serve
from tasklark.cli.terminal import err, out, plain
from tasklark.domain.errors import TasklarkError

app = typer.Typer(
    name="tasklark",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    # A traceback with the values of its variables would tell secrets.
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)
app.add_typer(accounts.app, name="accounts")
app.add_typer(tokens.app, name="tokens")
app.command("import")(import_)
app.command()(backup)
app.command()(restore)
app.command()(doctor)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"tasklark {tasklark.__version__}")
        raise typer.Exit


@app.callback()
def _tasklark(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_version, is_eager=True, help="Say which one."
        ),
    ] = False,
) -> None:
    """One task store, every client.

    All commands obey the environment (DATABASE_URL, TASKLARK_DATA, …) and work beside a running
    server. Exit status: 0 done, 1 not done (one sentence on standard error tells why), 2 called
    the wrong way.
    """


def main() -> None:
    """Run the command line; an error that somebody can mend is told in a sentence, without more."""
    _forgive_encodings()
    try:
        try:
            app(prog_name="tasklark")
        finally:
            sys.stdout.flush()
    except TasklarkError as error:
        err.print(Text(plain(error.detail), "red"))
        sys.exit(1)
    except BrokenPipeError:  # whoever read us has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _forgive_encodings() -> None:
    """Let no byte that comes in or goes out end the program: a title may not fit the terminal."""
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "replace"),
        (sys.stderr, "replace"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
