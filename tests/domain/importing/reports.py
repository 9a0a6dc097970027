"""How a file was read, as text that a person can review."""

from collections.abc import Iterable

from tasklark.domain.importing import Draft, Result


def drafts(results: Iterable[Result]) -> list[Draft]:
    return [result for result in results if isinstance(result, Draft)]


def told(results: Iterable[Result]) -> str:
    return "\n".join(_told(result) for result in results) + "\n"


def _told(result: Result) -> str:
    if not isinstance(result, Draft):
        return f"{result.line} {type(result).__name__}: {result.reason}\n"
    lines = [f"{result.line} {'x' if result.completed else '-'} {result.title}"]
    lines.append(f"    {result.source_id}")
    if result.priority:
        lines.append(f"    priority: {result.priority}")
    if result.due_date:
        lines.append(f"    due: {result.due_date.kind} {result.due_date}")
    lines += [f"    {name}: {_shown(value)}" for name, value in sorted(result.more.items())]
    if result.description is not None:
        lines += [f"    | {line}".rstrip() for line in result.description.split("\n")]
    lines += [f"    ! {loss}" for loss in result.losses]
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
