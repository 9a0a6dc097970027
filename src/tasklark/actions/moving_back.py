"""Moving back what a batch moved to another project.

The log tells a move as a record that left one project and arrived in another. What went along
comes along; what was taken off on the way is put back by the fields that differ.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tasklark.actions import moving, records
from tasklark.actions.taking_back import Taking, allowed
from tasklark.actions.unit_of_work import Work
from tasklark.domain.errors import Conflict, Forbidden, Invalid, NotFound
from tasklark.domain.history import state_of
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import SECTION
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TASK
from tasklark.domain.undoing import Deed, Reason, Told, deeds
from tasklark.storage import batches
from tasklark.storage import records as stored


async def move_back(
    work: Work, taking: Taking, done: Sequence[Deed]
) -> tuple[list[UUID], list[Deed]]:
    """Move back what a batch moved; return what moved, and what is left to take back.

    That is all else that the batch did, and for what moved back, the fields that differ now from
    what they were.
    """
    left = {deed.record_id: deed for deed in done if deed.removed and deed.noun in NOUNS}
    arrived = await _arrived(work, taking.batch_id, list(left))
    for deed in done:
        there = arrived.get(deed.record_id)
        if there is not None and there.scope_id == deed.scope_id:
            there.fields = deed.fields
    moved = sorted(left.keys() & arrived.keys())
    rest = [deed for deed in done if deed.record_id not in arrived]
    for record_id in _roots(left, arrived, moved):
        await _move_one(work, taking, left[record_id], arrived[record_id])
    back = await _differences(work, taking, [(left[each], arrived[each]) for each in moved])
    return moved, [*back, *rest]


async def _arrived(work: Work, batch_id: UUID, ids: list[UUID]) -> dict[UUID, Deed]:
    if not ids:
        return {}
    (found,) = await work.ask(batches.arrived(work.caller.account_id, batch_id, ids))
    return {deed.record_id: deed for deed in deeds(Told(*row) for row in found.rows())}


def _roots(left: dict[UUID, Deed], arrived: dict[UUID, Deed], moved: Sequence[UUID]) -> list[UUID]:
    """Return those tasks and sections that were moved by themselves, not with another."""
    found = []
    for each in moved:
        deed = left[each]
        if deed.noun not in {TASK.name, SECTION.name}:
            continue
        above = {deed.removed.get("parent_id"), deed.removed.get("section_id")}
        there = {arrived[each].made.get("parent_id"), arrived[each].made.get("section_id")}
        if not any(str(other) in above & there for other in moved if other != each):
            found.append(each)
    return found


async def _move_one(work: Work, taking: Taking, left: Deed, arrived: Deed) -> None:
    noun, record_id = NOUNS[left.noun], left.record_id
    home = taking.sites.get((left.owner_id, left.scope_id))
    away = taking.sites.get((arrived.owner_id, arrived.scope_id))
    if (
        home is None
        or away is None
        or not (allowed(work, home, noun) and allowed(work, away, noun))
    ):
        taking.keep(noun, [record_id], Reason.NOT_ALLOWED)
        return

    async def move(part: Work) -> bool:
        found = await records.for_update(part, noun, record_id)
        if found.site.scope_id != arrived.scope_id or _elsewhere(noun, found.record, arrived):
            taking.keep(noun, [record_id], Reason.CHANGED_LATER)
            return False
        to = {"project_id": left.scope_id, "position": left.removed["position"]}
        await moving.follow(part, noun, found, to)
        return True

    try:
        taking.changed += await work.attempt(move)
    except (Conflict, Forbidden, Invalid, NotFound):
        taking.keep(noun, [record_id], Reason.NOT_FITTING)


def _elsewhere(noun: Noun, record: Any, arrived: Deed) -> bool:
    """Tell whether a record has another place in its project than where it arrived."""
    present = record.model_dump(mode="json", warnings=False)
    after = {k: v for k, (_, v) in arrived.fields.items()}
    names = [n for n in ("section_id", "parent_id") if n in noun.record.model_fields]
    return any(present[n] != after.get(n, arrived.made.get(n)) for n in names)


async def _differences(
    work: Work, taking: Taking, moved: Sequence[tuple[Deed, Deed]]
) -> list[Deed]:
    """Return what is still to be set in records that are back, from what they are to what was."""
    found: list[Deed] = []
    for noun in (SECTION, TASK):
        there = {left.record_id: (left, to) for left, to in moved if left.noun == noun.name}
        for owner_id in {left.owner_id for left, _ in there.values()}:
            (rows,) = await work.ask(batches.several(noun)(owner_id, list(there)))
            for record in (stored.loaded(noun, row) for row in rows.rows()):
                left, arrived = there[record.id]
                if record.project_id == left.scope_id:
                    taking.homes[record.id] = (left.owner_id, left.scope_id)
                    found.append(_difference(noun, record, left, arrived))
    return [deed for deed in found if deed.fields]


def _difference(noun: Noun, record: Any, left: Deed, arrived: Deed) -> Deed:
    """Return what the move itself left different, and what else the batch did to the record."""
    before, present = state_of(noun, left.removed), record.model_dump(mode="json", warnings=False)
    deed = Deed(left.owner_id, left.scope_id, left.noun, left.record_id, left.began_at)
    for told in (left.fields, arrived.fields):
        for name, (was, became) in told.items():
            first, _ = deed.fields.get(name, (was, None))
            deed.fields[name] = (first, became)
    for name in ("section_id", "parent_id", "position"):
        deed.fields.pop(name, None)
        if name in before and before[name] != present[name]:
            deed.fields[name] = (before[name], present[name])
    for name in ("assignee_ids", "blocked_by"):
        for element in before.get(name, ()):
            if element not in present[name]:
                deed.fields[f"{name}/{element}"] = (True, False)
    return deed
