"""Conditions of requests (RFC 9110, 13): what must hold for them to be carried out."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from tasklark.actions.calendar_sites import Condition
from tasklark.surfaces.caldav.asking import Asking
from tasklark.surfaces.caldav.preconditions import Refused, precondition_failed


def condition(asking: Asking) -> Condition:
    """Return what a request that writes demands of what is there."""
    match, none_match = asking.etags("if-match"), asking.etags("if-none-match")
    return Condition(
        None if match is None else tuple(match),
        None if none_match is None else tuple(each.removeprefix('W/"') for each in none_match),
    )


def require_fresh(asking: Asking, etag: str, changed_at: datetime | None = None) -> None:
    """Raise a 304 for what the asker has already, a 412 when it isn't what they think it is."""
    match, none_match = asking.etags("if-match"), asking.etags("if-none-match")
    if match is not None and not {etag, "*"} & set(match):
        raise precondition_failed()
    if none_match is not None:
        # Compared weakly: a proxy that packs an answer weakens its tag (13.1.2).
        known = {each.removeprefix('W/"') for each in none_match}
        if {etag, "*"} & known:
            raise _not_modified(etag)
    elif changed_at is not None and not _is_newer(asking, changed_at):
        raise _not_modified(etag)


def _is_newer(asking: Asking, changed_at: datetime) -> bool:
    """Tell whether something has changed since `If-Modified-Since`, which may be anything."""
    try:
        since = parsedate_to_datetime(asking.request.headers.get("if-modified-since", ""))
    except ValueError:
        return True
    return changed_at.replace(microsecond=0) > since.replace(tzinfo=since.tzinfo or UTC)


def _not_modified(etag: str) -> Refused:
    said = "It has not changed"
    return Refused(HTTPStatus.NOT_MODIFIED, said, headers={"ETag": f'"{etag}"'})
