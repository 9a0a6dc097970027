"""The database: within reach, new enough, guarded, and not about to forget."""

from collections.abc import Iterator
from datetime import timedelta

from tasklark.boot import database
from tasklark.boot.database import Addresses
from tasklark.boot.diagnosis.finding import Finding, doubtful, good, wrong
from tasklark.domain.errors import Misconfigured, TasklarkError
from tasklark.settings import Settings
from tasklark.storage import inspection, schema
from tasklark.storage.inspection import Facts

_SKEW_MAX = timedelta(seconds=5)
_SPARE_CONNECTIONS = 5
"""For migrations, the command line and a look by hand."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield findings about the database; the embedded one is started for that if it is there."""
    if settings.database_url is None and not (settings.data / "postgresql" / "18").exists():
        yield good("database", "The embedded one, made by the first start")
        return
    try:
        with database.opened(settings, serving=False) as addresses:
            yield from _server(settings, addresses)
    except TasklarkError as error:
        yield wrong(
            "database",
            error.detail,
            "See that it runs, that DATABASE_URL (or TASKLARK_DATA) leads to it, and that user and"
            " password are right",
        )


def _server(settings: Settings, addresses: Addresses) -> Iterator[Finding]:
    facts = inspection.facts(addresses.direct)
    kind = "Embedded" if settings.database_url is None else "Reached"
    yield good("database", f"{kind}, and it answers")
    yield _version(facts)
    yield _tls(facts)
    yield _directness(facts)
    yield _rights(facts)
    yield from _durability(facts)
    yield _clock(facts)
    yield _revision(addresses)
    yield from _app(settings, addresses, facts)


def _version(facts: Facts) -> Finding:
    major = facts.version // 10_000
    if facts.version < schema.MINIMUM_VERSION:
        return wrong("version", f"PostgreSQL {major} is too old", "Move to PostgreSQL 15 or later")
    return good("version", f"PostgreSQL {major}")


def _tls(facts: Facts) -> Finding:
    if facts.is_local:
        return good("encryption", "Not needed: the database is on this machine")
    if facts.has_tls:
        return good("encryption", "The way to the database is encrypted")
    return wrong(
        "encryption",
        "The way to the database is not encrypted: tasks and passwords can be read on it",
        "Add sslmode=require (better: sslmode=verify-full) to DATABASE_URL",
    )


def _directness(facts: Facts) -> Finding:
    if facts.is_pooled:
        return wrong(
            "direct address",
            "Migrations would go through a pooler, where their lock means nothing",
            "Set DATABASE_DIRECT_URL to the same database past the pooler",
        )
    return good("direct address", "Migrations reach the server itself")


def _rights(facts: Facts) -> Finding:
    if facts.may_make_roles or facts.has_roles:
        return good("roles", "They are there, or can be made")
    return wrong(
        "roles",
        "The database role of DATABASE_URL may not make the roles that Tasklark needs",
        "Give it CREATEROLE, or set DATABASE_DIRECT_URL to a role that has it",
    )


def _durability(facts: Facts) -> Iterator[Finding]:
    for name, loss in (("fsync", "lose"), ("full_page_writes", "damage")):
        if facts.settings[name] == "off":
            yield wrong(
                name,
                f"{name} is off: a power cut can {loss} the whole database",
                f"Set {name} = on in postgresql.conf",
            )
    if facts.settings["synchronous_commit"] in {"off", "local"}:
        yield doubtful(
            "synchronous_commit",
            "A crash of the server can lose changes that were already confirmed",
            "Set synchronous_commit = on in postgresql.conf",
        )
    elif facts.settings["fsync"] == facts.settings["full_page_writes"] == "on":
        yield good("durability", "What is confirmed survives a power cut")


def _clock(facts: Facts) -> Finding:
    seconds = abs(facts.skew.total_seconds())
    if abs(facts.skew) >= _SKEW_MAX:
        return doubtful(
            "clock",
            f"This machine's clock and the database's are {seconds:.0f} seconds apart",
            "Have both follow a time server (NTP), or tokens end too early or too late",
        )
    return good("clock", "This machine and the database agree what time it is")


def _revision(addresses: Addresses) -> Finding:
    found, needed = inspection.revision(addresses.direct), schema.head()
    if found == needed:
        return good("schema", f"Up to date ({needed})")
    if found is None:
        return good("schema", "None yet: made by the first start, or by `tasklark migrate`")
    if schema.knows(found):
        return doubtful(
            "schema",
            f"At {found}, and this Tasklark works with {needed}",
            "Run `tasklark migrate`; `tasklark serve` does it as well",
        )
    return wrong(
        "schema",
        f"At {found}, which a newer Tasklark has made",
        "Use that newer version, or restore a backup made before it",
    )


def _app(settings: Settings, addresses: Addresses, facts: Facts) -> Iterator[Finding]:
    """Look at the database as requests do; only where there is something to look at."""
    if inspection.revision(addresses.direct) is None:
        return
    try:
        schema.require_bound(addresses.app)
    except Misconfigured as unsafe:
        yield wrong("isolation", unsafe.detail, "Let Tasklark make its own role: see the guide")
        return
    except TasklarkError as unreachable:
        yield wrong(
            "isolation",
            f"Requests could not reach the database: {unreachable.detail}",
            "Set TASKLARK_SECRET to the one that the server runs with, or run `tasklark migrate`",
        )
        return
    yield good("isolation", "Requests run under a role that can't pass row-level security by")
    if inspection.is_pooled(addresses.app):
        yield good("connections", "Shared through a pooler")
        return
    yield _connections(settings, facts)


def _connections(settings: Settings, facts: Facts) -> Finding:
    reserved = int(facts.settings["superuser_reserved_connections"])
    offered = int(facts.settings["max_connections"]) - reserved
    wanted = settings.workers * settings.pool_size
    says = f"{wanted} of the {offered} that the database offers"
    if wanted + _SPARE_CONNECTIONS > offered:
        return wrong(
            "connections",
            f"WORKERS x POOL_SIZE asks for {says}",
            "Lower one of them, raise max_connections, or put PgBouncer between",
        )
    return good("connections", f"At most {says}")
