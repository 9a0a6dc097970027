"""The files of the web app as `npm run build` left them, ready to be sent from memory."""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]

FOLDER = Path(__file__).with_name("_built")
"""Where the build puts them; `hatch_build.py` sees to it."""

_CODINGS = {"br": ".br", "gzip": ".gz"}
"""The content codings that files lie ready in, the better one first, and how their names end."""
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_FOREVER = "public, max-age=31536000, immutable"
"""What is below `/assets/` has a hash of itself in its name, and never changes."""
_ASK_FIRST = "no-cache"

_PAGE_HEADERS: Headers = [
    (
        b"content-security-policy",
        # Lists set the place of each row by a style attribute; scripts come from files alone.
        b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
        b" connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        b" frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_ABSENT = b"""<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Tasklark</title>
  <h1>The web app is not built</h1>
  <p>This Tasklark was installed without it. Install it again with <code>TASKLARK_WITHOUT_WEB</code>
  unset. All else works: <a href="/docs">the API</a> is here.</p>
</html>
"""


class Form(NamedTuple):
    """One way to send a file: its headers, the entity tag among them, and its bytes."""

    etag: str
    headers: Headers
    body: bytes


class File(NamedTuple):
    """A file, by the coding it can be sent in; the one without a coding is under ``""``, last."""

    status: HTTPStatus
    forms: Mapping[str, Form]


def read(folder: Path = FOLDER) -> dict[str, File]:
    """Return the app's files by their path in an address; `/` is the page of the app.

    Where no app was built, `/` says so, and there is nothing else.
    """
    if not (folder / "index.html").is_file():
        return {"/": _file(HTTPStatus.NOT_FOUND, ".html", _ASK_FIRST, {"": _ABSENT})}
    left_out = {*_CODINGS.values(), ""}
    found = sorted(path for path in folder.rglob("*") if path.suffix not in left_out)
    files = {f"/{path.relative_to(folder).as_posix()}": _read(folder, path) for path in found}
    return {**files, "/": files["/index.html"]}


def _read(folder: Path, path: Path) -> File:
    ready = {coding: path.with_name(path.name + ending) for coding, ending in _CODINGS.items()}
    bodies = {coding: file.read_bytes() for coding, file in ready.items() if file.is_file()}
    is_asset = path.is_relative_to(folder / "assets")
    caching = _FOREVER if is_asset else _ASK_FIRST
    return _file(HTTPStatus.OK, path.suffix, caching, {**bodies, "": path.read_bytes()})


def _file(status: HTTPStatus, suffix: str, caching: str, bodies: Mapping[str, bytes]) -> File:
    fixed = [
        (b"content-type", _TYPES.get(suffix, "application/octet-stream").encode()),
        (b"cache-control", caching.encode()),
        *([(b"vary", b"Accept-Encoding")] if len(bodies) > 1 else []),
        *_PAGE_HEADERS,
    ]
    return File(status, {coding: _form(coding, body, fixed) for coding, body in bodies.items()})


def _form(coding: str, body: bytes, fixed: Headers) -> Form:
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = [(b"etag", etag.encode()), (b"content-length", str(len(body)).encode()), *fixed]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    return Form(etag, headers, body)
