"""What a write leaves in the log: the change as data, under the number of its site."""

from tasklark.actions.sites import Site
from tasklark.actions.unit_of_work import Work
from tasklark.domain.changes import Change, between
from tasklark.domain.nouns import Noun, Record
from tasklark.storage import changes as change_log


def record(work: Work, site: Site, noun: Noun, before: Record | None, after: Record | None) -> None:
    """Log what led from one state of a record to another; None is "not there"."""
    told(work, site, noun, *between(noun, before, after))


def told(work: Work, site: Site, noun: Noun, *changes: Change) -> None:
    """Log changes that are told one by one."""
    if not changes:
        return
    under = entry(work, site, noun)
    work.write(*(change_log.append(under, change) for change in changes))


def lost(work: Work, site: Site, noun: Noun, *changes: Change) -> None:
    """Log what lost against a later write: each from the late value to the one that stays."""
    if not changes:
        return
    under = entry(work, site, noun)
    work.write(*(change_log.append(under, change, lost=True) for change in changes))


def entry(work: Work, site: Site, noun: Noun, count: int = 1) -> change_log.Entry:
    """Return what `count` changes have in common that are numbered upwards from the site's."""
    scope, last = (site.owner_id, site.scope_id), site.number + count - 1
    work.moved[scope] = max(last, work.moved.get(scope, last))
    return change_log.Entry(
        site.owner_id,
        site.scope_id,
        site.number,
        noun.name,
        work.caller.account_id,
        work.surface,
        site.at,
        work.batch_id,
        work.undoes,
    )
