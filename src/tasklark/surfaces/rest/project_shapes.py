"""What REST takes and gives about projects, and about who is in them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from tasklark.actions.project_invitations import DAYS_MAX
from tasklark.domain import projects
from tasklark.domain.text import DESCRIPTION_MAX
from tasklark.surfaces.rest.account_shapes import Email, Secret, whole
from tasklark.surfaces.rest.record_shapes import (
    Color,
    Favourite,
    Kept,
    OwnId,
    Position,
    line,
    told,
)
from tasklark.surfaces.rest.shapes import NO_NUL, NOT_BLANK

_NULL = {"type": "null"}
_TEXT = {"type": "string", "maxLength": DESCRIPTION_MAX, "pattern": NO_NUL}
_ICON = {"type": "string", "minLength": 1, "maxLength": projects.ICON_MAX, "pattern": NOT_BLANK}
_PARENT = {"type": "string", "format": "uuid"}
_VIEWS = [*projects.ViewKind]

ProjectName = Annotated[Any, line(projects.NAME_MAX, "What it is called.", "Garden")]
ParentId = Annotated[
    Any, told({"anyOf": [_PARENT, _NULL]}, "The project of the same owner that it is nested in.")
]
ProjectDescription = Annotated[
    Any, told({"anyOf": [_TEXT, _NULL]}, "Markdown, kept as typed.", "Beds and *pots*")
]
Icon = Annotated[Any, told({"anyOf": [_ICON, _NULL]}, "One emoji.", "🌱")]
View = Annotated[Any, told({"type": "string", "enum": _VIEWS}, "How it is shown at first.", "list")]
Archived = Annotated[Any, told({"type": "boolean"}, "Whether it is put away.", False)]
Given = Literal["viewer", "commenter", "editor", "admin"]
Role = Literal["viewer", "commenter", "editor", "admin", "owner"]


class ProjectDraft(BaseModel):
    """A project to be made; whoever makes it owns it."""

    id: OwnId = None
    name: ProjectName
    parent_id: ParentId = None
    description: ProjectDescription = None
    color: Color = None
    icon: Icon = None
    view: View = None
    is_favourite: Favourite = None
    position: Position = None


class ProjectChanges(BaseModel):
    """Changes to a project, for which one has to be an admin of it.

    `is_favourite` and `position` are everybody's own.
    """

    name: ProjectName = None
    parent_id: ParentId = None
    description: ProjectDescription = None
    color: Color = None
    icon: Icon = None
    view: View = None
    archived: Archived = None
    is_favourite: Favourite = None
    position: Position = None


class Project(Kept):
    """A project as the caller has it."""

    parent_id: UUID | None
    name: str
    description: str | None
    color: str
    icon: str | None
    view: str
    archived: bool
    created_by: UUID | None = Field(description="The person who made it.")
    role: Role = Field(description="What the caller is in it.")
    is_favourite: bool
    position: str
    is_inbox: bool = Field(description="The Inbox stays, and is never shared.")
    owner_id: UUID | None = Field(description="The person who owns it.")
    member_count: int = Field(description="How many people are in it, the owner counted.")


class Member(BaseModel):
    """Somebody in a project; `updated_at` is the version, for `If-Match`."""

    id: UUID = Field(description="The person.")
    name: str | None
    email: str | None
    role: Role
    created_at: datetime
    updated_at: datetime


class RoleChange(BaseModel):
    """Another role for a member."""

    role: Given


class Heir(BaseModel):
    """The member who is to own a project."""

    person_id: UUID


class Presence(BaseModel):
    """What somebody looks at now."""

    project_id: UUID


class ProjectInvitationDraft(BaseModel):
    """An invitation: for one e-mail address, used up by joining; without one, a link for many."""

    role: Given
    email: Email | None = None
    days: Annotated[StrictInt, Field(ge=1, le=DAYS_MAX), BeforeValidator(whole)] = 7


class ProjectInvitation(BaseModel):
    """Leave to join a project."""

    id: UUID
    email: str | None
    role: Given
    created_by: UUID = Field(description="The person who invited.")
    created_at: datetime
    expires_at: datetime


class NewProjectInvitation(ProjectInvitation):
    """An invitation just made."""

    invitation: str = Field(description="The secret; it is not shown again.")


class InvitationSecret(BaseModel):
    """An invitation, held in the hand."""

    invitation: Secret


class Offer(BaseModel):
    """What an invitation offers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "project_id": "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84",
                    "project_name": "Garden",
                    "role": "editor",
                    "inviter": "Ada",
                    "email": None,
                    "expires_at": "2030-02-10T09:30:00.000000Z",
                }
            ]
        }
    )

    project_id: UUID
    project_name: str
    role: Given
    inviter: str | None = Field(description="The name of the person who invited.")
    email: str | None = Field(description="The address that it is for; null for anybody's.")
    expires_at: datetime
