"""Long answers: told as they are made, with no more of them in memory than a part."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from http import HTTPStatus
from itertools import chain

from starlette.responses import Response, StreamingResponse

from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.names import dav
from tasklark.surfaces.caldav.preconditions import told

MEDIA_TYPE = "application/xml; charset=utf-8"
_PART = 1 << 16


def multistatus(
    parts: Iterable[str], headers: Mapping[str, str] | None = None, *, more: Iterable[str] = ()
) -> Response:
    """Return an answer of `response` elements; `more` is what stands behind them."""
    begin, end = xml.root(dav("multistatus"))
    return streamed(chain([begin], parts, more, [end]), MEDIA_TYPE, headers, 207)


def streamed(
    parts: Iterable[str],
    media_type: str,
    headers: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return an answer of text: whole when it is short, else part by part while it is made."""
    portions = _portions(parts)
    first, second = next(portions, b""), next(portions, None)
    if second is None:
        return Response(first, status, headers, media_type)
    rest = _paced(chain([first, second], portions))
    return StreamingResponse(rest, status, headers, media_type)


def status_response(href: str, status: HTTPStatus, precondition: str = "", said: str = "") -> str:
    """Return the `response` element of a resource of which there is only a status to tell."""
    error = xml.element(dav("error"), precondition) if precondition else ""
    line = xml.element(dav("status"), f"HTTP/1.1 {int(status)} {status.phrase}")
    content = xml.element(dav("href"), xml.escape(href)) + line + error
    return xml.element(dav("response"), content + (told(said) if said else ""))


def _portions(parts: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _PART:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


async def _paced(portions: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield portions, and let others have their turn between two of them."""
    for portion in portions:
        yield portion
        await asyncio.sleep(0)
