"""Moving back what a batch moved to another project.

The log tells a move as a record that left one project and arrived in another. What went along
comes along; what was taken off on the way is put back by the fields that differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import moving, records
from tasklark.actions.taking_back import Taking, allowed
from tasklark.actions.unit_of_work import Work
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Conflict, Forbidden, Invalid, NotFound
from tasklark.domain.history import state_of
from tasklark.domain.nouns import Noun
from tasklark.domain.occurrences import OCCURRENCE
from tasklark.domain.projects import SECTION
from tasklark.domain.registry import NOUNS
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.domain.undoing import Deed, Reason, Told, deeds
from tasklark.storage import batches
from tasklark.storage import records as stored

_MOVABLE = (SECTION, TASK)
_CARRIED = (*_MOVABLE, COMMENT, REMINDER, OCCURRENCE)
"""The nouns of what moves by itself, and of all that moves."""


class Moves(NamedTuple):
    """Where a batch had records leave projects and arrive in others, by record."""

    left: dict[UUID, list[Deed]]
    arrived: dict[UUID, list[Deed]]

    @property
    def plain(self) -> list[UUID]:
        """Return what left one project and arrived in another."""
        return sorted(
            each
            for each, (gone, *more) in self.left.items()
            if not more
            and [gone.scope_id] != [there.scope_id for there in self.arrived.get(each, [])]
            and len(self.arrived.get(each, [])) == 1
        )

    @property
    def tangled(self) -> list[UUID]:
        """Return what went through several projects, or came back: no one step leads back."""
        plain = set(self.plain)
        return [
            each
            for each, gone in self.left.items()
            if each not in plain and len(gone) == len(self.arrived.get(each, []))
        ]

    def is_net(self, deed: Deed) -> bool:
        """Tell whether a deed is no part of a move: what it made or removed is so in the end."""
        gone = {each.scope_id for each in self.left.get(deed.record_id, [])}
        there = {each.scope_id for each in self.arrived.get(deed.record_id, [])}
        if not there:
            return True
        if len(there) > len(gone):
            return deed.scope_id not in gone
        return len(there) < len(gone) and deed.scope_id not in there


async def move_back(
    work: Work, taking: Taking, done: Sequence[Deed]
) -> tuple[list[UUID], list[Deed]]:
    """Move back what a batch moved; return what moved, and what is left to take back.

    That is all else that the batch did, and for what moved back, the fields that differ now from
    what they were. What did not move back is kept, with a reason.
    """
    left = _by_record(deed for deed in done if deed.removed and deed.noun in NOUNS)
    moves = Moves(left, await _arrived(work, taking.batch_id, list(left)))
    for deed in done:
        for there in moves.arrived.get(deed.record_id, []):
            if there.scope_id == deed.scope_id:
                there.fields = deed.fields
    plain, tangled = moves.plain, moves.tangled
    pairs = {each: (left[each][0], moves.arrived[each][0]) for each in plain}
    for record_id in _roots(pairs):
        await _move_one(work, taking, *pairs[record_id])
    for record_id in tangled:
        if (noun := NOUNS[left[record_id][0].noun]) in _MOVABLE:
            taking.keep(noun, [record_id], Reason.NOT_FITTING)
    back = await _differences(work, taking, list(pairs.values()))
    return [*plain, *tangled], [*back, *(deed for deed in done if moves.is_net(deed))]


def _by_record(found: Iterable[Deed]) -> dict[UUID, list[Deed]]:
    by_record: dict[UUID, list[Deed]] = {}
    for deed in found:
        by_record.setdefault(deed.record_id, []).append(deed)
    return by_record


async def _arrived(work: Work, batch_id: UUID, ids: list[UUID]) -> dict[UUID, list[Deed]]:
    if not ids:
        return {}
    (found,) = await work.ask(batches.arrived(work.caller.account_id, batch_id, ids))
    return _by_record(deeds(Told(*row) for row in found.rows()))


def _roots(pairs: Mapping[UUID, tuple[Deed, Deed]]) -> list[UUID]:
    """Return those tasks and sections that were moved by themselves, not with another."""
    found = []
    for each, (left, arrived) in pairs.items():
        if NOUNS[left.noun] not in _MOVABLE:
            continue
        above = {left.removed.get("parent_id"), left.removed.get("section_id")}
        there = {arrived.made.get("parent_id"), arrived.made.get("section_id")}
        if not any(UUID(other) in pairs for other in above & there if other is not None):
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
    """Return what is still to be set in records that are back, from what they are to what was.

    Keeps what is not back, unless it is known already.
    """
    found: list[Deed] = []
    known = {kept.record_id for kept in taking.kept}
    for noun in _CARRIED:
        there = {left.record_id: (left, to) for left, to in moved if left.noun == noun.name}
        if noun not in _MOVABLE:  # these have no place of their own, so only what was changed
            there = {k: v for k, v in there.items() if v[0].fields or v[1].fields}
        away = there.keys() - known
        for owner_id in {left.owner_id for left, _ in there.values()}:
            (rows,) = await work.ask(batches.several(noun)(owner_id, list(there)))
            for record in (stored.loaded(noun, row) for row in rows.rows()):
                left, arrived = there[record.id]
                if (owner_id, record.project_id) == (left.owner_id, left.scope_id):
                    away.discard(record.id)
                    if noun is TASK:
                        taking.homes[record.id] = (owner_id, left.scope_id)
                    found.append(_difference(noun, record, left, arrived))
        taking.keep(noun, sorted(away), Reason.GONE)
    return [deed for deed in found if deed.fields]


def _difference(noun: Noun, record: Any, left: Deed, arrived: Deed) -> Deed:
    """Return what the move itself left different, and what else the batch did to the record."""
    before, present = state_of(noun, left.removed), record.model_dump(mode="json", warnings=False)
    deed = Deed(left.owner_id, left.scope_id, left.noun, left.record_id, left.began_at)
    for told in (left.fields, _reworded(noun, left, arrived), arrived.fields):
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


def _reworded(noun: Noun, left: Deed, arrived: Deed) -> dict[str, tuple[Any, Any]]:
    """Return what a record said when it left and when it arrived, where the two differ."""
    found: dict[str, tuple[Any, Any]] = {}
    before, after = state_of(noun, left.removed), state_of(noun, arrived.made)
    for name in moving.WORDS & before.keys():
        was, became = before[name], after[name]
        if name in noun.sets:
            for element in {*was} ^ {*became}:
                found[f"{name}/{element}"] = (element in was, element in became)
        elif was != became:
            found[name] = (was, became)
    return found
