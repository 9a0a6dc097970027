"""Who there is: accounts, and what opens them. See the package for what all tables share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Sequence, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field, SQLModel

from tasklark.domain.accounts import Account
from tasklark.storage.tables.columns import INSTANT, SCHEMA, TEXTS, of_account, owner_id


class AccountRow(Account, table=True):
    """A person; `id` is the owner that every other table begins with."""

    __tablename__ = "accounts"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLModel takes it so

    id: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        sa_column_args=[Sequence("account_ids", schema=SCHEMA)],
    )
    issuer: str = Field(sa_type=Text)
    user_id: str = Field(sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    is_admin: bool = Field(sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = Field(sa_type=INSTANT)
    disabled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    password_hash: str | None = Field(default=None, sa_type=Text)


class DirectoryRow(SQLModel, table=True):
    """Which account a key leads to: a task's id, a subject, an address, a session, a token.

    The one way from something presented to an owner. A row is seen by its owner, and by whoever
    presents the key: nobody can list it.
    """

    __tablename__ = "directory"
    __table_args__ = (
        Index(None, "owner_id", postgresql_where=text("kind <> 'task'")),
        {"schema": SCHEMA},
    )

    kind: str = Field(primary_key=True, sa_type=Text)
    key: UUID = Field(primary_key=True)
    owner_id: int = Field(sa_type=BigInteger)


class AnswerRow(SQLModel, table=True):
    """The first answer to a request with an `Idempotency-Key`, kept to be given again."""

    __tablename__ = "answers"
    __table_args__ = of_account("key")

    owner_id: int = owner_id()
    key: str = Field(primary_key=True, sa_type=Text)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int = Field(sa_type=SmallInteger)
    headers: Any = Field(sa_type=JSON)
    body: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=INSTANT)


class SessionRow(SQLModel, table=True):
    """A browser or client that is signed in; holds the digest of its one living secret."""

    __tablename__ = "sessions"
    __table_args__ = of_account("id")

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    agent: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=INSTANT)
    last_used_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)


class ApiTokenRow(SQLModel, table=True):
    """A personal API token; only its digest is stored."""

    __tablename__ = "api_tokens"
    __table_args__ = of_account("id")

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    scopes: list[str] = Field(sa_type=TEXTS)
    digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=INSTANT)
    last_used_at: datetime | None = Field(default=None, sa_type=INSTANT)
    expires_at: datetime | None = Field(default=None, sa_type=INSTANT)


class InvitationRow(SQLModel, table=True):
    """Leave to sign up, given by an account; used up by the first who does."""

    __tablename__ = "invitations"
    __table_args__ = of_account("id")

    owner_id: int = owner_id()
    id: UUID = Field(primary_key=True)
    email: str | None = Field(default=None, sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)


class AttemptRow(SQLModel, table=True):
    """Failed sign-ins of one account or one address, counted so that guessing slows down."""

    __tablename__ = "attempts"
    __table_args__ = {"schema": SCHEMA}

    key: UUID = Field(primary_key=True)
    count: int
    window_ends_at: datetime = Field(sa_type=INSTANT)


class RevocationRow(SQLModel, table=True):
    """What an account's cached rights are forgotten by, in every process within a second."""

    __tablename__ = "revocations"
    __table_args__ = (Index(None, "revoked_at"), {"schema": SCHEMA})

    id: UUID = Field(primary_key=True)
    account_id: int = Field(sa_type=BigInteger)
    revoked_at: datetime = Field(sa_type=INSTANT)
