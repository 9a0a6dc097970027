"""Taking one batch back, record by record, as far as nobody's later edit is lost.

In this order, so that each finds what it belongs to: what was deleted comes back, what was moved
moves back, fields go back (`actions/setting_back.py`), what was made goes to the trash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from tasklark.actions import records, sites, trash, trashing
from tasklark.actions.sites import Found, Site
from tasklark.actions.trashing import NOW, Lot
from tasklark.actions.unit_of_work import ScopeKey, Work
from tasklark.domain.access import NEEDS, Operation, may
from tasklark.domain.errors import Conflict, Forbidden, NotFound
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TASK
from tasklark.domain.undoing import Deed, Kept, Reason, Told, deeds
from tasklark.storage import batches, scopes
from tasklark.storage import records as stored
from tasklark.storage import references as stored_references
from tasklark.storage import trash as stored_trash

FIELDS_MAX = 50_000
"""How many fields one undo takes back; what only went to the trash does not count."""
_ORDER = ("project", "section", "task", "comment", "reminder", "label", "filter")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SOON_OVER = timedelta(days=15)


@dataclass(slots=True)
class Taking:
    """A batch being taken back: the scopes that it lies in, locked; and how far it has come.

    What is `doomed` will go to the trash, so what it refers to need not be there. `homes` are the
    scopes of the tasks that moved back; `names_kept` are keys of the names of labels that stay.
    `changed`, `restored` and `deleted` count records.
    """

    batch_id: UUID
    sites: dict[ScopeKey, Site] = field(default_factory=dict)
    doomed: set[UUID] = field(default_factory=set)
    homes: dict[UUID | None, ScopeKey] = field(default_factory=dict)
    names_kept: set[str] = field(default_factory=set)
    kept: list[Kept] = field(default_factory=list)
    changed: int = 0
    restored: int = 0
    deleted: int = 0

    @property
    def did_something(self) -> bool:
        """Tell whether anything was taken back."""
        return bool(self.changed or self.restored or self.deleted)

    def keep(self, noun: Noun, record_ids: Sequence[UUID], reason: Reason) -> None:
        """Note that records stay as they are."""
        self.kept += (Kept(noun.name, each, None, reason) for each in record_ids)


class Fate(NamedTuple):
    """What a batch did to records of one noun in one scope: made, restored or deleted some."""

    owner_id: int
    scope_id: UUID
    noun: Noun
    fate: str
    at: datetime


async def locked(work: Work, batch_id: UUID) -> Taking:
    """Lock the scopes in which a batch lies, as far as the caller still gets there.

    In the order of owners and scopes, so that no two undos wait for each other.
    """
    taking = Taking(batch_id)
    (found,) = await work.ask(batches.scopes(work.caller.account_id, batch_id))
    for owner_id, scope_id in found.rows():
        try:
            if scope_id == work.caller.person_id:
                site, _ = await sites.own_space(work, Operation.ORGANISE)
            else:
                site, _ = await sites.of_project(work, scope_id, Operation.READ_TASKS)
        except (NotFound, Forbidden):
            continue
        taking.sites[owner_id, scope_id] = site
    return taking


async def told(work: Work, batch_id: UUID) -> list[Deed]:
    """Return what a batch did, but for what only went to the trash or came from there.

    Raises `Conflict` if it is too much.
    """
    deletable = sorted(trashing.DELETABLE)
    (found,) = await work.ask(
        batches.entries(work.caller.account_id, batch_id, deletable, FIELDS_MAX + 1)
    )
    rows = [Told(*row) for row in found.rows()]
    if len(rows) > FIELDS_MAX:
        raise Conflict(
            f"This changed more than {FIELDS_MAX:,} fields at once, which is too much to undo",
            code="undo.too_much",
        )
    return deeds(rows)


async def fates(work: Work, batch_id: UUID) -> list[Fate]:
    """Return where a batch made, deleted or restored what; containers first."""
    (found,) = await work.ask(batches.shape(work.caller.account_id, batch_id))
    told = [Fate(o, s, NOUNS[n], f, at) for o, s, n, f, at in found.rows() if n in _ORDER]
    return sorted(told, key=lambda each: _ORDER.index(each.noun.name))


def but_for_openings(done: Sequence[Deed], fates: Sequence[Fate]) -> list[Deed]:
    """Leave out who was let into a project, and where it was placed, when it was made.

    That stays with the project in the trash.
    """
    made = {each.scope_id for each in fates if each.noun is PROJECT and each.fate == "made"}
    return [
        deed
        for deed in done
        if not (deed.noun == "member" and deed.scope_id in made)
        and not (deed.noun == "placement" and deed.record_id in made)
    ]


def allowed(work: Work, site: Site, noun: Noun, operation: Operation | None = None) -> bool:
    """Tell whether the caller may change records of a noun at a site, as things are now."""
    asked = operation or records.WRITES.get(noun.name, Operation.WRITE_TASKS)
    return may(work.caller, asked) and site.role.includes(NEEDS[asked].role)


async def numbered(work: Work, site: Site, count: int = 1) -> Iterator[Site]:
    """Return `count` sites of the same scope, each with a number of its own."""
    (advanced,) = await work.ask(scopes.advance(site.owner_id, site.scope_id, count))
    last = (advanced.row() or (None, 0))[1]
    return (site._replace(number=last - count + 1 + n) for n in range(count))


async def restore(work: Work, taking: Taking, fate: Fate) -> None:
    """Bring back what the batch deleted in one scope."""
    site, noun = taking.sites.get((fate.owner_id, fate.scope_id)), fate.noun
    if site is None:
        return
    account_id = work.caller.account_id
    (found,) = await work.ask(
        batches.to_restore(noun)(site.owner_id, site.scope_id, account_id, taking.batch_id)
    )
    ids = [row[0] for row in found.rows()]
    if not ids:
        return
    if not allowed(work, site, noun, Operation.OWN_PROJECT if noun is PROJECT else None):
        taking.keep(noun, ids, Reason.NOT_ALLOWED)
    elif noun is TASK:
        (project,) = await work.ask(stored_references.project(site.owner_id, site.scope_id))
        if project.row() != (False,):
            taking.keep(noun, ids, Reason.IN_TRASH)
            return
        taking.restored += await trashing.run(work, site, stored_trash.back["roots"], ids)
    else:
        await _restore_each(work, taking, noun, site, ids)


async def _restore_each(
    work: Work, taking: Taking, noun: Noun, site: Site, ids: Sequence[UUID]
) -> None:
    (found,) = await work.ask(batches.several(noun)(site.owner_id, list(ids)))
    loaded = [stored.loaded(noun, row) for row in found.rows()]
    for there, record in zip(await numbered(work, site, len(loaded)), loaded, strict=True):
        try:
            back = await trash.bring_back(work, noun, Found(there, record), may_be_hidden=True)
        except Conflict:
            taking.keep(noun, [record.id], Reason.NOT_FITTING)
        else:
            taking.restored += back.number


class Doomed(NamedTuple):
    """Records of one noun and one scope that are to go to the trash, and how they lay there."""

    noun: Noun
    site: Site
    lots: dict[Lot, list[UUID]]

    @property
    def ids(self) -> list[UUID]:
        """Return all of the records."""
        return [each for ids in self.lots.values() for each in ids]


async def doomed(work: Work, taking: Taking, fate: Fate, moved: Sequence[UUID]) -> Doomed | None:
    """Return what the batch made or restored in one scope, and what may go to the trash of that.

    What somebody else has changed since stays, and what they have added to something keeps that.
    """
    site, noun = taking.sites.get((fate.owner_id, fate.scope_id)), fate.noun
    if site is None:
        return None
    since = _EVER if fate.fate == "made" else fate.at
    find = batches.to_delete(noun, made=fate.fate == "made")
    account_id = work.caller.account_id
    (found,) = await work.ask(
        find(site.owner_id, site.scope_id, account_id, taking.batch_id, list(moved))
    )
    lots = {record_id: Lot(*lot) for record_id, *lot in found.rows()}
    if not lots:
        return None
    if not allowed(work, site, noun, Operation.OWN_PROJECT if noun is PROJECT else None):
        taking.keep(noun, list(lots), Reason.NOT_ALLOWED)
        return None
    others = await _touched(work, noun, site, list(lots), since)
    taking.keep(noun, sorted(others), Reason.OTHERS_CHANGED)
    by_lot: dict[Lot, list[UUID]] = {}
    for record_id, lot in lots.items():
        if record_id not in others:
            by_lot.setdefault(lot, []).append(record_id)
    return Doomed(noun, site, by_lot)


async def delete(work: Work, taking: Taking, what: Doomed) -> None:
    """Put records into the trash with what belongs to them, as they lay there if they did."""
    noun, site, _ = what
    for lot, ids in what.lots.items():
        as_it_lay = await _possible(work, site, lot)
        if noun is PROJECT:
            (found,) = await work.ask(stored.find(PROJECT)(site.owner_id, site.scope_id))
            project = Found(site, stored.loaded(PROJECT, found.rows()[0]))
            taking.deleted += await trashing.put(work, PROJECT, project, as_it_lay)
        else:
            taking.deleted += await trashing.put_all(work, noun, site, ids, as_it_lay)


async def _possible(work: Work, site: Site, lot: Lot) -> Lot:
    """Return a lot, unless it would be over soon, or what it went along with lies elsewhere."""
    if lot.deleted_at is None or site.at - lot.deleted_at > _SOON_OVER:
        return NOW
    if lot.taken_with is None:
        return lot
    (found,) = await work.ask(stored_trash.lies(site.owner_id, lot.taken_with, lot.deleted_at))
    return lot if found.count() else NOW


async def _touched(
    work: Work, noun: Noun, site: Site, ids: Sequence[UUID], since: datetime
) -> set[UUID]:
    """Return those records that somebody else has changed since, or what belongs to them."""
    account_id = work.caller.account_id
    if noun is PROJECT:
        call = batches.touched_project(site.owner_id, site.scope_id, account_id, since)
        (found,) = await work.ask(call)
        return {site.scope_id} if found.count() else set()
    if not noun.in_project:
        return set()
    find = batches.touched["section" if noun.name == "section" else "task"]
    (found,) = await work.ask(
        find(site.owner_id, list(ids), account_id, since, work.caller.person_id)
    )
    return {row[0] for row in found.rows()}
