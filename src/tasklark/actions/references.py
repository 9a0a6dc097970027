"""What a record refers to: it must be there, be seen by the caller, and not lead in a circle."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tasklark.actions.sites import Found, Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain.access import Role
from tasklark.domain.comments import mentions
from tasklark.domain.errors import Forbidden, Invalid
from tasklark.domain.fields import refused
from tasklark.domain.nouns import Noun
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import references as stored
from tasklark.storage.faults import Contended

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
    named = values.get("project_id")
    project_id, _ = await place_of(work, field, values[field], named)
    if named not in (None, project_id):
        raise refused(field, "is in another project than project_id says")
    return project_id


async def place_of(
    work: Work, field: str, record_id: UUID, project_id: UUID | None = None
) -> tuple[UUID, UUID | None]:
    """Return the project and the section of what a field names: a section, or else a task.

    Of several sections with one id, the one in `project_id` is meant, else the caller's own:
    anybody can make a section with a copied id in a project that they share, and must not get what
    is meant for the other. Raises `Invalid`.
    """
    account_id = work.caller.account_id
    is_section = field == "section_id"
    find = stored.section(account_id, record_id, project_id) if is_section else None
    (found,) = await work.ask(find or stored.shared_task(account_id, record_id))
    rows = found.rows()
    if not rows:
        raise refused(field, "names nothing that is there, or nothing that you may see")
    if not is_section:
        return rows[0][0], rows[0][1]
    place, is_own = rows[0]
    if len(rows) > 1 and not is_own and place != project_id:
        raise refused(field, "is the id of several sections; say which with project_id")
    return place, record_id


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
        follows = await _check_of_task(work, site, record, values)
    if noun is PROJECT and values.get("parent_id") is not None:
        await _check_parent_project(work, site, record, values["parent_id"])
    if "task_id" in values:
        await _check_task(work, site, values["task_id"])
    if "body" in values:
        before = mentions(record.body) if record is not None else ()
        await _check_members(work, site, "body", before, mentions(values["body"]))
    return follows


async def _check_of_task(
    work: Work, site: Site, record: Any, values: Mapping[str, Any]
) -> dict[str, Any]:
    follows: dict[str, Any] = {}
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
        before = record.assignee_ids if record is not None else ()
        await _check_members(work, site, "assignee_ids", before, values["assignee_ids"])
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
    (found,) = await work.ask(stored.section_in(site.owner_id, site.scope_id, section_id))
    if found.row() is None:
        raise refused("section_id", "names no section of this project")


async def _check_task(work: Work, site: Site, task_id: UUID) -> None:
    """Look behind the lock: the task may have moved, or gone, while its project was waited for."""
    (found,) = await work.ask(stored.task(site.owner_id, task_id))
    row = found.row()
    if row is None:
        raise refused("task_id", "names nothing that is there, or nothing that you may see")
    if row[0] != site.scope_id:
        raise Contended


async def _check_parent(
    work: Work, site: Site, record: Any, values: Mapping[str, Any]
) -> dict[str, Any]:
    parent_id = values["parent_id"]
    found, above, below = await work.ask(
        stored.task(site.owner_id, parent_id),
        stored.ancestors(site.owner_id, parent_id, DEPTH_MAX),
        stored.height(site.owner_id, record.id if record is not None else None, DEPTH_MAX),
    )
    row, ancestors = found.row(), [row[0] for row in above.rows()]
    (height,) = below.row() or (1,)
    if row is None or row[0] != site.scope_id:
        raise refused("parent_id", "names no task of this project")
    if record is not None and record.id in ancestors:
        raise refused("parent_id", "would put the task inside itself")
    if len(ancestors) + height > DEPTH_MAX:
        raise _too_deep()
    if values.get("section_id", row[1]) != row[1]:
        raise refused("section_id", "is another section than the one that parent_id is in")
    return {"section_id": row[1]}


async def _check_parent_project(work: Work, site: Site, record: Any, parent_id: UUID) -> None:
    if parent_id == work.caller.inbox_id:
        raise refused("parent_id", "must not be the Inbox")
    project_id = record.id if record is not None else None
    _, checked = await work.ask(
        stored.lock_owner(site.owner_id),
        stored.check_nesting(site.owner_id, project_id, parent_id, DEPTH_MAX),
    )
    (verdict,) = checked.row() or ("absent",)
    if verdict == "absent":
        raise refused("parent_id", "names no project of the same owner")
    if verdict == "circle":
        raise refused("parent_id", "would put the project inside itself")
    if verdict == "too_deep":
        raise _too_deep()


def _too_deep() -> Invalid:
    return refused("parent_id", f"would be nested more than {DEPTH_MAX} deep, which is the limit")


async def _check_blockers(work: Work, site: Site, record: Any, blockers: list[UUID]) -> None:
    task_id = record.id if record is not None else None
    _, there, checked = await work.ask(
        stored.lock_owner(site.owner_id),
        stored.alive(site.owner_id, blockers),
        stored.check_waiting(site.owner_id, task_id, blockers, CHAIN_MAX),
    )
    added = set(blockers) - set(record.blocked_by if record is not None else ())
    if added - {row[0] for row in there.rows()}:
        raise refused("blocked_by", "names a task that is not there, or is another owner's")
    (verdict,) = checked.row() or ("fine",)
    if verdict == "circle":
        raise refused("blocked_by", "would have the task wait for itself")
    if verdict == "too_long":
        raise refused("blocked_by", f"leads to more than {CHAIN_MAX} tasks, which is the limit")


async def _check_members(
    work: Work, site: Site, field: str, before: Collection[UUID], after: Collection[UUID]
) -> None:
    """Check who was added: who left may stay where they are named."""
    added = set(after) - set(before)
    if not added:
        return
    (found,) = await work.ask(stored.members(site.owner_id, site.scope_id, list(added)))
    if found.count() < len(added):
        raise refused(field, "names somebody who is not in this project")


def _uuid(value: Any) -> UUID:
    assert isinstance(value, UUID)  # noqa: S101 - cleaned, or of the database
    return value
