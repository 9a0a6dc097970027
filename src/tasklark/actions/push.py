"""What a client did by itself, and now brings: each mutation is answered once, then the same."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from tasklark.actions import verbs, verdicts
from tasklark.actions.scope_locks import lock, mentioned
from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.actions.verbs import Asked
from tasklark.actions.verdicts import Verdict
from tasklark.domain import fields, ids, stamps, sync
from tasklark.domain.access import Operation, require
from tasklark.storage import pushes
from tasklark.storage import sync as stored

SURFACE = "sync"
"""What the log calls the surface of all that is pushed."""


class Mutation(NamedTuple):
    """One thing that a client did: the `n`-th of its own, at the moment of its stamp."""

    n: int
    noun: str
    verb: str
    id: str | None
    given: dict[str, Any]
    stamp: str


async def push(door: Door, client: str, mutations: Sequence[Mutation]) -> bytes:
    """Apply what a client did, in its order; return the answer in JSON.

    A mutation that came before is not applied again and has the outcome that it had. One that is
    refused leaves no trace but its outcome. Raises `Invalid` for a client that is none, `Forbidden`
    where the token may change nothing at all.
    """
    sync.require_client(client)
    require(door.caller, Operation.ORGANISE)
    return await perform(replace(door, surface=SURFACE), _push, client, mutations)


async def _push(work: Work, client: str, mutations: Sequence[Mutation]) -> bytes:
    account_id = work.caller.account_id
    told, earlier = await work.ask(
        stored.now(), pushes.find(account_id, client, [m.n for m in mutations])
    )
    ((now,),) = told.rows()
    outcomes: dict[int, Verdict] = {n: json.loads(outcome) for n, outcome in earlier.rows()}
    new = [mutation for mutation in mutations if mutation.n not in outcomes]
    if len(new) > 1:
        await lock(work, mentioned((m.id, m.given) for m in new))
    clock = Clock(now)
    for mutation in new:
        if mutation.n in outcomes:  # it is twice in this very push
            continue
        work.batch_id = ids.new_id()  # what was done one by one can be undone so
        outcome = await verdicts.reached(work, lambda m=mutation: _read(m, client, clock))  # type: ignore[misc] # a default binds it
        outcomes[mutation.n] = outcome
        kept = verdicts.to_json(outcome).decode()
        work.write(pushes.keep(account_id, client, mutation.n, kept))
    subjects = [verdicts.subject(m.noun, m.id) for m in mutations]
    rows = await verdicts.rows(work, subjects)
    answered = (
        verdicts.with_row({"n": m.n, **outcomes[m.n]}, rows.get(subject) if subject else None)
        for m, subject in zip(mutations, subjects, strict=True)
    )
    return b'{"stamp":"%b","outcomes":[%b]}' % (stamps.at(now).encode(), b",".join(answered))


@dataclass(slots=True)
class Clock:
    """The server's clock at a push: cuts stamps that lie too far ahead, and keeps their order."""

    now: datetime
    _cut: str = field(default="")

    def clean(self, stamp: str) -> str:
        """Return a client's stamp, cut where it lies ahead. Raises `Invalid`."""
        found = stamps.clean(stamp, self.now)
        if found != stamp:
            found = max(found, stamps.next_after(self._cut) if self._cut else found)
            self._cut = found
        return found


def _read(mutation: Mutation, client: str, clock: Clock) -> Asked:
    asked = verbs.asked(mutation.noun, mutation.verb, mutation.id, mutation.given)
    if mutation.id is None:
        raise fields.refused("id", "is required")
    stamp = clock.clean(mutation.stamp)
    if not stamp.endswith(f"-{client}"):
        raise fields.refused("stamp", "must end in the client that pushes it")
    return asked._replace(stamp=stamp)
