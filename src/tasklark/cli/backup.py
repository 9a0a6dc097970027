"""`tasklark backup` and `tasklark restore`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tasklark import settings as knobs
from tasklark.boot import backups, logs
from tasklark.cli.terminal import AsJson, out, print_json

File = Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)]


def backup(
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Put it here, not into the data folder."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Then remove all but the latest so many there."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Back up the embedded database, also beside a running server.

    The file holds everything but the secrets of the data folder, and is readable by you alone.
    What it holds is counted and summed up in it, so `tasklark restore --verify` can prove it.
    """
    settings = knobs.load()
    logs.configure(settings)
    file, manifest = backups.make(settings, to, keep)
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size, **asdict(manifest)})
        return
    out.print(f"{file}: {manifest.rows:,} rows, {size / 1e6:,.1f} MB")


def restore(
    file: File,
    verify: Annotated[
        bool,
        typer.Option("--verify", metavar="", help="Only prove that it can be, somewhere else."),
    ] = False,
) -> None:
    """Restore a backup into a data folder that has no accounts yet.

    Every table is compared with what the backup says of it: its rows, and a checksum of them. With
    --verify, all that happens in a database that is thrown away, and nothing else is touched.
    """
    settings = knobs.load()
    logs.configure(settings)
    manifest = backups.verify(file) if verify else backups.restore(settings, file)
    done = "can be restored" if verify else f"is restored to {settings.data}"
    out.print(
        f"The backup of {manifest.made_at} {done}:"
        f" {len(manifest.tables)} tables, {manifest.rows:,} rows, all as they were."
    )
