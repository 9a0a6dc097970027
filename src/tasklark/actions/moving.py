"""Moving: a task goes to another project with all that is nested in it and hangs on it.

In the log it leaves one project and arrives in the other, within one batch: `*` with nothing after
in the one, `*` with nothing before in the other. The records keep their ids and stamps. Projects of
two owners differ in the key of each row, which a function of the database rewrites.

Who is not in the other project can't be assigned there, nor be reminded: they are taken off.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import log, sites
from tasklark.actions.references import place_of
from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns, rank, stamps
from tasklark.domain.access import Operation
from tasklark.domain.changes import WHOLE, whole
from tasklark.domain.errors import Conflict
from tasklark.domain.fields import refused
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import SECTION
from tasklark.domain.registry import NOUNS
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.storage import accounts, moving, records, references, scopes

MOVED_MAX = 5_000
"""How many records one move can take along."""
_MANY = 500
"""With more the database gets more time than a request has otherwise."""
PLACE = frozenset({"project_id", "section_id", "parent_id"})
"""The fields that say where a task or section is."""
WORDS = frozenset(
    {"name", "title", "description", "links", "labels", "priority", "deadline", "duration_minutes"}
)
"""The fields that change without regard to what is around a task or section."""


class Destination(NamedTuple):
    """Where a task or section is to go: a project, and a section of it."""

    project_id: UUID
    section_id: UUID | None


class Carried(NamedTuple):
    """A record that moves, as it was and as it is to be; `after` None if it can't come along."""

    noun: Noun
    before: Any
    after: Any


async def follow(
    work: Work, noun: Noun, found: Found, values: Mapping[str, Any], stamp: str | None = None
) -> Found:
    """Return a held task or section as it is where values place it, moved there if need be.

    Raises `NotFound`, `Forbidden` or `Invalid` for where it is to go, `Conflict` when it is too
    much at once.
    """
    wanted = await _destination(work, noun, found, values)
    if wanted is None or wanted.project_id == found.site.scope_id:
        return found
    target, (alive,) = await _target(work, wanted)
    if target.scope_id != work.caller.inbox_id and alive.row() != (False,):
        raise refused("project_id", "names a project that is in the trash")
    carried = await _carried(work, noun, found)
    if len(carried) > _MANY:
        work.write(accounts.take_time())
    placed = [_placed(each, wanted, target.at) for each in carried]
    root = _root(placed[0], values, target.at, stamp)
    placed[0] = Carried(noun, found.record, root)
    placed = await _fitted(work, found.site, target, placed)
    await _log_move(work, found.site, target, placed)
    await _move_rows(work, found.site, target, placed, wanted)
    return Found(target, placed[0].after)


async def bring_along(work: Work, site: Site, task: Any) -> None:
    """Put what is nested in a task into the section that the task is in now."""
    below = await _subtree(work, site, [task.id])
    moved = [t for t in below if t.id != task.id and t.section_id != task.section_id]
    if not moved:
        return
    first = await _numbers(work, site, len(moved))
    after = _json(task.section_id)
    told = [moving.Told(TASK.name, t.id, _json(t.section_id), after) for t in moved]
    found = [t.id for t in moved]
    work.write(
        moving.bring_along(site.owner_id, found, task.section_id, site.at),
        moving.log(log.entry(work, first, TASK, len(told)), "section_id", told),
    )


async def _destination(
    work: Work, noun: Noun, found: Found, values: Mapping[str, Any]
) -> Destination | None:
    """Return where values place a record; None when they leave it where it is."""
    record = found.record
    new = {f: values[f] for f in PLACE & values.keys() if values[f] != getattr(record, f, None)}
    if noun is SECTION and "project_id" in new:
        return Destination(new["project_id"], record.id)
    if noun is not TASK or not new:
        return None
    named = values.get("project_id", record.project_id)
    for field in ("parent_id", "section_id"):
        if new.get(field) is None:
            continue
        wanted = Destination(*await place_of(work, field, new[field], named))
        if new.get("project_id") not in (None, wanted.project_id):
            raise refused(field, "is in another project than project_id says")
        return wanted
    return Destination(new["project_id"], None) if "project_id" in new else None


async def _target(work: Work, wanted: Destination) -> tuple[Site, list[Any]]:
    site, _ = await sites.of_project(work, wanted.project_id, Operation.WRITE_TASKS)
    return site, await work.ask(references.project(site.owner_id, wanted.project_id))


async def _carried(work: Work, noun: Noun, found: Found) -> list[Carried]:
    """Return all that moves with a record, itself first, each as it is now."""
    site, record = found
    seeds = [record.id]
    if noun is SECTION:
        (inside,) = await work.ask(
            moving.of_section(site.owner_id, site.scope_id, record.id, MOVED_MAX + 1)
        )
        seeds = [row[0] for row in inside.rows()]
    tasks = [t for t in await _subtree(work, site, seeds) if t.id != record.id]
    all_tasks = [each.id for each in tasks] + ([record.id] if noun is TASK else [])
    hanging = await work.ask(
        *(find(site.owner_id, all_tasks, MOVED_MAX + 1) for find in moving.HANGING.values())
    )
    carried = [Carried(noun, record, record), *(Carried(TASK, task, task) for task in tasks)]
    for name, rows in zip(moving.HANGING, hanging, strict=True):
        loaded = (records.loaded(NOUNS[name], row) for row in rows.rows())
        carried += [Carried(NOUNS[name], each, each) for each in loaded]
    if len(carried) > MOVED_MAX:
        raise Conflict(
            f"A move takes at most {MOVED_MAX:,} records along, comments and reminders"
            " counted; move its parts one by one",
            code=f"{noun.name}.too_much",
        )
    return carried


async def _subtree(work: Work, site: Site, seeds: Sequence[UUID]) -> list[Any]:
    (found,) = await work.ask(moving.subtree(site.owner_id, list(seeds), MOVED_MAX + 1))
    tasks = (records.loaded(TASK, row) for row in found.rows())
    return [task for task in tasks if task.project_id == site.scope_id]


def _placed(each: Carried, wanted: Destination, at: datetime) -> Carried:
    """Return what moves as it is where it arrives, its stamps kept."""
    fields: dict[str, Any] = {"project_id": wanted.project_id}
    if each.noun is TASK:
        fields["section_id"] = wanted.section_id
    return each._replace(after=nouns.moved_on(each.before, fields, at))


def _root(each: Carried, values: Mapping[str, Any], at: datetime, stamp: str | None) -> Any:
    """Return what was asked to move: last in its new list, nested in nothing, stamped anew.

    It says already what it is to say: those who see where it goes learn nothing of before.
    """
    noun, record = each.noun, each.before
    written = stamp or stamps.after(nouns.stamp_of(noun, record, "project_id"), at)
    fields: dict[str, Any] = {"position": values.get("position", rank.at(at))}
    if noun is TASK:
        fields["parent_id"] = None
    fields["stamps"] = {**(record.stamps or {}), noun.group("project_id"): written}
    words = {name: values[name] for name in WORDS & values.keys()}
    after = nouns.changed(noun, each.after.model_copy(update=fields), words, at, stamp)
    return after.model_copy(update={"updated_at": each.after.updated_at})  # it is one change


async def _fitted(
    work: Work, source: Site, target: Site, placed: Sequence[Carried]
) -> list[Carried]:
    """Take off whom and what the other project does not know."""
    tasks = {each.before.id for each in placed if each.noun is TASK}
    people = {p for each in placed if each.noun is TASK for p in each.after.assignee_ids}
    people |= {each.before.person_id for each in placed if each.noun is REMINDER}
    (found,) = await work.ask(references.members(target.owner_id, target.scope_id, list(people)))
    known = {row[0] for row in found.rows()}
    is_same_owner = source.owner_id == target.owner_id

    def fitted(each: Carried, is_root: bool) -> Carried:
        if each.noun is REMINDER and each.before.person_id not in known:
            return each._replace(after=None)
        if each.noun is not TASK:
            return each
        after = each.after
        fields: dict[str, Any] = {
            "assignee_ids": [p for p in after.assignee_ids if p in known],
            "blocked_by": [t for t in after.blocked_by if is_same_owner or t in tasks],
        }
        if not is_root and after.parent_id not in tasks:
            fields["parent_id"] = None
        return each._replace(after=after.model_copy(update=fields))

    return [fitted(each, index == 0) for index, each in enumerate(placed)]


async def _log_move(work: Work, source: Site, target: Site, placed: Sequence[Carried]) -> None:
    """Log that all of it leaves the one project, and what of it arrives in the other."""
    arriving = [each for each in placed if each.after is not None]
    for site, told in (
        (source, [_told(each.noun, each.before, None) for each in placed]),
        (target, [_told(each.noun, None, each.after) for each in arriving]),
    ):
        rest = await _numbers(work, site, len(told) - 1)
        for at, part in ((site, told[:1]), (rest, told[1:])):
            if part:
                entry = log.entry(work, at, placed[0].noun, len(part))
                work.write(moving.log(entry, WHOLE, part))


async def _move_rows(
    work: Work, source: Site, target: Site, placed: Sequence[Carried], wanted: Destination
) -> None:
    tasks = [each for each in placed if each.noun is TASK]
    found = [each.before.id for each in tasks]
    sections = [each.before.id for each in placed if each.noun is SECTION]
    work.write(
        *(
            records.remove(each.noun)(source.owner_id, each.before.id)
            for each in placed
            if each.after is None
        )
    )
    (moved,) = await work.ask(
        moving.move(
            source.owner_id,
            source.scope_id,
            target.owner_id,
            target.scope_id,
            found,
            sections,
            target.at,
        )
    )
    if moved.row() != ("done",):
        raise Conflict(
            "The other project's owner has something under an id of what is to move",
            code="task.id_taken",
        )
    work.write(moving.set_section(target.owner_id, found, wanted.section_id))
    for each in placed:
        if each.after is None or each.noun not in (TASK, SECTION):
            continue
        moved_row = each.before.model_copy(
            update={
                name: getattr(each.after, name)
                for name in ("project_id", "section_id", "updated_at")
                if hasattr(each.after, name)
            }
        )
        if moved_row != each.after:
            work.write(records.save(each.noun, target.owner_id, moved_row, each.after))


async def _numbers(work: Work, site: Site, count: int) -> Site:
    """Return the site with the first of `count` more numbers."""
    if not count:
        return site
    (advanced,) = await work.ask(scopes.advance(site.owner_id, site.scope_id, count))
    last = (advanced.row() or (None, 0))[1]
    return site._replace(number=last - count + 1)


def _told(noun: Noun, before: Any, after: Any) -> moving.Told:
    either = before or after
    return moving.Told(noun.name, either.id, _json(whole(before)), _json(whole(after)))


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
