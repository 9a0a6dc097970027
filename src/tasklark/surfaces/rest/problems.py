"""Errors in REST's words: RFC 9457 problems, told in one place."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tasklark.domain import errors
from tasklark.domain.errors import FieldError, TasklarkError
from tasklark.surfaces.rest import shapes

MEDIA_TYPE = "application/problem+json"

_STATUS: Mapping[type[TasklarkError], HTTPStatus] = {
    errors.Invalid: HTTPStatus.BAD_REQUEST,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
_DETAILS = {
    404: "Nothing is found at this address",
    405: "This address does not take this method",
    413: "The body is larger than 1 MiB",
    415: "The body must be JSON, with Content-Type: application/json",
}
_CODES = {
    400: "input.invalid",
    404: "not_found",
    405: "method_not_allowed",
    413: "body.too_large",
    415: "body.not_json",
    500: "internal",
}


class BadBody(HTTPException):
    """The body can't be read as JSON at all; FastAPI lets this pass where it hides other errors."""

    def __init__(self, message: str) -> None:
        super().__init__(400)
        self.errors = (FieldError("body", message),)


def response(error: TasklarkError) -> Response:
    """Return the answer to a refused request."""
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    headers: dict[str, str] = {}
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.TooManyRequests | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    broken = error.errors if isinstance(error, errors.Invalid) else ()
    return _problem(status, error.code, error.detail, errors=broken, headers=headers)


async def on_refusal(_request: Request, error: Exception) -> Response:
    """Answer a `TasklarkError` that an action raised."""
    assert isinstance(error, TasklarkError)  # noqa: S101 - registered for this class only
    return response(error)


async def on_bad_input(_request: Request, error: Exception) -> Response:
    """Answer what FastAPI's validation refused: 400, naming each field, echoing nothing.

    An address with an id that is none is an unknown address.
    """
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    found = error.errors()
    if any(e["loc"][0] == "path" for e in found):
        return plain(404)
    return response(errors.Invalid(*(_field_error(e) for e in found)))


async def on_http_error(_request: Request, error: Exception) -> Response:
    """Answer what the framework refused: an unknown address, a wrong method, a bad body."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if isinstance(error, BadBody):
        return response(errors.Invalid(*error.errors))
    return plain(error.status_code, error.headers)


async def on_fault(_request: Request, _error: Exception) -> Response:
    """Answer anything unforeseen, telling nothing of it."""
    return plain(500)


def plain(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer to a request that was refused before any action ran."""
    known = HTTPStatus(status)
    detail = _DETAILS.get(status, known.description or known.phrase)
    return _problem(known, _CODES.get(status, f"http.{status}"), detail, headers=headers)


def _problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:tasklark:problem:{code}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail or status.phrase,
    }
    if errors:
        body["errors"] = [{"field": e.field, "message": e.message} for e in errors]
    return Response(shapes.to_json(body), int(status), headers, MEDIA_TYPE)


_MESSAGES = {
    "missing": "is required",
    "string_type": "must be text",
    "string_unicode": "must not contain half of a surrogate pair",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list",
    "model_attributes_type": "must be a JSON object",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "uuid_parsing": "must be a UUID",
    "uuid_type": "must be a UUID",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "too_long": "must have at most {max_length} entries",
    "too_short": "must have at least {min_length} entries",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
}


def _field_error(error: Mapping[str, Any]) -> FieldError:
    place = [str(part) for part in error["loc"]]
    field = ".".join(place[1:]) or place[0]
    told = error.get("ctx") or {}
    if error["type"] == shapes.RULE:
        return FieldError(told.get("field", field), error["msg"])
    message = _MESSAGES.get(error["type"], "is not valid")
    return FieldError(field, message.format_map(told))
