"""`tasklark doctor`: what is wrong with a configuration, and how to mend it."""

from collections.abc import Iterator
from dataclasses import asdict

import typer
from rich.text import Text

from tasklark import settings as knobs
from tasklark.boot.diagnosis.finding import Finding, Verdict
from tasklark.cli.terminal import AsJson, out, plain, print_json
from tasklark.domain.errors import Misconfigured

_MARKS = {
    Verdict.GOOD: ("✓", "green"),
    Verdict.DOUBTFUL: ("!", "yellow"),
    Verdict.WRONG: ("✗", "red"),
}


def doctor(as_json: AsJson = False) -> None:
    """Say what is wrong with the configuration, and how to mend it.

    Looks at the environment, the data folder, the secrets, the port and the database, also beside
    a running server. Changes nothing and tells no secret.

    Exit status: 0 when nothing is wrong, 1 when something is.
    """
    found = []
    for finding in _findings():
        found.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        print_json([asdict(finding) for finding in found])
    if any(finding.verdict is Verdict.WRONG for finding in found):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    from tasklark.boot.diagnosis import everything  # noqa: PLC0415 - a web framework, as in serve

    try:
        settings = knobs.load()
    except Misconfigured as error:
        mend = "Correct it; the operator's guide tells what each setting may be"
        yield Finding("settings", Verdict.WRONG, error.detail, mend)
        return
    yield from everything.examine(settings)


def _show(finding: Finding) -> None:
    mark, style = _MARKS[finding.verdict]
    line = Text.assemble((mark, style), f" {finding.check}: {plain(finding.says)}")
    if finding.mend:
        line.append(f"\n  {finding.mend}", "bold")
    out.print(line)
