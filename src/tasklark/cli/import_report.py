"""What an import tells: each line as it is done, a bar while it is long, and a summary."""

from collections import Counter
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from tasklark.actions.importing import Fate
from tasklark.cli.terminal import err, out, plain, print_json
from tasklark.domain.importing import Draft, Refused, Skipped

_STYLES = {"taken": "green", "known": "", "refused": "red", "skipped": "dim"}
_WORDS = {"taken": "taken", "known": "there", "refused": "refused", "skipped": "skipped"}
_ID_TAKEN = "its id is another account's task; nothing was stored"


class Report:
    """Prints each line of a file as it is handled, and counts; the summary comes at the end."""

    def __init__(self, lines: int, *, as_json: bool, dry_run: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.dry_run = dry_run
        self._as_json = as_json
        # The bar leaves the streams alone: what goes to standard output may go to a file.
        self._bar = Progress(
            TextColumn("Importing"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("lines"),
            console=err,
            transient=True,
            disable=not err.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", total=lines)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None
    ) -> None:
        self._bar.stop()
        if kind is None:
            self._sum_up()

    def tell_draft(self, draft: Draft, fate: Fate, task_id: UUID) -> None:
        """Tell what became of a task of the file."""
        if fate is Fate.REFUSED:
            self._tell(draft.line, fate, draft.title, {"reason": _ID_TAKEN}, (_ID_TAKEN,))
            return
        losses = draft.losses if fate is Fate.TAKEN else ()
        extra = {"title": draft.title, "id": task_id, "changed": losses}
        self._tell(draft.line, fate, draft.title, extra, losses)

    def tell_other(self, result: Refused | Skipped) -> None:
        """Tell why there is no task for a line."""
        word = "refused" if isinstance(result, Refused) else "skipped"
        self._tell(result.line, word, result.reason, {"reason": result.reason}, ())

    def _tell(
        self, line: int, result: str, text: str, extra: dict[str, Any], below: tuple[str, ...]
    ) -> None:
        self.counts[result] += 1
        self._bar.update(self._task, completed=line)
        if self._as_json:
            print_json({"line": line, "result": result, **extra})
            return
        self._console.print(
            Text.assemble(
                f"{line:6}  ",
                (f"{_WORDS[result]:8}", _STYLES[result]),
                plain(text),
                *((f"\n{'':16}{plain(loss)}", "dim") for loss in below),
            )
        )

    @property
    def _console(self) -> Console:
        """Where lines go: on a terminal above the bar, else to standard output."""
        return err if out.is_terminal and err.is_terminal else out

    def _sum_up(self) -> None:
        numbers = {result: self.counts[result] for result in _WORDS}
        if self._as_json:
            print_json({"summary": numbers, "dry_run": self.dry_run})
            return
        told = (
            f"{numbers['taken']} taken, {numbers['known']} there already,"
            f" {numbers['refused']} refused, {numbers['skipped']} skipped"
        )
        out.print(f"{told}; a dry run: nothing was stored." if self.dry_run else f"{told}.")
