"""What a record refers to: it must be there, be seen by the caller, and not lead in a circle."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Role
from tasklark.domain.comments import mentions
from tasklark.domain.errors import Forbidden
from tasklark.domain.fields import refused
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import references as stored

DEPTH_MAX = 100
"""How deep tasks and projects may be nested."""
CHAIN_MAX = 5_000
"""How many tasks may have to be done before another."""


async def project_of_new(work: Work, noun: Noun, values: Mapping[str, Any]) -> UUID:
    """Return the project in which a new record is to be: told by what it hangs on, or by name.

    Raises `Invalid` for something that is not there, or not the caller's to see.
    """
    if noun is TASK:
        for field in ("parent_id", "section_id"):
            if values.get(field) is not None:
                return await _project_of(work, field, values)
        return _uuid(values.get("project_id") or work.caller.inbox_id)
    if "task_id" in values:
        return await _project_of(work, "task_id", values)
    return _uuid(values["project_id"])


async def _project_of(work: Work, field: str, values: Mapping[str, Any]) -> UUID:
    find = stored.section if field == "section_id" else stored.shared_task
    (found,) = await work.ask(find(work.caller.account_id, values[field]))
    row = found.row()
    if row is None:
        raise refused(field, "names nothing that is there, or nothing that you may see")
    if values.get("project_id") not in (None, row[0]):
        raise refused(field, "is in another project than project_id says")
    return _uuid(row[0])


async def check(
    work: Work, noun: Noun, site: Site, record: Any, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Check what changed values of a record refer to; return what follows from them.

    `record` is None before it is made. Raises `Invalid`.
    """
    follows: dict[str, Any] = {}
    if site.scope_id != work.caller.inbox_id and "project_id" in values:
        await _require_living_project(work, site)
    if noun is TASK:
        if values.get("section_id") is not None:
            await _check_section(work, site, values["section_id"])
        if record is not None and "section_id" in values and "parent_id" not in values:
            # What is nested lies in its parent's section: moved elsewhere, it comes out.
            follows = {"parent_id": None}
        if values.get("parent_id") is not None:
            follows = await _check_parent(work, site, record, values)
        if values.get("blocked_by"):
            await _check_blockers(work, site, record, values["blocked_by"])
        if values.get("assignee_ids"):
            await _check_members(work, site, "assignee_ids", values["assignee_ids"])
    if noun is PROJECT and values.get("parent_id") is not None:
        await _check_parent_project(work, site, record, values["parent_id"])
    if "body" in values and (mentioned := mentions(values["body"])):
        await _check_members(work, site, "body", mentioned)
    return follows


def require_own(work: Work, noun: Noun, found: Found) -> None:
    """Raise `Forbidden` for somebody else's comment or reminder."""
    author_id = getattr(found.record, "author_id", None) or getattr(found.record, "person_id", None)
    if author_id not in (None, work.caller.person_id):
        raise Forbidden(f"This {noun.name} is somebody else's", code=f"{noun.name}.not_own")


def require_own_or_admin(work: Work, noun: Noun, found: Found) -> None:
    """Raise as `require_own`, but let the project's admins remove what others wrote."""
    if not found.site.role.includes(Role.ADMIN):
        require_own(work, noun, found)


async def _require_living_project(work: Work, site: Site) -> None:
    (found,) = await work.ask(stored.project(site.owner_id, site.scope_id))
    if found.row() != (False,):
        raise refused("project_id", "names a project that is in the trash")


async def _check_section(work: Work, site: Site, section_id: UUID) -> None:
    (found,) = await work.ask(stored.section(work.caller.account_id, section_id))
    if found.row() != (site.scope_id,):
        raise refused("section_id", "names no section of this project")


async def _check_parent(
    work: Work, site: Site, record: Any, values: Mapping[str, Any]
) -> dict[str, Any]:
    parent_id = values["parent_id"]
    found, above = await work.ask(
        stored.task(site.owner_id, parent_id),
        stored.ancestors(site.owner_id, parent_id, DEPTH_MAX),
    )
    row, ancestors = found.row(), [row[0] for row in above.rows()]
    if row is None or row[0] != site.scope_id:
        raise refused("parent_id", "names no task of this project")
    if record is not None and record.id in ancestors:
        raise refused("parent_id", "would put the task inside itself")
    if len(ancestors) >= DEPTH_MAX:
        raise refused("parent_id", f"is nested {DEPTH_MAX} deep already, which is the limit")
    if values.get("section_id", row[1]) != row[1]:
        raise refused("section_id", "is another section than the one that parent_id is in")
    return {"section_id": row[1]}


async def _check_parent_project(work: Work, site: Site, record: Any, parent_id: UUID) -> None:
    if parent_id == work.caller.inbox_id:
        raise refused("parent_id", "must not be the Inbox")
    (above,) = await work.ask(stored.project_ancestors(site.owner_id, parent_id, DEPTH_MAX))
    ancestors = [row[0] for row in above.rows()]
    if not ancestors:
        raise refused("parent_id", "names no project of the same owner")
    if record is not None and record.id in ancestors:
        raise refused("parent_id", "would put the project inside itself")
    if len(ancestors) >= DEPTH_MAX:
        raise refused("parent_id", f"is nested {DEPTH_MAX} deep already, which is the limit")


async def _check_blockers(work: Work, site: Site, record: Any, blockers: list[UUID]) -> None:
    there, chain = await work.ask(
        stored.alive(site.owner_id, blockers),
        stored.blockers(site.owner_id, blockers, CHAIN_MAX + 1),
    )
    added = set(blockers) - set(record.blocked_by if record is not None else ())
    if added - {row[0] for row in there.rows()}:
        raise refused("blocked_by", "names a task that is not there, or is another owner's")
    before = {row[0] for row in chain.rows()}
    if record is not None and record.id in before:
        raise refused("blocked_by", "would have the task wait for itself")
    if len(before) > CHAIN_MAX:
        raise refused("blocked_by", f"leads to more than {CHAIN_MAX} tasks, which is the limit")


async def _check_members(work: Work, site: Site, field: str, people: list[UUID]) -> None:
    (found,) = await work.ask(stored.members(site.owner_id, site.scope_id, people))
    if found.count() < len(set(people)):
        raise refused(field, "names somebody who is not in this project")


def _uuid(value: Any) -> UUID:
    assert isinstance(value, UUID)  # noqa: S101 - cleaned, or of the database
    return value
