"""Documentation: how refusals are told in OpenAPI; Swagger UI and ReDoc from our own files."""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from tasklark.surfaces.rest import problems

_MEANINGS = {
    304: "Not changed since; nothing is sent",
    400: "The input breaks a rule; `errors` names the field",
    401: "Nobody is asking, or the token is not good",
    403: "It belongs to someone who has not shared it, or the token's scopes don't reach",
    404: "There is no such thing",
    409: "It conflicts with what is stored",
    412: "It has changed since; `If-Match` does not fit any more",
    413: "The body is larger than 1 MiB",
    415: "The body is not JSON",
    422: "The `Idempotency-Key` was used for another request",
    429: "Too many tries; wait as long as `Retry-After` says",
    503: "The database is out of reach or too busy; try again after `Retry-After`",
}

router = APIRouter(include_in_schema=False)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI of the answers that an endpoint refuses with, 503 always among them."""
    problem = {
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    }
    return {
        status: {"description": _MEANINGS[status], **({} if status == 304 else problem)}
        for status in (*statuses, 503)
    }


@router.get("/docs")
async def swagger_ui() -> Response:
    """Answer with Swagger UI, which lets a person try each call."""
    return _page("API", "swagger-ui", '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">')


@router.get("/redoc")
async def redoc() -> Response:
    """Answer with ReDoc, which reads well."""
    return _page("API reference", "redoc")


@router.get("/docs/{name}.js")
async def script(name: str) -> Response:
    """Answer with the few lines that start Swagger UI or ReDoc."""
    starts = _STARTS.get(name)
    if starts is None:
        return problems.plain(404)
    return Response(starts, media_type="text/javascript")


@router.get("/docs/assets/redoc.standalone.js")
async def redoc_bundle() -> Response:
    """Answer with ReDoc, less the one picture that it would fetch from another host."""
    bundle = (_ASSETS / _BUNDLES["redoc"]).read_bytes()
    return Response(bundle.replace(_ELSEWHERE, b"data:,"), media_type="text/javascript")


def assets() -> StaticFiles:
    """Return the application that serves Swagger UI's and ReDoc's own files."""
    return StaticFiles(directory=str(_ASSETS))


_ASSETS = files("fastapi_offline") / "static"
_ELSEWHERE = b"https://cdn.redoc.ly/redoc/logo-mini.svg"


_STARTS = {
    "swagger-ui": (
        'SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", deepLinking: true,'
        " persistAuthorization: false, validatorUrl: null});"
    ),
    "redoc": 'Redoc.init("/openapi.json", {}, document.getElementById("page"));',
}
_BUNDLES = {"swagger-ui": "swagger-ui-bundle.js", "redoc": "redoc.standalone.js"}


def _page(title: str, tool: str, head: str = "") -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Tasklark {title}</title>{head}</head><body>"
        f'<div id="page"></div><script src="/docs/assets/{_BUNDLES[tool]}"></script>'
        f'<script src="/docs/{tool}.js"></script></body></html>'
    )
