"""All that can be asked of a record by the name of a verb: one table for push, batch and others."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import occurrences, records, trash
from tasklark.actions.records import ANY_VERSION
from tasklark.actions.unit_of_work import Work
from tasklark.domain import ids
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.nouns import Noun
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TaskStatus


class Asked(NamedTuple):
    """A verb, the record that it is about, and what goes with it.

    With a `stamp` it was done at a client some time ago, and merges with what was done since
    (`domain.merging`); without one it is done now, if the version is one of the `expected`.
    """

    noun: Noun
    verb: str
    record_id: UUID
    given: Mapping[str, Any]
    stamp: str | None = None
    expected: Collection[str] = (ANY_VERSION,)


Act = Callable[[Work, Asked], Awaitable[tuple[str, ...]]]
"""Does what is asked; returns the fields that a later write had set already."""


async def _create(work: Work, asked: Asked) -> tuple[str, ...]:
    _require_fields(asked, asked.noun.cleaners)
    await records.create(work, asked.noun, asked.given, asked.record_id, asked.stamp)
    return ()


async def _change(work: Work, asked: Asked) -> tuple[str, ...]:
    _require_fields(asked, asked.noun.cleaners)
    return await _changed(work, asked, asked.given)


async def _delete(work: Work, asked: Asked) -> tuple[str, ...]:
    _require_fields(asked, ())
    if asked.stamp is None:
        await records.delete(work, asked.noun, asked.record_id, asked.expected)
    else:
        await records.delete_late(work, asked.noun, asked.record_id)
    return ()


async def _restore(work: Work, asked: Asked) -> tuple[str, ...]:
    _require_fields(asked, ())
    await trash.restore(work, asked.noun, asked.record_id)
    return ()


async def _complete(work: Work, asked: Asked) -> tuple[str, ...]:
    """Complete a task, or the occurrence of it that stands at a date."""
    _require_fields(asked, ("occurrence",))
    if asked.given.get("occurrence") is None:
        return await _changed(work, asked, {"status": TaskStatus.DONE})
    slot = asked.given["occurrence"]
    await occurrences.complete(work, asked.record_id, slot, asked.expected, asked.stamp)
    return ()


async def _skip(work: Work, asked: Asked) -> tuple[str, ...]:
    _require_fields(asked, ("occurrence",))
    slot = asked.given.get("occurrence")
    if slot is None:
        raise Invalid(FieldError("set.occurrence", "is required"))
    await occurrences.skip(work, asked.record_id, slot, asked.expected, asked.stamp)
    return ()


_ALL = {"create": _create, "change": _change, "delete": _delete, "restore": _restore}

VERBS: Mapping[str, Mapping[str, Act]] = {
    "task": {**_ALL, "complete": _complete, "skip": _skip},
    "section": _ALL,
    "comment": _ALL,
    "reminder": _ALL,
    "label": _ALL,
    "filter": _ALL,
    "project": _ALL,
    "placement": {"change": _change},
    "settings": {"change": _change},
}
"""The table: by noun, then by verb."""


def asked(noun: str, verb: str, record_id: str | None, given: Mapping[str, Any]) -> Asked:
    """Return what is asked in a client's words; without an id, of a record with a new one.

    Raises `Invalid` for a noun, verb or id that is none.
    """
    if noun not in VERBS:
        raise Invalid(FieldError("noun", f"must be one of {', '.join(VERBS)}"))
    if verb not in VERBS[noun]:
        known = ", ".join(VERBS[noun])
        raise Invalid(FieldError("verb", f"must be, for a {noun}, one of {known}"))
    if record_id is None and verb != "create":
        raise Invalid(FieldError("id", "is required"))
    found = ids.new_id() if record_id is None else ids.parse_id(record_id)
    if found is None:
        raise Invalid(FieldError("id", "must be a UUID, written with hyphens"))
    return Asked(NOUNS[noun], verb, found, given)


async def do(work: Work, asked: Asked) -> tuple[str, ...]:
    """Do what is asked; return the fields that a later write had set already.

    Raises what the verb's action raises.
    """
    return await VERBS[asked.noun.name][asked.verb](work, asked)


async def _changed(work: Work, asked: Asked, given: Mapping[str, Any]) -> tuple[str, ...]:
    changed = await records.change(
        work, asked.noun, asked.record_id, given, asked.expected, asked.stamp
    )
    return changed.lost


def _require_fields(asked: Asked, known: Collection[str]) -> None:
    """Raise `Invalid` for what would be passed over in silence: fields that can't be set so."""
    sets = asked.noun.sets if asked.verb == "change" else ()
    wrong = [
        FieldError("set" if len(name) > _SHOWN_MAX else f"set.{name}", _UNKNOWN)
        for name in asked.given
        if name not in known and not ("/" in name and name.partition("/")[0] in sets)
    ]
    if wrong:
        raise Invalid(*wrong)


_UNKNOWN = "is no field that can be set with this verb"
_SHOWN_MAX = 100
