"""Time travel: records as they were, by walking the log back from what they are now.

A state is a record as JSON has it, all its fields, as the log writes them. What the log does not
tell follows from what it tells (`completed`), or is left out of a state (`UNTOLD`).
"""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.domain.nouns import UNTOLD, WHOLE, Noun, Record
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import CLOSED, TASK

State = dict[str, Any]
Key = tuple[str, UUID]
"""A record: the name of its noun, and its id."""


class Past(NamedTuple):
    """One change of the log: a field of a record went from `before` to `after`.

    What is `lost` was never in the record.
    """

    noun: str
    record_id: UUID
    field: str
    before: Any
    after: Any
    lost: bool = False


def state(record: Record) -> State:
    """Return a record as JSON has it, without what no change tells of."""
    return record.model_dump(mode="json", exclude=set(UNTOLD), warnings=False)


def rewound(states: MutableMapping[Key, State], later: Iterable[Past]) -> None:
    """Turn the states of records into what they were before some changes, the newest first.

    Records that were made by those changes go, records that were removed come back. A change of a
    record that is gone for good says nothing any more, and is passed over.
    """
    for change in later:
        noun, key = NOUNS.get(change.noun), (change.noun, change.record_id)
        if noun is None or change.lost:
            continue
        if change.field == WHOLE:
            if change.before is None:
                states.pop(key, None)
            else:
                states[key] = state_of(noun, change.before)
        elif key in states:
            _set_back(noun, states[key], change)


def _set_back(noun: Noun, present: State, change: Past) -> None:
    field, slash, element = change.field.partition("/")
    if slash:
        rest = [each for each in present[field] if each != element]
        present[field] = [*rest, element] if change.before else rest
    elif field in noun.record.model_fields.keys() - UNTOLD:
        present[field] = change.before
        if noun is TASK and field == "status":
            present["completed"] = change.before in CLOSED
            # When it was done is told by an earlier change, which is not among these.
            present["completed_at"] = None


def state_of(noun: Noun, told: Mapping[str, Any]) -> State:
    """Return the state of a record that the log tells whole, which leaves out what is default."""
    return {**_defaults(noun), **{k: v for k, v in told.items() if k not in UNTOLD}}


def _defaults(noun: Noun) -> State:
    found: State = {}
    for name, field in noun.record.model_fields.items():
        if name not in UNTOLD:
            found[name] = None if field.is_required() else field.default
    return found
