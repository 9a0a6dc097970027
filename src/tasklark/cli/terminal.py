"""What commands print: results on standard output, all else on standard error."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
err = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, stderr=True)

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON, for scripts.")]
Who = Annotated[
    str,
    typer.Argument(
        metavar="EMAIL",
        help="The account: its e-mail address, or its id or user id.",
        show_default=False,
    ),
]


def group(about: str) -> typer.Typer:
    """Return the group of a noun's commands."""
    return typer.Typer(help=about, no_args_is_help=True, rich_markup_mode="markdown")


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    out.print(json.dumps(value, ensure_ascii=False, default=str))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings, in columns as wide as they need: nothing is cut or folded."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(headings, *cells, strict=True)]
    for row, style in ((headings, "bold"), *((row, "") for row in cells)):
        padded = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        out.print(Text("  ".join(padded).rstrip(), style))


def plain(text: str) -> str:
    """Return text that others wrote without what a terminal obeys: controls, turns of direction."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_obeyed(c) else c for c in text)


def _is_obeyed(character: str) -> bool:
    if character.isprintable():
        return False
    joins_emoji = character == "\N{ZERO WIDTH JOINER}"
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and not joins_emoji


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return plain(str(value))
