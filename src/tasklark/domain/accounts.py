"""Accounts: people whom Tasklark knows, by an address and a password or by an issuer's word."""

import unicodedata
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import SQLModel

from tasklark.domain import text
from tasklark.domain.errors import FieldError, Invalid

OWN_ISSUER = "tasklark"
"""The issuer of accounts that sign in here."""
EMAIL_MAX = 254
"""Longest address that mail can be sent to (RFC 5321, section 4.5.3.1.3, less the brackets)."""
UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""The moment of an account that is not stored yet."""
NAME_MAX = 200
"""Longest name of a person, in Unicode code points."""


class Account(SQLModel):
    """One person. `user_id` is what the outside knows the account by: the subject of its tokens."""

    id: int
    issuer: str
    user_id: str
    email: str | None = None
    name: str | None = None
    is_admin: bool = False
    inbox_id: UUID
    person_id: UUID
    created_at: datetime
    disabled_at: datetime | None = None


def clean_email(address: str) -> str:
    """Return the address trimmed; raise `Invalid` unless it could receive mail.

    Deliberately shallow (something, an @, a domain): only mail itself tells whether it works.
    """
    address = address.strip()
    text.require_storable("email", address)
    local, at, domain = address.rpartition("@")
    odd = any(c.isspace() or unicodedata.category(c) == "Cc" for c in address)
    if not (local and at and domain) or odd or len(address) > EMAIL_MAX:
        raise Invalid(FieldError("email", "must be an e-mail address, like ada@example.org"))
    return address


def email_key(address: str) -> str:
    """Return the form under which an address is one account's: without regard to case."""
    return unicodedata.normalize("NFKC", address).casefold()


def clean_name(name: str | None) -> str | None:
    """Return a person's name trimmed, None when blank; raise `Invalid` when it is too long."""
    if name is None:
        return None
    text.require_storable("name", name)
    name = name.strip()
    if len(name) > NAME_MAX:
        raise Invalid(FieldError("name", f"must be at most {NAME_MAX} characters"))
    return name or None
