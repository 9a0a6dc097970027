"""Changes as they happen, as server-sent events (HTML, section 9.2)."""

import asyncio
import random
from contextlib import aclosing
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tasklark.actions import live
from tasklark.actions.live import Hub
from tasklark.actions.streams import BEAT, Event, Identify, Stream
from tasklark.actions.unit_of_work import perform
from tasklark.domain.access import Caller
from tasklark.surfaces.rest import project_shapes, reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking, hub, identified
from tasklark.surfaces.rest.gate import HEAD_ONLY

_RETRY_MILLISECONDS = (1_000, 5_000)
_HEADERS = {"content-type": "text/event-stream", "x-accel-buffering": "no"}

_SAID = {
    "description": "Events: `start`, `changed`, `gone`, `present`, `end`. Comments between them say"
    " that the stream lives.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": "event: start\ndata: {"
            '"scopes": {"018f2f6e-7d4c-7b1a-9c55-0d6f3a1b2c3d": 17}}\n\n',
        }
    },
}

router = reading.router("/api/live", "live")


@router.get("", response_class=Response, responses={200: _SAID, **refusals(401, 403, 429)})
async def watch(request: Request, door: Asking) -> Response:
    """Tell at once when something changes, as server-sent events, until the client leaves.

    Each project and the person's own space is a scope with a number, which grows with every change.
    `start` tells the numbers of all scopes that the caller may see; `changed` those that have moved
    since; `gone` the scopes that the caller may not see any more; `present` who else looks at a
    project now; `end` why the stream ends. A client that comes back compares `start` with what it
    has: there is nothing to resume.
    """
    return _Live(hub(request), door.caller, partial(identified, request))


@router.post("/presence", status_code=204, responses=refusals(400, 401, 403, 404, 413, 415))
async def show_presence(request: Request, door: Asking, at: project_shapes.Presence) -> None:
    """Tell the others in a project, as `present`, that one looks at it now.

    It is told to whoever listens at this moment and stored nowhere: say so again every 30 seconds.
    """
    scope = await perform(door, live.seen, at.project_id)
    hub(request).show(scope, door.caller.person_id)


class _Live(Response):
    """An answer that goes on until the stream ends or the client leaves."""

    def __init__(self, streams: Hub, caller: Caller, identify: Identify) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._streams = streams
        self._caller = caller
        self._identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer. Raises what `Hub.stream` and `Stream.events` raise, before anything is sent."""
        begin = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        with self._streams.stream(self._caller, self._identify) as stream:
            if HEAD_ONLY in scope:
                await send(begin)
                await send({"type": "http.response.body"})
                return
            leaving = asyncio.create_task(_end_with_client(stream, receive))
            try:
                async with aclosing(stream.events()) as events:
                    first = await anext(events)
                    await send(begin)
                    await send(_part(_retry() + _written(first)))
                    async for event in events:
                        await send(_part(_written(event)))
                await send({"type": "http.response.body"})
            finally:
                leaving.cancel()


async def _end_with_client(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(None)


def _part(body: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _written(event: Event) -> bytes:
    if event is BEAT:
        return b":\n\n"
    return b"event: %b\ndata: %b\n\n" % (event.name.encode(), shapes.to_json(event.data))


def _retry() -> bytes:
    """Return when a browser should come back, not all of them in the same moment."""
    return b"retry: %d\n" % random.randint(*_RETRY_MILLISECONDS)  # noqa: S311 - jitter is no secret
