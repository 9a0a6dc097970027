"""`tasklark accounts`: who has an account here."""

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from tasklark.actions import accounts, new_accounts
from tasklark.actions.new_accounts import Newcomer, SignUp
from tasklark.actions.unit_of_work import Work, perform
from tasklark.boot import commands
from tasklark.boot.commands import Desk
from tasklark.cli.desk import at_desk
from tasklark.cli.terminal import AsJson, Who, err, group, out, plain, print_json, print_table
from tasklark.domain.accounts import Account
from tasklark.storage import roster

app = group("Who has an account here: add, list, disable, enable, promote, demote, delete.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address to sign in with.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to call the person.")
    ] = None,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", metavar="", help="Read the password from standard input."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make an account; the first of all becomes the administrator.

    Works whatever SIGNUP says: that is for strangers. The password is asked for, or read with
    `--password-stdin`, so that it stands in no history and no list of processes.
    """
    newcomer = Newcomer(email, name, _password(from_stdin=password_stdin))

    async def make(desk: Desk) -> Account:
        return await new_accounts.sign_up(desk.database, newcomer, policy=SignUp.OPEN)

    made = at_desk(make)
    if as_json:
        print_json(_told(made))
    else:
        extra = ", and is the administrator" if made.is_admin else ""
        out.print(f"{_called(made)} has an account{extra}.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List all accounts, the oldest first. What people keep in them is not shown to operators."""

    async def look(desk: Desk) -> list[Account]:
        return list(roster.every(desk.direct))

    found = at_desk(look)
    if as_json:
        print_json([_told(account) for account in found])
    elif found:
        print_table(
            ("id", "e-mail", "name", "signs in with", "administrator", "since", "disabled"),
            (
                (a.id, a.email, a.name, a.issuer, a.is_admin, a.created_at, a.disabled_at)
                for a in found
            ),
        )
    else:
        err.print("There is no account yet; make one with `tasklark accounts add EMAIL`.")


@app.command()
def disable(who: Who, as_json: AsJson = False) -> None:
    """Shut an account out, with all its tokens and sessions, within a second. Its tasks stay."""
    _show(_set(who, accounts.set_disabled, True), "is disabled", as_json=as_json)


@app.command()
def enable(who: Who, as_json: AsJson = False) -> None:
    """Let a disabled account in again."""
    _show(_set(who, accounts.set_disabled, False), "is enabled", as_json=as_json)


@app.command()
def promote(who: Who, as_json: AsJson = False) -> None:
    """Make an account an administrator, who may invite people."""
    _show(_set(who, accounts.set_admin, True), "is an administrator", as_json=as_json)


@app.command()
def demote(who: Who, as_json: AsJson = False) -> None:
    """Make an account no administrator any more; its invitations are good for nothing then."""
    _show(_set(who, accounts.set_admin, False), "is no administrator", as_json=as_json)


@app.command()
def delete(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", metavar="", help="Don't ask, for scripts.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete an account with everything in it, for good."""

    async def erase(desk: Desk) -> Account:
        account = await commands.find(desk, who)
        if not yes:
            _confirm(account)
        await perform(desk.door(account), accounts.erase)
        return account

    _show(at_desk(erase), "is deleted, with everything in it", as_json=as_json)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("there is no terminal to ask at: pipe it to --password-stdin")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _confirm(account: Account) -> None:
    if account.is_admin:
        err.print("This is an administrator; nobody takes its place until you promote somebody.")
    typer.confirm(f"Delete {_called(account)} with all tasks, for good?", abort=True, err=True)


def _set(who: str, action: Callable[[Work, bool], Awaitable[None]], value: bool, /) -> Account:
    async def turn(desk: Desk) -> Account:
        account = await commands.find(desk, who)
        await perform(desk.door(account), action, value)
        return await accounts.get(desk.door(account))

    return at_desk(turn)


def _show(account: Account, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_told(account))
    else:
        out.print(f"{_called(account)} {what}.")


def _called(account: Account) -> str:
    return plain(account.email or f"Account {account.id}")


def _told(account: Account) -> dict[str, Any]:
    return account.model_dump(mode="json", exclude={"inbox_id"})
