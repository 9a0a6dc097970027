"""`tasklark tokens`: personal API tokens, for scripts and clients."""

from typing import Annotated
from uuid import UUID

import typer

from tasklark.actions import api_tokens
from tasklark.actions.api_tokens import DAYS_MAX, ApiToken, Made
from tasklark.actions.unit_of_work import perform
from tasklark.boot import commands
from tasklark.boot.commands import Desk
from tasklark.cli.desk import at_desk
from tasklark.cli.terminal import AsJson, Who, err, group, out, plain, print_json, print_table
from tasklark.domain.access import Scope

app = group("Personal API tokens, for scripts and clients: add, list, revoke.")


@app.command()
def add(
    who: Who,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What the token is for, to know it by later.")
    ],
    scope: Annotated[
        list[Scope],
        typer.Option(
            metavar="SCOPE", help=f"What it may do: {', '.join(Scope)}; say it again for more."
        ),
    ],
    days: Annotated[
        int | None,
        typer.Option(
            min=1, max=DAYS_MAX, metavar="DAYS", help="How long it is good. Without: until revoked."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token, and print it alone on standard output. It is never shown again.

    TOKEN=$(tasklark tokens add ada@example.org --name laptop --scope tasks:read)
    """

    async def make(desk: Desk) -> Made:
        door = desk.door(await commands.find(desk, who))
        return await perform(door, api_tokens.create, name, scope, days)

    made = at_desk(make)
    if as_json:
        print_json(made.token._asdict() | {"token": made.secret})
        return
    until = f"until {made.token.expires_at:%Y-%m-%d}" if made.token.expires_at else "until revoked"
    err.print(f"{plain(made.token.name)} ({made.token.id}) is good {until}; it is shown only now:")
    out.print(made.secret)


@app.command("list")
def list_(who: Who, as_json: AsJson = False) -> None:
    """List the tokens of an account, the oldest first, and when each was last used."""

    async def look(desk: Desk) -> list[ApiToken]:
        return await api_tokens.listed(desk.door(await commands.find(desk, who)))

    found = at_desk(look)
    if as_json:
        print_json([token._asdict() for token in found])
    elif found:
        print_table(
            ("id", "name", "scopes", "made", "last used", "good until"),
            ((t.id, t.name, " ".join(t.scopes), *t[3:]) for t in found),
        )
    else:
        err.print("This account has no tokens.")


@app.command()
def revoke(
    who: Who,
    token_id: Annotated[UUID, typer.Argument(metavar="ID", help="The token's id, from `list`.")],
) -> None:
    """Revoke a token: it stops working within a second."""

    async def end(desk: Desk) -> None:
        door = desk.door(await commands.find(desk, who))
        await perform(door, api_tokens.revoke, token_id)

    at_desk(end)
    err.print("The token is revoked.")
