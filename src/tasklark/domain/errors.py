"""Everything that can go wrong, told in the product's own words.

    TasklarkError
    ├── Invalid              the input breaks a rule; names each field
    ├── Unauthenticated      who is asking is not known
    │   ├── TokenMissing
    │   ├── TokenInvalid
    │   └── TokenExpired
    ├── Forbidden            known, but may not
    ├── NotFound             no such thing, or none that the asker may know of
    ├── Conflict             the thing is in a state that does not allow this
    ├── PreconditionFailed   it has changed since the caller last looked
    ├── KeyReused            an idempotency key came back with another request
    ├── TooManyRequests      wait before the next try
    ├── Unavailable          the database is out of reach, or too busy
    └── Misconfigured        the operator has to mend a setting

Each error has a stable dotted `code` and a `detail` fit for a person. Surfaces turn them into their
own language in one place; nothing below a surface knows a status number.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One broken rule: the field as the caller wrote it (dotted when nested), and what is wrong."""

    field: str
    message: str


class TasklarkError(Exception):
    """Base of all errors that may be shown to whoever asked."""

    code = "error"
    detail = "Something went wrong"

    def __init__(self, detail: str | None = None, *, code: str | None = None) -> None:
        if detail is not None:
            self.detail = detail
        if code is not None:
            self.code = code
        super().__init__(self.detail)


class Invalid(TasklarkError):
    """The input breaks one rule or more."""

    code = "input.invalid"

    def __init__(self, *errors: FieldError, code: str | None = None) -> None:
        self.errors: Sequence[FieldError] = errors
        super().__init__("; ".join(f"{e.field}: {e.message}" for e in errors), code=code)


class Unauthenticated(TasklarkError):
    """Who is asking is not known."""

    code = "token.invalid"
    detail = "Invalid token"


class TokenMissing(Unauthenticated):
    """No credentials came with the request."""

    code = "token.missing"
    detail = "Missing authentication token"


class TokenInvalid(Unauthenticated):
    """The token is malformed, wrongly signed, misdirected, withdrawn, or lacks a claim."""


class TokenExpired(Unauthenticated):
    """The token was good once."""

    code = "token.expired"
    detail = "Token has expired"


class Forbidden(TasklarkError):
    """The asker is known and may not do this."""

    code = "forbidden"
    detail = "You may not do this"


class NotFound(TasklarkError):
    """No such thing, or none that the asker may know of."""

    code = "not_found"
    detail = "Not found"


class Conflict(TasklarkError):
    """The thing is in a state that does not allow this."""

    code = "conflict"
    detail = "This conflicts with what is stored"


class PreconditionFailed(TasklarkError):
    """It has changed since the caller last looked (RFC 9110, section 13)."""

    code = "precondition.failed"
    detail = "It has changed since you last read it; read it again and retry"


class KeyReused(TasklarkError):
    """An idempotency key came back with a different request."""

    code = "idempotency.key_reused"
    detail = "This Idempotency-Key was used for a different request; use a new key"


class TooManyRequests(TasklarkError):
    """Wait `retry_after` seconds before the next try."""

    code = "too_many_requests"

    def __init__(self, retry_after: int, detail: str | None = None) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(detail or f"Too many tries; wait {self.retry_after} seconds")


class Unavailable(TasklarkError):
    """The database is out of reach or too busy; nothing was stored that was not acknowledged."""

    code = "unavailable"
    detail = "The service is busy or its database is out of reach; try again shortly"
    retry_after = 2


class Misconfigured(TasklarkError):
    """A setting is missing or wrong; the detail says which, and how to mend it."""

    code = "misconfigured"
