"""What REST takes and gives about accounts: people, sessions, API tokens, invitations."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StrictInt, StrictStr, WithJsonSchema

from tasklark.domain.accounts import EMAIL_MAX, NAME_MAX
from tasklark.identity.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from tasklark.surfaces.rest.shapes import NO_NUL, NOT_BLANK


def whole(value: Any) -> Any:
    """Return 7 for 7.0: JSON has one kind of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Email = Annotated[
    StrictStr,
    Field(
        json_schema_extra={"format": "email", "maxLength": EMAIL_MAX},
        examples=["ada@example.org"],
    ),
]
Name = Annotated[
    Annotated[StrictStr, Field(json_schema_extra={"maxLength": NAME_MAX, "pattern": NO_NUL})]
    | None,
    Field(examples=["Ada"]),
]
Password = Annotated[StrictStr, Field(max_length=1024, examples=["four words nobody pairs"])]
NewPassword = Annotated[
    StrictStr,
    Field(
        json_schema_extra={"minLength": MIN_CHARACTERS, "maxLength": MAX_CHARACTERS},
        description="At least 15 characters, not an easily guessed one.",
        examples=["four words nobody pairs"],
    ),
]
Secret = Annotated[StrictStr, Field(max_length=200)]


class SignUp(BaseModel):
    """Somebody who wants an account."""

    email: Email
    password: NewPassword
    name: Name = None
    invitation: Secret | None = Field(default=None, description="Needed where SIGNUP=invitation.")


class Credentials(BaseModel):
    """Somebody who has an account."""

    email: Email
    password: Password


class RefreshToken(BaseModel):
    """A refresh token, used up by being shown."""

    refresh_token: Secret


class Tokens(BaseModel):
    """What an API client works with."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme (RFC 6750)
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str = Field(description="Gives the next tokens, once.")


class PasswordChange(BaseModel):
    """A new password, and the one until now."""

    current_password: Password
    new_password: NewPassword


class Deletion(BaseModel):
    """What confirms that an account may be deleted for good."""

    password: Password | None = None
    user_id: StrictStr | None = Field(
        default=None, max_length=255, description="For accounts that sign in elsewhere."
    )


class Account(BaseModel):
    """The account that is asking."""

    user_id: str
    person_id: UUID = Field(
        description="How other people know it: as assignee, author or member. Its settings have"
        " this id as well."
    )
    inbox_id: UUID = Field(description="The project where tasks are that are put nowhere else.")
    email: str | None
    name: str | None
    is_admin: bool
    created_at: datetime


class Session(BaseModel):
    """A browser or client that is signed in."""

    id: UUID
    kind: Literal["browser", "client"]
    agent: str | None
    is_current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


_SCOPES = {
    "anyOf": [
        {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "enum": ["tasks:read", "tasks:write", "account"]},
        },
        {"type": "array", "minItems": 1, "items": {"type": "string", "const": "caldav"}},
    ],
    "description": "What it may do; `caldav`, alone, makes an app password for calendar programs.",
}


class ApiTokenDraft(BaseModel):
    """A personal API token to be made."""

    name: Annotated[
        StrictStr,
        Field(
            min_length=1,
            max_length=100,
            json_schema_extra={"pattern": NOT_BLANK},
            examples=["backup script"],
        ),
    ]
    scopes: Annotated[
        list[Literal["tasks:read", "tasks:write", "account", "caldav"]],
        Field(min_length=1),
        WithJsonSchema(_SCOPES),
    ]
    days: Annotated[StrictInt, Field(ge=1, le=3650), BeforeValidator(whole)] | None = Field(
        default=None, description="How long it lives, in days; null for ever."
    )


class ApiToken(BaseModel):
    """A personal API token."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class NewApiToken(ApiToken):
    """A token just made."""

    token: str = Field(description="The secret; it is not shown again.")


class InvitationDraft(BaseModel):
    """An invitation to be made."""

    email: Email | None = None
    days: Annotated[StrictInt, Field(ge=1, le=90), BeforeValidator(whole)] = 7


class Invitation(BaseModel):
    """Leave to sign up."""

    id: UUID
    email: str | None
    created_at: datetime
    expires_at: datetime


class NewInvitation(Invitation):
    """An invitation just made."""

    invitation: str = Field(description="The secret; it is not shown again.")


class Message(BaseModel):
    """A sentence."""

    detail: str
