"""Requests read strictly: JSON that is JSON, and headers that mean one thing."""

import json
import re
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any, NoReturn, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions.idempotency import Key
from tasklark.domain.errors import FieldError, Invalid
from tasklark.surfaces.rest.problems import BadBody

Query = TypeVar("Query", bound=BaseModel)

_KEY_MAX = 255
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_ANY = "*"
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class StrictRequest(Request):
    """A request whose JSON follows RFC 8259: UTF-8, no NaN, no Infinity."""

    async def json(self) -> Any:
        """Return the body's JSON value. Raises `BadBody`, which says what is wrong with it."""
        try:
            text = (await self.body()).decode("utf-8")
            # Only an escape can write half a surrogate pair; values are the fields' own affair.
            names = _storable_names if _HALF.search(text) else None
            return json.loads(text, parse_constant=_no_constant, object_pairs_hook=names)
        except UnicodeDecodeError:
            raise BadBody("must be UTF-8") from None
        except RecursionError:
            raise BadBody("is nested too deeply") from None
        except json.JSONDecodeError as error:
            raise BadBody(f"is not JSON: {error.msg} at character {error.pos}") from None
        except ValueError:
            raise BadBody("holds a number that is none, or has too many digits") from None


class StrictRoute(APIRoute):
    """A route that reads its requests strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, given a `StrictRequest`."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


def router(prefix: str, tag: str) -> APIRouter:
    """Return a router of strict routes, each known to generated clients by its function's name."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=StrictRoute,
        generate_unique_id_function=lambda route: route.name,
    )


def query(request: Request, model: type[Query]) -> Query:
    """Return a request's query as `model`; of a name given twice, the last value counts.

    FastAPI would read it field by field, at the price of a quarter of a list's time outside the
    database; `query_parameters` tells the documentation what it would have told.
    Raises `RequestValidationError`.
    """
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**e, "loc": ("query", *e["loc"])} for e in found]) from None


def query_parameters(model: type[BaseModel]) -> dict[str, Any]:
    """Return the OpenAPI of a query that is read as `model`, for a route's `openapi_extra`."""
    schema = model.model_json_schema()
    named, needed = schema.pop("$defs", {}), schema.get("required", ())

    def whole(part: Any) -> Any:
        if isinstance(part, list):
            return [whole(entry) for entry in part]
        if not isinstance(part, dict):
            return part
        told = {name: whole(entry) for name, entry in part.items() if name != "$ref"}
        return {**named[part["$ref"].rpartition("/")[2]], **told} if "$ref" in part else told

    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in needed, "schema": whole(told)}
            for name, told in schema["properties"].items()
        ]
    }


async def idempotency_key(request: Request) -> Key | None:
    """Return the request's `Idempotency-Key` with the request's fingerprint; None without one.

    The fingerprint is of method, address, `If-Match` and the body's meaning, so that a client may
    write the same JSON differently. Raises `Invalid` for a key that is none.
    """
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    key = keys[0]
    if len(keys) > 1 or not 1 <= len(key) <= _KEY_MAX or not (key.isascii() and key.isprintable()):
        raise Invalid(
            FieldError(
                "Idempotency-Key", f"must be one, of 1 to {_KEY_MAX} printable ASCII letters"
            )
        )
    if_match = request.headers.get("if-match", "")
    query = request.url.query
    told = "\0".join((request.method, request.url.path, query, if_match)).encode()
    told += _canonical(await request.body())
    return Key(key, sha256(told).digest())


def etags(request: Request, header: str) -> frozenset[str] | None:
    """Return the entity tags of `If-Match` or `If-None-Match`, unquoted; `*` for a bare `*`.

    None when the header is not there. Weak tags of `If-Match` never match (RFC 9110, 8.8.3.2),
    those of `If-None-Match` count as their strong ones; what is no tag is passed over.
    """
    values = request.headers.getlist(header)
    if not values:
        return None
    value = ",".join(values).strip()
    if value == _ANY:
        return frozenset({_ANY})
    weak_count = header == "if-none-match"
    tags = {tag for weak, tag in _TAG.findall(value) if weak_count or not weak}
    return frozenset(tags - {_ANY})


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode() if body else b""
    except (ValueError, RecursionError):
        return body


def _storable_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if any("\ud800" <= c <= "\udfff" for name, _ in pairs for c in name):
        raise BadBody("must not name a field with half of a surrogate pair")
    return dict(pairs)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError
