"""What went wrong, in WebDAV's words: a status, and a body that names the rule that was broken."""

from collections.abc import Mapping
from http import HTTPStatus

from tasklark.domain import errors
from tasklark.domain.errors import TasklarkError
from tasklark.surfaces.caldav import xml
from tasklark.surfaces.caldav.ical.limits import MOST_BYTES
from tasklark.surfaces.caldav.names import caldav, dav

BODY_MAX = MOST_BYTES
"""Largest body of a request, in bytes: that of one object."""


class Refused(Exception):
    """A request that is not done. `precondition` is XML for the body of a multistatus as well."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        precondition: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.precondition = precondition
        self.headers = headers or {}

    @property
    def body(self) -> bytes:
        """The answer's body (RFC 4918, 16), with a sentence for people."""
        return xml.document(dav("error"), self.precondition + told(self.detail)).encode()


def told(sentence: str) -> str:
    """Return a sentence for people, as XML."""
    return xml.element(dav("responsedescription"), xml.escape(sentence))


def hrefs(*addresses: str) -> str:
    """Return addresses as XML."""
    return "".join(xml.element(dav("href"), xml.escape(address)) for address in addresses)


def malformed(detail: str) -> Refused:
    """Return the refusal of a body or header that can't be read."""
    return Refused(HTTPStatus.BAD_REQUEST, detail)


def not_found() -> Refused:
    """Return the refusal of an address at which nothing is that the caller may know of."""
    return Refused(HTTPStatus.NOT_FOUND, "Nothing is found at this address")


def no_place() -> Refused:
    """Return the refusal to put something where its parent is missing (RFC 4918, 9.7.1)."""
    return Refused(HTTPStatus.CONFLICT, "The collection above this address does not exist")


def wrong_method(allowed: str) -> Refused:
    """Return the refusal of a method that an address does not take."""
    detail = "This address does not take this method"
    return Refused(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})


def too_large() -> Refused:
    """Return the refusal of a body that is longer than one may be."""
    detail = f"The body is larger than {BODY_MAX:,} bytes"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return Refused(status, detail, xml.element(caldav("max-resource-size")))


def forbidden(precondition: str, detail: str, content: str = "") -> Refused:
    """Return a refusal that sending the same again would not change."""
    return Refused(HTTPStatus.FORBIDDEN, detail, xml.element(precondition, content))


def needs(privilege: str, href: str, detail: str) -> Refused:
    """Return the refusal of what the caller's role does not allow (RFC 3744, 7.1.1)."""
    lacking = hrefs(href) + xml.element(dav("privilege"), xml.element(dav(privilege)))
    return forbidden(dav("need-privileges"), detail, xml.element(dav("resource"), lacking))


def precondition_failed(detail: str = errors.PreconditionFailed.detail) -> Refused:
    """Return the refusal of a request whose conditions do not hold."""
    return Refused(HTTPStatus.PRECONDITION_FAILED, detail)


_STATUS: Mapping[type[TasklarkError], HTTPStatus] = {
    errors.Invalid: HTTPStatus.FORBIDDEN,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def refusal(error: TasklarkError) -> Refused:
    """Return what an action's refusal is in these words."""
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    headers = {}
    if isinstance(error, errors.TooManyRequests | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    return Refused(status, error.detail, headers=headers)
