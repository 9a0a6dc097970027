"""Slowing down those who guess: counted in the database, so that no restart forgives."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from tasklark.domain.errors import TooManyRequests
from tasklark.storage import attempts, directory
from tasklark.storage.engine import Database, Identity


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` within `seconds`, counted for one kind of thing."""

    kind: str
    attempts: int
    seconds: int


SIGN_IN_ACCOUNT = Limit("sign-in account", 10, 15 * 60)
"""Failures against one account, from wherever they come: under NIST's 100 by far."""
SIGN_IN_ADDRESS = Limit("sign-in address", 100, 15 * 60)
"""Failures from one network address, against whichever accounts."""
APP_PASSWORD_ACCOUNT = Limit("app password account", 20, 15 * 60)
"""Wrong app passwords of one account: programs go on asking with one that was revoked."""
APP_PASSWORD_ADDRESS = Limit("app password address", 100, 15 * 60)
"""Wrong app passwords from one network address."""
SIGN_UP_ADDRESS = Limit("sign-up address", 300, 60 * 60)
"""Accounts made from one network address."""


async def count(database: Database, limit: Limit, whose: str) -> None:
    """Count an attempt before it is made; raise `TooManyRequests` when it is one too many.

    Counted in a transaction of its own, before the password is looked at, so neither a failure's
    rollback nor eleven guesses at once slip through.
    """
    key = directory.key_of(limit.kind, whose)
    (counted,) = await database.read(Identity(key=key), attempts.count(key, limit.seconds))
    made, wait = counted.row() or (0, 0)
    if made > limit.attempts:
        raise TooManyRequests(wait, f"Too many tries; wait {_in_words(wait)} and try again")


async def forgive(database: Database, limit: Limit, whose: str) -> None:
    """Forget all attempts counted, after one that was right."""
    key = directory.key_of(limit.kind, whose)
    await database.read(Identity(key=key), attempts.forget(key))


async def take_back(database: Database, limit: Limit, whose: str) -> None:
    """Take back the one attempt just counted, because it was right."""
    key = directory.key_of(limit.kind, whose)
    await database.read(Identity(key=key), attempts.take_back(key))


def network(address: str) -> str:
    """Return the part of a network address that one person can't change at will.

    Of IPv6 that is the first half: whoever has one address has a whole /64 of them (RFC 6177).
    What is no address at all comes back unchanged.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else f"{IPv6Address(int(parsed) >> 64 << 64)}/64"


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
