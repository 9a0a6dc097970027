"""Feeds: a project or filter as one calendar, at an address that is a secret."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from hashlib import sha256

from starlette.datastructures import URLPath
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from tasklark.actions import calendar_feeds, calendar_objects, calendars
from tasklark.actions.calendar_feeds import Feed
from tasklark.actions.reception import Reception
from tasklark.domain.errors import Forbidden, NotFound, TokenInvalid
from tasklark.surfaces.caldav import render
from tasklark.surfaces.caldav.ical import feeds
from tasklark.surfaces.caldav.properties import CONTENT_TYPE

_PREFIX, _END = "/feeds/", ".ics"
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class Feeds(BaseRoute):
    """The route of feeds; whoever knows the secret may read."""

    path = "/feeds/{secret}.ics"
    """What logs and metrics call all of it, so that no secret is written down."""

    def __init__(self, reception: Callable[[Request], Reception]) -> None:
        self._reception = reception

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address can be a feed's."""
        is_ours = scope["type"] == "http" and scope["path"].startswith(_PREFIX)
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the feed; with a 304 when the reader has it, with a 404 for no secret."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        request = Request(scope, receive)
        secret = scope["path"].removeprefix(_PREFIX)
        try:
            feed = await calendar_feeds.open_feed(
                self._reception(request), secret.removesuffix(_END)
            )
            answer = await _answer(request, feed)
        except (TokenInvalid, NotFound, Forbidden):
            raise HTTPException(404) from None
        answer.headers.update(_HEADERS)
        await answer(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Raise `NoMatchFound`: nobody asks for these addresses by a name."""
        raise NoMatchFound(name, path_params)


async def _answer(request: Request, feed: Feed) -> Response:
    """Return the feed, or a 304 when it is as it was when the reader came last."""
    etag = await _etag(feed)
    known = {each.strip().removeprefix("W/") for each in _none_match(request).split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Content-Disposition": 'inline; filename="tasks.ics"'}
    return StreamingResponse(_calendar(feed), headers=headers, media_type=CONTENT_TYPE)


def _none_match(request: Request) -> str:
    return request.headers.get("if-none-match", "")


async def _etag(feed: Feed) -> str:
    """Return what differs between any two answers; what is expanded is another one each day."""
    found, tags = feed.collection, []
    if found.cursor is None:
        entries = await calendar_objects.entries(feed.door, found)
        tags = [f"{each.name} {each.etag}" for each in entries]
    day = datetime.now(UTC).date() if feed.expands else ""
    told = f"{calendars.tag(found, tags)} {found.display_name} {day}"
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


async def _calendar(feed: Feed) -> AsyncIterator[str]:
    writer = feeds.Writer(
        feed.collection.display_name,
        datetime.now(UTC) if feed.expands else None,
        feed.door.caller.time_zone,
    )
    yield writer.begin()
    async for portion in calendar_objects.texts(feed.door, feed.collection):
        yield "".join(writer.add(render.text(each), expands=feed.expands) for each in portion)
    yield writer.end()
