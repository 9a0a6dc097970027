"""Projects: the lists that hold tasks; their sections; and where each member keeps them."""

from enum import StrEnum
from uuid import UUID

from tasklark.domain import fields, rank, text
from tasklark.domain.access import Role
from tasklark.domain.nouns import Noun, Record

INBOX = "Inbox"
"""The name of the project that every account has from its first moment."""
NAME_MAX = 200
"""Longest name of a project or section, in Unicode code points."""
ICON_MAX = 16
"""Longest icon: one emoji, joined ones included."""


class ViewKind(StrEnum):
    """How a project is shown at first."""

    LIST = "list"
    BOARD = "board"
    CALENDAR = "calendar"


class Project(Record):
    """A list of tasks. `parent_id` is the project of the same owner that it is nested in."""

    parent_id: UUID | None = None
    name: str
    description: str | None = None
    color: str = "grey"
    icon: str | None = None
    view: ViewKind = ViewKind.LIST
    archived: bool = False
    created_by: UUID | None = None


class Section(Record):
    """A part of a project, in the project's manual order."""

    project_id: UUID
    name: str
    position: str


class Placement(Record):
    """A project as one person has it: with which role, and where in their own order.

    Its id is the project's.
    """

    role: Role
    is_favourite: bool = False
    position: str


class Member(Record):
    """Somebody who is in a project. Its id is the person's."""

    project_id: UUID
    role: Role
    name: str | None = None
    email: str | None = None


PROJECT = Noun(
    name="project",
    record=Project,
    cleaners={
        "parent_id": fields.or_null(fields.identifier),
        "name": fields.line(NAME_MAX),
        "description": fields.or_null(fields.prose(text.DESCRIPTION_MAX)),
        "color": fields.color,
        "icon": fields.or_null(fields.line(ICON_MAX)),
        "view": fields.choice(ViewKind),
        "archived": fields.truth,
    },
    required=("name",),
)

SECTION = Noun(
    name="section",
    record=Section,
    cleaners={
        "project_id": fields.identifier,
        "name": fields.line(NAME_MAX),
        "position": lambda field, value: rank.clean(value, field),
    },
    required=("project_id", "name"),
    groups={"project_id": "place", "position": "place"},
    chosen=("position",),
)

PLACEMENT = Noun(
    name="placement",
    record=Placement,
    cleaners={
        "is_favourite": fields.truth,
        "position": lambda field, value: rank.clean(value, field),
    },
    in_project=False,
)

MEMBER = Noun(name="member", record=Member, cleaners={})
