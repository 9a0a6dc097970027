"""The one place where what PostgreSQL and its driver report becomes the product's own errors."""

from typing import NoReturn

import psycopg
import psycopg_pool

from tasklark.domain.errors import TasklarkError, TokenInvalid, Unavailable


class Contended(TasklarkError):
    """The transaction lost against another one and can be run again as a whole."""

    code = "storage.contended"


class Duplicate(TasklarkError):
    """A row with this key is there already; `constraint` names the key."""

    code = "storage.duplicate"

    def __init__(self, constraint: str) -> None:
        self.constraint = constraint
        super().__init__(f"duplicate key: {constraint}")


_CONTENDED = {"40001", "40P01"}
_OUT_OF_REACH = ("08", "53", "57P")
_TOO_SLOW = {"55P03", "57014", "25P03", "25P04"}


REPORTED = (psycopg.Error, psycopg_pool.PoolTimeout, psycopg_pool.PoolClosed)
"""What the driver and its pool raise."""


def raise_meaning(error: Exception) -> NoReturn:
    """Raise what a reported error means; the error itself when it is a fault of ours."""
    meant = translate(error)
    if meant is error:
        raise error
    raise meant from error


def translate(error: Exception) -> Exception:
    """Return the product's error for one of the driver's; the same error when there is none."""
    if not isinstance(error, psycopg.Error):
        return Unavailable()
    state = error.sqlstate
    if state is None:
        return Unavailable() if isinstance(error, psycopg.OperationalError) else error
    if state in _CONTENDED:
        return Contended()
    if state in _TOO_SLOW or state.startswith(_OUT_OF_REACH):
        return Unavailable()
    return _of_a_key(error)


def _of_a_key(error: psycopg.Error) -> Exception:
    name = error.diag.constraint_name or ""
    if error.sqlstate == "23505":
        return Duplicate(name)
    if error.sqlstate == "23503" and name.endswith("_accounts_fkey"):
        return TokenInvalid()  # the account whose row it would be was deleted a moment ago
    return error
