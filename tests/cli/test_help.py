"""Help that reads well in a terminal of 80 columns."""

from collections.abc import Iterator

import pytest
import typer
from typer.testing import CliRunner

from tasklark.cli.main import app

COMMANDS = (
    "",
    "serve",
    "migrate",
    "accounts",
    "accounts add",
    "accounts list",
    "accounts disable",
    "accounts enable",
    "accounts delete",
    "accounts demote",
    "accounts promote",
    "tokens",
    "tokens add",
    "tokens list",
    "tokens revoke",
    "import",
    "backup",
    "restore",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_options(command: str) -> None:
    told = CliRunner().invoke(app, [*command.split(), "--help"], terminal_width=80)
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert all(len(line) <= 80 for line in lines)
    about = next(line for line in lines if line.strip() and "Usage:" not in line)
    assert about.strip()[0].isupper()
    options = [
        line.strip("│* ").split("  ") for line in lines if line.strip("│* ").startswith("--")
    ]
    assert all(any(part.strip() for part in option[1:]) for option in options)


def test_the_list_of_commands_is_whole() -> None:
    assert set(_commands(app)) == set(COMMANDS) - {""}


def _commands(group: typer.Typer) -> Iterator[str]:
    for command in group.registered_commands:
        yield command.name or str(getattr(command.callback, "__name__", ""))
    for inner in group.registered_groups:
        assert inner.typer_instance
        yield str(inner.name)
        yield from (f"{inner.name} {name}" for name in _commands(inner.typer_instance))
