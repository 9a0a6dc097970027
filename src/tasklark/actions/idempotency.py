"""The same request twice, done once: answers kept under the client's own key."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest

from tasklark.actions.unit_of_work import Door, Work, perform
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


async def once(
    door: Door, key: Key | None, action: Action, refused: Callable[[TasklarkError], Answer]
) -> Answer:
    """Perform an action; with a key, perform it once and give its first answer again and again.

    The answer is stored with what it tells of, in one transaction: of two requests at once, on
    whichever processes, one is undone and finds the other's answer. `refused` puts a refusal into
    words. Raises `KeyReused` for a key that belongs to another request, and what `perform` raises.
    """
    if key is None:
        return await perform(door, action)
    try:
        return await perform(door, _replayed, key, action)
    except _ANSWERS_TOO as refusal:
        answer = refused(refusal)
    return await perform(door, _replayed, key, _always(answer))


async def _replayed(work: Work, key: Key, action: Action) -> Answer:
    owner_id = work.caller.account_id
    (found,) = await work.ask(answers.find(owner_id, key.text))
    row = found.row()
    if row is not None:
        fingerprint, status, headers, body, counts = row
        if counts and not compare_digest(fingerprint, key.fingerprint):
            raise KeyReused
        if counts:
            return Answer(status, headers, body)
        work.write(answers.drop(owner_id, key.text))
    answer = await action(work)
    headers = json.dumps(dict(answer.headers))
    work.write(
        answers.keep(owner_id, key.text, key.fingerprint, answer.status, headers, answer.body)
    )
    return answer


def _always(answer: Answer) -> Action:
    async def give(_work: Work) -> Answer:
        return answer

    return give
