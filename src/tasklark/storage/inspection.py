"""What a database server is like: read only, for whoever wants to know before relying on it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from psycopg import Connection, errors, sql

from tasklark.domain.errors import Misconfigured
from tasklark.storage.roles import roles_of
from tasklark.storage.schema import connected

_SETTINGS = (
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "max_connections",
    "superuser_reserved_connections",
)
_ROLE = """
SELECT r.rolsuper OR r.rolcreaterole, (SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s))
FROM pg_roles r WHERE r.rolname = current_user
"""
_IS_MIGRATED = """
SELECT EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'tasklark' AND c.relname = 'alembic_version'
)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """A server as one connection sees it."""

    version: int
    host: str
    has_tls: bool
    is_pooled: bool
    may_make_roles: bool
    has_roles: bool
    settings: dict[str, str]
    skew: timedelta

    @property
    def is_local(self) -> bool:
        """Tell whether nothing leaves this machine on the way to the server."""
        if not self.host or self.host.startswith(("/", "@")) or self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def facts(address: str) -> Facts:
    """Return what the server behind a libpq address is like. Raises `Unavailable`."""
    with connected(address) as connection:
        info = connection.info
        roles = roles_of(info.dbname)
        role = connection.execute(_ROLE, [[roles.owner, roles.app]]).fetchone() or (False, 0)
        return Facts(
            version=info.server_version,
            host=info.host,
            has_tls=bool(connection.pgconn.ssl_in_use),
            is_pooled=_is_pooled(connection),
            may_make_roles=role[0],
            has_roles=role[1] == len({roles.owner, roles.app}),
            settings=_settings(connection),
            skew=_skew(connection),
        )


def is_pooled(address: str) -> bool:
    """Tell whether a pooler stands before the server of a libpq address. Raises `Unavailable`."""
    with connected(address) as connection:
        return _is_pooled(connection)


def revision(direct: str) -> str | None:
    """Return the schema's revision, None where there is no schema yet.

    Raises `Unavailable`, and `Misconfigured` for a role that is not the one that made it.
    """
    with connected(direct) as connection:
        if connection.execute(_IS_MIGRATED).fetchone() != (True,):
            return None
        owner = roles_of(connection.info.dbname).owner
        try:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
        except (errors.InsufficientPrivilege, errors.InvalidParameterValue):
            raise Misconfigured(
                f'the database role "{connection.info.user}" may not act as "{owner}": put the role'
                " that migrated the database into DATABASE_DIRECT_URL or DATABASE_URL"
            ) from None
        found = connection.execute("SELECT version_num FROM tasklark.alembic_version").fetchone()
        return found[0] if found else None


def _is_pooled(connection: Connection) -> bool:
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    return found != (connection.info.backend_pid,)


def _settings(connection: Connection) -> dict[str, str]:
    found = connection.execute(
        "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(_SETTINGS)]
    )
    return dict(found.fetchall())


def _skew(connection: Connection) -> timedelta:
    """Return how far the server's clock is ahead of ours, the way there and back left out."""
    before_at = datetime.now(UTC)
    told = connection.execute("SELECT clock_timestamp()").fetchone()
    after_at = datetime.now(UTC)
    middle_at = before_at + (after_at - before_at) / 2
    return told[0] - middle_at if told else timedelta()
