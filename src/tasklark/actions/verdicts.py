"""Verbs answered one by one: what was done, what was refused and why, and the rows as they are."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from tasklark.actions import verbs
from tasklark.actions.unit_of_work import Work
from tasklark.actions.verbs import Asked
from tasklark.domain import ids
from tasklark.domain.access import Operation, may
from tasklark.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    TasklarkError,
)
from tasklark.storage import sync as stored

Verdict = dict[str, Any]
"""`status` "applied" with the `lost` fields, or "refused" with a `problem`."""
Subject = tuple[str, UUID]
"""A record: its noun and its id."""

REFUSALS = (Invalid, Forbidden, NotFound, Conflict, PreconditionFailed)
"""What a verb is refused with; anything else fails the whole request, which may be sent again."""


async def reached(work: Work, read: Callable[[], Asked]) -> Verdict:
    """Do what is asked, once it is understood; where it is refused, as if it had not been asked."""
    try:
        asked = read()
        lost = await work.attempt(lambda part: verbs.do(part, asked))
    except REFUSALS as refusal:
        return {"status": "refused", "problem": problem(refusal)}
    return {"status": "applied", "lost": list(lost)}


def problem(refusal: TasklarkError) -> dict[str, Any]:
    """Return what is wrong: a code, a sentence, and the fields where some are wrong."""
    told: dict[str, Any] = {"code": refusal.code, "detail": refusal.detail}
    if isinstance(refusal, Invalid):
        told["errors"] = [{"field": e.field, "message": e.message} for e in refusal.errors]
    return told


def subject(noun: str, record_id: str | None) -> Subject | None:
    """Return the record that a client names, if there can be one."""
    found = ids.parse_id(record_id) if record_id is not None else None
    return (noun, found) if noun in stored.of_ids and found is not None else None


async def rows(work: Work, subjects: Iterable[Subject | None]) -> Mapping[Subject, bytes]:
    """Return the rows of those records that the caller may see, as they are by now, in JSON.

    None to whoever may not read tasks: a verb, refused or not, must not be a way to read.
    """
    if not may(work.caller, Operation.READ_TASKS):
        return {}
    by_noun: dict[str, list[UUID]] = {}
    for noun, record_id in {each for each in subjects if each is not None}:
        by_noun.setdefault(noun, []).append(record_id)
    account_id = work.caller.account_id
    found = await work.ask(*(stored.of_ids[n](account_id, all_) for n, all_ in by_noun.items()))
    return {
        (noun, row[0]): row[1].encode()
        for noun, result in zip(by_noun, found, strict=True)
        for row in result.rows()
    }


def with_row(verdict: Verdict, row: bytes | None) -> bytes:
    """Return a verdict in JSON, along with the record's row or null."""
    return to_json(verdict)[:-1] + b',"row":' + (row or b"null") + b"}"


def to_json(value: Any) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
