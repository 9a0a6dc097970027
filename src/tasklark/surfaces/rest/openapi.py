"""The API's own description, OpenAPI 3.1: what the framework reads off the code, made whole.

What is true of many operations is said here once: which header of a request leads to which status,
which headers an answer carries, and that a browser's session cookie opens what a token opens.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tasklark.surfaces.rest import shapes
from tasklark.surfaces.rest.door import COOKIE

SUMMARY = "One task store, every client."
Json = dict[str, Any]

_TAGS = "Entity tags, separated by commas, or `*`"
_LEADING = {
    "304": ("If-None-Match", {"type": "string"}, f"{_TAGS}: answers 304 when one still fits."),
    "412": ("If-Match", {"type": "string"}, f"{_TAGS}: nothing is done unless one fits."),
    "422": (
        "Idempotency-Key",
        {"type": "string", "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
        "Any text of the client's own. The same request again within 24 hours gives the first"
        " answer again, and does nothing twice.",
    ),
}
"""Which header of a request leads to which status of the answer."""

_ANSWERED = {
    "ETag": "Changes with what is answered; for `If-Match` and `If-None-Match`.",
    "Link": 'Where there is more: the address of the next page, relative, `rel="next"` (RFC 8288).',
    "Location": "The address of what was made.",
    "Retry-After": "Seconds to wait before the next try.",
    "WWW-Authenticate": "The scheme to come with: `Bearer`.",
    "X-Request-Id": "Names this answer in the server's log.",
}
_SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": COOKIE,
    "description": "The session of a browser that is signed in, on this site's own pages only.",
}


def description(app: FastAPI) -> Json:
    """Return the description of an application, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> Json:
    document: Json = get_openapi(
        title=app.title,
        version=app.version,
        summary=SUMMARY,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    for method, operation in _operations(document):
        _drop_unused_refusal(operation)
        _add_headers(method, operation)
        _add_session(operation)
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _never_null(parameter["schema"])
    components = document["components"]
    components["securitySchemes"]["session"] = _SESSION
    components["headers"] = {
        name: {"description": told, "schema": {"type": "string"}}
        for name, told in _ANSWERED.items()
    }
    _add_problem(components["schemas"])
    return document


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path in document["paths"].values():
        yield from path.items()


def _drop_unused_refusal(operation: Json) -> None:
    """Take out FastAPI's 422, which is never given: bad input is a 400 here."""
    if "application/json" in operation["responses"].get("422", {}).get("content", {}):
        del operation["responses"]["422"]


def _add_headers(method: str, operation: Json) -> None:
    for status, (name, schema, told) in _LEADING.items():
        if status in operation["responses"]:
            header = {"name": name, "in": "header", "required": False, "description": told}
            operation.setdefault("parameters", []).append({**header, "schema": schema})
    for status, response in operation["responses"].items():
        names = _headers_of(status, method, operation)
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers_of(status: str, method: str, operation: Json) -> Iterator[str]:
    yield "X-Request-Id"
    if status == "401":
        yield "WWW-Authenticate"
    if status in {"429", "503"}:
        yield "Retry-After"
    if status not in {"200", "201", "304"}:
        return
    answers = operation["responses"].keys()
    is_new = {"200", "201"} <= answers
    if is_new:
        yield "Location"
    if is_new or "304" in answers or ("412" in answers and method in {"put", "patch"}):
        yield "ETag"
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        yield "Link"


def _add_session(operation: Json) -> None:
    if "security" in operation:
        operation["security"].append({"session": []})


def _never_null(schema: Json) -> Json:
    """Return what a query can say: a parameter is there or not, and never null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**kinds[0], **{key: told for key, told in schema.items() if key != "anyOf"}}


def _add_problem(schemas: Json) -> None:
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for model in (shapes.FieldProblem, shapes.Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
