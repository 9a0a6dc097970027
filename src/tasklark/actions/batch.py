"""Many verbs in one request: all of them or none, or each by itself. One batch for undo."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tasklark.actions import verbs, verdicts
from tasklark.actions.records import ANY_VERSION
from tasklark.actions.scope_locks import lock, mentioned
from tasklark.actions.unit_of_work import Work
from tasklark.actions.verbs import Asked
from tasklark.actions.verdicts import Verdict
from tasklark.domain import ids
from tasklark.domain.errors import TasklarkError


class Given(NamedTuple):
    """A verb in a client's words; `expected` are the versions of the record that it is meant for.

    Without an `id`, what is created gets one.
    """

    noun: str
    verb: str
    id: str | None
    values: Mapping[str, Any]
    expected: Collection[str] = (ANY_VERSION,)


class Refused(Exception):
    """One verb of a batch was refused, and so nothing was done: which one, and why."""

    def __init__(self, index: int, refusal: TasklarkError) -> None:
        self.index = index
        self.refusal = refusal
        super().__init__(refusal.detail)


async def together(work: Work, given: Sequence[Given]) -> bytes:
    """Do all verbs or none; return the rows in JSON. Raises `Refused` for the first refused."""
    given = await _prepared(work, given)
    for index, each in enumerate(given):
        try:
            await verbs.do(work, _read(each))
        except verdicts.REFUSALS as refusal:
            raise Refused(index, refusal) from refusal
    return await _answer(work, given, ({"status": "applied"} for _ in given))


async def one_by_one(work: Work, given: Sequence[Given]) -> bytes:
    """Do each verb that can be done; return in JSON what was refused and why, and the rows."""
    given = await _prepared(work, given)
    found = [await verdicts.reached(work, lambda each=each: _read(each)) for each in given]  # type: ignore[misc] # a default binds it
    for verdict in found:
        verdict.pop("lost", None)  # nothing is late here
    return await _answer(work, given, found)


async def _prepared(work: Work, given: Sequence[Given]) -> list[Given]:
    """Lock all that is mentioned, in one order; give ids to what is created without one."""
    if len(given) > 1:
        await lock(work, mentioned((each.id, each.values) for each in given))
    return [
        each._replace(id=str(ids.new_id())) if each.id is None and each.verb == "create" else each
        for each in given
    ]


def _read(each: Given) -> Asked:
    asked = verbs.asked(each.noun, each.verb, each.id, each.values)
    return asked._replace(expected=each.expected)


async def _answer(work: Work, given: Sequence[Given], found: Iterable[Verdict]) -> bytes:
    subjects = [verdicts.subject(each.noun, each.id) for each in given]
    rows = await verdicts.rows(work, subjects)
    told = (
        verdicts.with_row(verdict, rows.get(subject) if subject else None)
        for verdict, subject in zip(found, subjects, strict=True)
    )
    return b'{"results":[%b]}' % b",".join(told)
