"""Projects: made, changed and given up by their owner; each member keeps them in an own order.

The Inbox is where everything goes that has no other place, so it stays: it can't be renamed,
nested, archived, deleted, shared or given away. Its colour, icon, view and description can change.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tasklark.actions import log, references, sites
from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns
from tasklark.domain.access import Caller, Operation, Role
from tasklark.domain.errors import Conflict, TokenInvalid
from tasklark.domain.projects import MEMBER, PLACEMENT, PROJECT, Project
from tasklark.storage import accounts, records, scopes
from tasklark.storage import projects as stored

COUNT_MAX = 1_000
"""How many projects one account can own, those in its trash included."""
OF_INBOX = frozenset({"color", "icon", "view", "description"})
"""What can change in the Inbox."""
_RECORDS = 2


class Opened(NamedTuple):
    """A project, and whether this call made it."""

    project: Project
    is_new: bool


async def create(
    work: Work, values: Mapping[str, Any], project_id: UUID, stamp: str | None = None
) -> Opened:
    """Make a project of the caller's own from cleaned values; with the same id, at most once.

    Raises `Invalid` for where it is to be nested, `Conflict` for an id that is taken and for one
    project too many.
    """
    caller = work.caller
    account_id = caller.account_id
    own, (placed, found, counted, who) = await sites.own_space(
        work,
        Operation.MANAGE_PROJECT,
        stored.site(account_id, project_id),
        records.find(PROJECT)(account_id, project_id),
        stored.count(account_id),
        accounts.get(account_id),
    )
    if placed.row() is not None or found.row() is not None or project_id == caller.person_id:
        return Opened(_made_before(found.row(), values), is_new=False)
    if (counted.row() or (0,))[0] >= COUNT_MAX:
        raise Conflict(
            f"{COUNT_MAX} projects are the limit; delete one that is not needed",
            code="project.too_many",
        )
    row = who.row()
    if row is None:
        raise TokenInvalid
    owner = accounts.loaded(row)
    site = await _new_scope(work, project_id)
    await references.check(work, PROJECT, site, None, values)
    chosen = {"created_by": caller.person_id, **values}
    project = nouns.made(PROJECT, project_id, chosen, site.at, stamp)
    member, placement = stored.owned(owner, project, stamp)
    work.write(*stored.opened(owner, project, member, placement))
    log.record(work, site._replace(number=site.number - 1), PROJECT, None, project)
    log.record(work, site, MEMBER, None, member)
    log.record(work, own, PLACEMENT, None, placement)
    return Opened(project, is_new=True)


def require_allowed(caller: Caller, project_id: UUID, fields: Collection[str]) -> None:
    """Raise `Conflict` for what can't be changed in the Inbox."""
    if project_id == caller.inbox_id and not OF_INBOX.issuperset(fields):
        raise Conflict("The Inbox can't be renamed, nested or archived", code="inbox.stays")


def require_expendable(caller: Caller, project_id: UUID) -> None:
    """Raise `Conflict` for the Inbox, which can't be deleted."""
    if project_id == caller.inbox_id:
        raise Conflict("The Inbox can't be deleted", code="inbox.stays")


async def _new_scope(work: Work, project_id: UUID) -> Site:
    caller = work.caller
    _, advanced = await work.ask(
        scopes.insert(caller.account_id, project_id),
        scopes.advance(caller.account_id, project_id, _RECORDS),
    )
    number, at = (advanced.row() or (None, None, None))[1:]
    return Site(caller.account_id, project_id, Role.OWNER, caller.user_id, number, at)


def _made_before(row: tuple[Any, ...] | None, values: Mapping[str, Any]) -> Project:
    if row is not None:
        project: Project = records.loaded(PROJECT, row)
        if project.deleted_at is not None:
            raise Conflict(
                "The project with this id is in the trash; restore it, or choose another id",
                code="project.in_trash",
            )
        if nouns.same_content(PROJECT, project, values):
            return project
    raise Conflict("This id is taken by another project", code="project.id_taken")
