"""Database addresses as people have them: libpq's, Neon's, and what other tools write into them."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tasklark.domain.errors import Misconfigured

_FOREIGN = {
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "schema",
    "sslaccept",
    "statement_cache_size",
}
"""Query parameters that other clients understand and libpq refuses."""

_UNLESS_SAID = {
    "application_name": "tasklark",
    "client_encoding": "UTF8",
    "connect_timeout": "10",
    # A server that vanishes without a word is given up after 20 seconds, not after hours.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "20000",
}


def conninfo(address: str) -> str:
    """Return a database address in libpq's keyword form, TLS parameters and all.

    Takes `postgres://`, `postgresql://`, SQLAlchemy's `postgresql+driver://`, and keywords. Raises
    `Misconfigured` when it can't be read; the message holds nothing of the address.
    """
    try:
        parsed = conninfo_to_dict(_plain_url(address.strip()))
    except (ProgrammingError, ValueError):
        raise Misconfigured(
            "DATABASE_URL can't be read as a PostgreSQL address; it looks like"
            " postgresql://user:password@host:5432/database?sslmode=require"
        ) from None
    return make_conninfo("", **(_UNLESS_SAID | parsed))


def as_role(address: str, role: str, password: str) -> str:
    """Return the libpq address `address` with another user."""
    return make_conninfo(address, user=role, password=password)


def as_user_of(address: str, other: str) -> str:
    """Return the libpq address `address` with the user and password of another one."""
    parts = conninfo_to_dict(other)
    return make_conninfo(address, user=parts.get("user"), password=parts.get("password"))


def user_of(address: str) -> str | None:
    """Return the user that a libpq address names, None when it leaves that to libpq."""
    user = conninfo_to_dict(address).get("user")
    return str(user) if user else None


def database_of(address: str) -> str:
    """Return the database that a libpq address leads to: by default the user's own."""
    parts = conninfo_to_dict(address)
    return str(parts.get("dbname") or parts.get("user") or "postgres")


def _plain_url(address: str) -> str:
    scheme, separator, _ = address.partition("://")
    if not separator:
        return address
    parts = urlsplit(address)
    if scheme.partition("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(scheme)
    query = [(k, v) for k, v in parse_qsl(parts.query) if k not in _FOREIGN]
    return urlunsplit(parts._replace(scheme="postgresql", query=urlencode(query, quote_via=quote)))
