"""Secret addresses under which projects and saved filters can be read as calendars."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field, StrictBool

from tasklark.actions import calendar_feeds
from tasklark.actions.calendar_feeds import FeedKind
from tasklark.actions.unit_of_work import perform
from tasklark.surfaces.rest import reading
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

router = reading.router("/api/feeds", "feeds")


class FeedDraft(BaseModel):
    """A feed to be made."""

    kind: Literal["project", "filter"]
    resource_id: UUID = Field(description="The project or the saved filter that it shows.")
    expands: StrictBool = Field(
        default=False,
        description="Whether each occurrence of a repeating task is told by itself, for programs"
        " that can't expand rules.",
    )


class Feed(BaseModel):
    """A secret address under which a list can be read as a calendar."""

    id: UUID
    kind: Literal["project", "filter"]
    resource_id: UUID
    expands: bool
    created_at: datetime
    last_used_at: datetime | None


class NewFeed(Feed):
    """A feed just made."""

    path: str = Field(
        description="The path of its address, with the secret in it; it is not shown again."
    )


@router.get("", response_model=list[Feed], responses=refusals(401, 403))
async def list_feeds(door: Asking) -> list[dict[str, object]]:
    """List the account's calendar feeds, the oldest first; addresses are not among it."""
    return [feed._asdict() for feed in await calendar_feeds.listed(door)]


@router.post(
    "",
    status_code=201,
    response_model=NewFeed,
    responses=refusals(400, 401, 403, 404, 409, 413, 415),
)
async def create_feed(door: Asking, draft: FeedDraft) -> dict[str, object]:
    """Make a feed; its address is in this answer and nowhere else."""
    made = await perform(
        door,
        calendar_feeds.create,
        FeedKind(draft.kind),
        draft.resource_id,
        expands=draft.expands,
    )
    return {**made.feed._asdict(), "path": f"/feeds/{made.secret}.ics"}


@router.delete("/{id}", status_code=204, responses=refusals(400, 401, 403, 404))
async def revoke_feed(door: Asking, feed_id: Annotated[UUID, Path(alias="id")]) -> None:
    """Revoke a feed: nothing is at its address any more."""
    await perform(door, calendar_feeds.revoke, feed_id)
