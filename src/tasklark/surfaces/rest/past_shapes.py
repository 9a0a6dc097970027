"""What REST tells of the past: the trash, what can be undone, and what was."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import history, trash, undo
from tasklark.domain.errors import FieldError, Invalid

JSON = {"content-type": "application/json"}
TrashNoun = Literal["task", "section", "project", "comment", "reminder", "label", "filter"]
_ID = "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84"


class TrashQuery(BaseModel):
    """Whose trash, how much at a time, and where to go on."""

    project_id: UUID | None = Field(default=None, description="Of this project only.")
    limit: int = Field(default=50, ge=1, le=trash.PAGE_MAX)
    cursor: str | None = Field(default=None, description="From the `Link` of the page before.")


class EmptyQuery(BaseModel):
    """Whose trash is emptied."""

    project_id: UUID | None = Field(
        default=None, description="Of this project only; else all that is the caller's own."
    )


class UndoQuery(BaseModel):
    """How many batches at a time, and where to go on."""

    limit: int = Field(default=20, ge=1, le=undo.PAGE_MAX)
    cursor: str | None = Field(default=None, description="From the `Link` of the page before.")


class HistoryQuery(BaseModel):
    """How many entries at a time, and where to go on."""

    limit: int = Field(default=50, ge=1, le=history.PAGE_MAX)
    cursor: str | None = Field(default=None, description="From the `Link` of the page before.")


class MomentQuery(BaseModel):
    """Which moment."""

    moment: AwareDatetime = Field(
        description="An instant with offset (RFC 3339), not in the future.",
        examples=["2026-11-21T09:30:00Z"],
    )


class Trashed(BaseModel):
    """Something that was deleted by itself; what went along with it is only counted."""

    noun: TrashNoun
    id: UUID = Field(examples=[_ID])
    project_id: UUID | None
    title: str = Field(description="The first 200 characters.", examples=["Water the plants"])
    deleted_at: datetime
    gone_at: datetime = Field(description="When it is gone for good: 30 days later.")
    tasks_along: int = Field(description="How many tasks come back with it.", examples=[3])


class Restored(BaseModel):
    """What came back."""

    noun: TrashNoun
    id: UUID = Field(examples=[_ID])
    records: int = Field(
        description="How many records came back with it, itself counted; 0 if it was not away.",
        examples=[4],
    )
    is_loose: bool = Field(
        description="Whether its parent or section is not there any more, so that it is at the top"
        " level of its project now."
    )


class Emptied(BaseModel):
    """What is gone for good."""

    records: int = Field(examples=[12])


class ChangedField(BaseModel):
    """One field: `*` for a whole record that was made or removed, `labels/errand` for an element.

    What is `lost` was never in the record: a late write wanted `before`, and `after` stayed.
    """

    field: str = Field(examples=["title"])
    before: Any = Field(examples=["Water the plants"])
    after: Any = Field(examples=["Water the flowers"])
    lost: bool


class BatchChange(ChangedField):
    """One field of one record."""

    noun: str = Field(examples=["task"])
    id: UUID = Field(examples=[_ID])


class Batch(BaseModel):
    """What the caller did at once."""

    batch_id: UUID = Field(examples=[_ID])
    done_at: datetime
    surface: str = Field(description="Through which surface.", examples=["rest"])
    undoes: UUID | None = Field(description="The batch that it took back, of an undo.")
    undone_by: UUID | None = Field(description="The batch that took it back, if one has.")
    records: int = Field(description="How many records it changed, counted up to 1,000.")
    project_ids: list[UUID] = Field(description="Where: projects, or the person's own space.")
    changes: list[BatchChange] = Field(description="The first 20 of its changes.")


class ToUndo(BaseModel):
    """Which batch is taken back."""

    batch_id: UUID | None = Field(
        default=None, description="The latest that is no undo and not undone, when not given."
    )


class Kept(BaseModel):
    """What an undo left as it is."""

    noun: str = Field(examples=["task"])
    id: UUID = Field(examples=[_ID])
    field: str | None = Field(description="Null for the whole record.", examples=["title"])
    reason: str = Field(examples=["changed_later"])
    detail: str = Field(examples=["It was changed again later"])


class Undone(BaseModel):
    """What an undo did. To do it again, undo its own `batch_id`."""

    batch_id: UUID = Field(examples=[_ID])
    undoes: UUID = Field(examples=[_ID])
    changed: int = Field(description="Records whose fields went back.", examples=[1])
    restored: int = Field(description="Records that came back from the trash.", examples=[0])
    deleted: int = Field(description="Records that went to the trash.", examples=[0])
    kept: list[Kept]


class Entry(BaseModel):
    """What one write did to one record."""

    number: int = Field(description="Its number in its project.", examples=[17])
    project_id: UUID | None = Field(description="Null in a person's own space.")
    changed_at: datetime
    person_id: UUID | None = Field(description="Null for somebody who has left the project.")
    name: str | None = Field(examples=["Ada"])
    surface: str = Field(examples=["rest"])
    batch_id: UUID | None
    undoes: UUID | None
    noun: str = Field(examples=["task"])
    id: UUID = Field(examples=[_ID])
    changes: list[ChangedField]


class ProjectThen(BaseModel):
    """A project as it was, without what lay in its trash.

    Records are told as now, but for `updated_at`.
    """

    moment: datetime
    number: int = Field(description="The number of the latest change up to then.", examples=[17])
    project: dict[str, Any]
    sections: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    comments: list[dict[str, Any]]
    reminders: list[dict[str, Any]] = Field(description="The caller's own.")
    occurrences: list[dict[str, Any]]


def place_text(moment: datetime, key: object) -> str:
    """Return the cursor of a place that is told by a moment and a key."""
    told = f"{moment.astimezone(UTC).isoformat()} {key}"
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place(cursor: str) -> tuple[datetime, str]:
    """Return the moment and the key of a cursor. Raises `Invalid`."""
    try:
        told = urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor[:200]) % 4)).decode()
        moment, _, key = told.partition(" ")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is not None and key:
            return found, key
    except (binascii.Error, ValueError):
        pass
    raise Invalid(FieldError("cursor", "is not one that this list has given"))


def array(entries: list[bytes], request: Request, cursor: str | None) -> Response:
    """Return the answer that is a page of a list, with the link to the next one if there is."""
    headers = dict(JSON)
    if cursor is not None:
        following = request.url.include_query_params(cursor=cursor)
        headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(b"[" + b",".join(entries) + b"]", headers=headers)
