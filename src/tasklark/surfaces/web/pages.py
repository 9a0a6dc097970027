"""Where the web app is found: its files, and its one page under every address of a place in it."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, URLPath
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from tasklark.surfaces.web import built
from tasklark.surfaces.web.built import File, Form

_OTHERS = re.compile(
    r"/(?:api|assets|dav|docs|feeds|redoc|health|metrics)(?:/|$)|//|(?!/(?:label|filter)/)[^.]*\."
)
"""What is no place in the app: what other surfaces answer, and files; but labels and filters may be
called "v1.0". `web/src/sw.ts` agrees."""
_FILE = "tasklark.web.file"
_REFUSED = re.compile(r"q=0(?:\.0{0,3})?")
_NOT_WITH_304 = {b"content-length", b"content-encoding", b"content-type"}

log = logging.getLogger("tasklark.web")


class Pages(BaseRoute):
    """The route of the web app. It stands last, since it takes what no other route has taken."""

    path = "/{page}"
    """What logs and metrics call all of it."""

    def __init__(self, files: Mapping[str, File] | None = None) -> None:
        self._files = built.read() if files is None else files
        if self._files["/"].status is HTTPStatus.NOT_FOUND:
            log.warning("The web app is not built, so there is only the API")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address is one of the app's, and which file is there."""
        path = scope["path"]
        file = self._files.get(path)
        if file is None and not _OTHERS.match(path):
            file = self._files["/"]
        return (Match.FULL, {_FILE: file}) if file else (Match.NONE, {})

    async def handle(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer with the file, or with 304 when the browser has it."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        file, asked = scope[_FILE], Headers(scope=scope)
        form = _best(file, asked.get("accept-encoding", ""))
        status, headers, body = file.status, form.headers, form.body
        if status is HTTPStatus.OK and _is_known(form, asked.get("if-none-match", "")):
            status, body = HTTPStatus.NOT_MODIFIED, b""
            headers = [pair for pair in headers if pair[0] not in _NOT_WITH_304]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Raise `NoMatchFound`: nobody asks for the address of a page by a name."""
        raise NoMatchFound(name, path_params)


def _best(file: File, accepted: str) -> Form:
    """Return the smallest form that a client takes (RFC 9110, 12.5.3)."""
    codings = set()
    for entry in accepted.lower().split(","):
        coding, _, weight = entry.partition(";")
        if not _REFUSED.fullmatch(weight.strip()):
            codings.add(coding.strip())
    return next((form for name, form in file.forms.items() if name in codings), file.forms[""])


def _is_known(form: Form, tags: str) -> bool:
    """Tell whether `If-None-Match` holds the tag of a form, compared weakly (RFC 9110, 13.1.2)."""
    known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return form.etag in known or "*" in known
