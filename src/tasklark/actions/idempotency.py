"""The same request twice, done once: answers kept under the client's own key."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import NamedTuple

from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.domain.access import Operation, require
from tasklark.domain.errors import (
    Conflict,
    Forbidden,
    KeyReused,
    NotFound,
    PreconditionFailed,
    TasklarkError,
)
from tasklark.storage import answers

_ANSWERS_TOO = (NotFound, Forbidden, Conflict, PreconditionFailed)
"""Refusals that tell what is stored, and so are first answers as much as a success is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a surface answers: a status, headers, and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Key:
    """A client's key for one request, and the fingerprint of that request."""

    text: str
    fingerprint: bytes


Action = Callable[[Work], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """An action, what permission it takes, and how a refusal of it is put into words."""

    operation: Operation
    action: Action
    refused: Callable[[TasklarkError], Answer]


async def once(door: Door, key: Key | None, command: Command) -> Answer:
    """Perform a command; with a key, perform it once and give its first answer again and again.

    The answer is stored with what it tells of, in one transaction: of two requests at once, on
    whichever processes, one is undone and finds the other's answer. Raises `Forbidden`, before
    anything is looked up, `KeyReused` for a key of another request, and what `perform` raises.
    """
    require(door.caller, command.operation)
    if key is None:
        return await perform(door, command.action)
    try:
        first = await perform(door, _replayed, key, command.action)
    except _ANSWERS_TOO as refusal:
        first = _First(command.refused(refusal), is_stored=False)
    return first.answer if first.is_stored else await perform(door, _stored, key, first.answer)


class _First(NamedTuple):
    """A first answer, and whether it is stored by now."""

    answer: Answer
    is_stored: bool


async def _replayed(work: Work, key: Key, action: Action) -> _First:
    found = await _find(work, key)
    if found is not None:
        return _First(found, is_stored=True)
    answer = await action(work)
    if work.wrote:
        _store(work, key, answer)
    # Else it is undone, with the number it took for nothing; storing the answer would commit that.
    return _First(answer, is_stored=work.wrote)


async def _stored(work: Work, key: Key, answer: Answer) -> Answer:
    found = await _find(work, key)
    if found is None:
        _store(work, key, answer)
    return found or answer


async def _find(work: Work, key: Key) -> Answer | None:
    """Return the answer that is stored under a key. Raises `KeyReused`."""
    owner_id = work.caller.account_id
    (found,) = await work.ask(answers.find(owner_id, key.text))
    row = found.row()
    if row is None:
        return None
    fingerprint, status, headers, body, counts = row
    if not counts:
        await work.ask(answers.drop(owner_id, key.text))
        return None
    if not compare_digest(fingerprint, key.fingerprint):
        raise KeyReused
    return Answer(status, headers, body)


def _store(work: Work, key: Key, answer: Answer) -> None:
    owner_id, headers = work.caller.account_id, json.dumps(dict(answer.headers))
    work.write(
        answers.keep(owner_id, key.text, key.fingerprint, answer.status, headers, answer.body)
    )
