"""`tasklark import`: tasks of other programs, from their files into an Inbox."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from tasklark.actions import importing as action
from tasklark.actions.importing import BATCH, Fate
from tasklark.actions.unit_of_work import Door, perform
from tasklark.boot import commands
from tasklark.boot.commands import Desk
from tasklark.cli.desk import at_desk
from tasklark.cli.import_report import Report
from tasklark.cli.terminal import plain
from tasklark.cli.zones import local_zone
from tasklark.domain.errors import Misconfigured
from tasklark.domain.importing import (
    FILE_MAX_BYTES,
    Draft,
    Importer,
    Result,
    Source,
    recognise,
    ticktick,
    todoist,
    todotxt,
)
from tasklark.domain.importing.files import decode, refused
from tasklark.domain.importing.zones import zone_named

SOME_REFUSED = 3
"""Exit status when all went well, except that some lines could not be taken."""


class Format(StrEnum):
    """The files that can be imported."""

    TODOTXT = "todo.txt"
    TODOIST = "todoist"
    TICKTICK = "ticktick"


_READERS: dict[Format, Importer] = {
    Format.TODOTXT: todotxt.read,
    Format.TODOIST: todoist.read,
    Format.TICKTICK: ticktick.read,
}
_TABLES = {Format.TODOIST: todoist, Format.TICKTICK: ticktick}


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")],
    account: Annotated[
        str | None,
        typer.Option(metavar="EMAIL", help="Whose Inbox; not needed where there is one account."),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="Time zone where the file names none, like Europe/Berlin."
            " Without: this machine's.",
        ),
    ] = None,
    kind: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of {', '.join(Format)}. Without: told by what is in the file.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Report, but store nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Report in JSON, one line each.")
    ] = False,
) -> None:
    """Take a todo.txt file, a Todoist CSV or a TickTick CSV into an Inbox.

    Reports line by line what it took and what it could not. Import the same file again, and
    nothing is added twice.

    Exit status: 0 when all was taken or is there already, 3 when some lines were refused,
    1 when nothing could be done.
    """
    source = _source(file, _zone(zone))
    read = _reader(source, kind)
    report = Report(source.text.rstrip().count("\n") + 1, as_json=as_json, dry_run=dry_run)

    async def bring(desk: Desk) -> None:
        whose = await commands.find(desk, account) if account else commands.only(desk)
        await _bring(desk.door(whose), read(source), report)

    with report:
        at_desk(bring)
    if report.counts[Fate.REFUSED]:
        raise typer.Exit(SOME_REFUSED)


async def _bring(door: Door, results: Iterator[Result], report: Report) -> None:
    while window := list(islice(results, BATCH)):
        drafts = [result for result in window if isinstance(result, Draft)]
        handled = await perform(door, action.look if report.dry_run else action.take, drafts)
        fates = iter(handled)
        for result in window:
            if isinstance(result, Draft):
                report.tell_draft(
                    result, next(fates), action.task_id(door.caller.account_id, result)
                )
            else:
                report.tell_other(result)


def _source(file: Path, zone: ZoneInfo | None) -> Source:
    try:
        with file.open("rb") as opened:
            data = opened.read(FILE_MAX_BYTES + 1)
            changed_at = os.fstat(opened.fileno()).st_mtime
    except OSError as error:
        raise Misconfigured(f"{plain(str(file))} can't be read: {error.strerror}") from None
    written_on = datetime.fromtimestamp(changed_at, UTC).astimezone(zone).date()
    return Source(file.name, decode(data), zone, written_on)


def _reader(source: Source, kind: Format | None) -> Importer:
    """Return what reads the file; one that is not of the kind that was named is refused."""
    if kind is None:
        return recognise(source.name, source.text)
    if kind in _TABLES and not _TABLES[kind].table_of(source.text):
        raise refused(f"has no header of a {kind} CSV; leave --format out to have it recognised")
    return _READERS[kind]


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return local_zone()
    found = zone_named(name)
    if found is None:
        raise typer.BadParameter(f"{name!r} is no time zone; write it like Europe/Berlin")
    return found
