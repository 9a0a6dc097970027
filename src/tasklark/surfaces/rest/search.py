"""Search over tasks and what was said about them."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import search as searched
from tasklark.actions.search import Hit
from tasklark.domain.searching import LIMIT_MAX, QUERY_MAX, SNIPPET_MAX, TERMS_MAX, Snippet
from tasklark.surfaces.rest import reading, task_shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

router = reading.router("/api/search", "search")

_DEFAULT_LIMIT = 20

Places = Annotated[
    list[Annotated[list[int], Field(min_length=2, max_length=2)]],
    Field(
        description="Where the terms are: the first code point, and the one after the last.",
        examples=[[[0, 5]]],
    ),
]


def _needs_words(schema: dict[str, Any]) -> None:
    schema["required"] = ["q"]
    del schema["properties"]["q"]["default"]


class SearchQuery(BaseModel):
    """What is looked for. Without words, the action refuses, once it knows who may search."""

    model_config = ConfigDict(json_schema_extra=_needs_words)

    q: str = Field(
        default="",
        max_length=QUERY_MAX,
        description=f"At most {TERMS_MAX} words, {QUERY_MAX} characters. A task is found when each"
        " is in its title, its description or a comment, be it the beginning of a word or a part;"
        " case and accents make no difference.",
        examples=["wat pla"],
    )
    limit: int = Field(default=_DEFAULT_LIMIT, ge=1, le=LIMIT_MAX)
    archived: bool = Field(
        default=False, description="Whether tasks of archived projects are found as well."
    )


class Excerpt(BaseModel):
    """A part of a longer text, at most 200 characters unless a term is longer."""

    text: str = Field(
        description=f"About {SNIPPET_MAX} characters; … stands where something was left out.",
        examples=["… the watering can leaks"],
    )
    ranges: Places


class Highlights(BaseModel):
    """Where the terms were found. Null: not there."""

    title: Places
    description: Excerpt | None
    comment: Excerpt | None = Field(description="Of the comment that says most of the query.")


class SearchResult(BaseModel):
    """A task that was found."""

    task: task_shapes.Task
    rank: int = Field(
        ge=1,
        le=5,
        description="1: the title begins with the query; 2: each term begins a word of the title;"
        " 3: each term is in the title; 4: the description is needed; 5: comments are needed.",
        examples=[1],
    )
    highlights: Highlights


@router.get(
    "",
    response_model=list[SearchResult],
    responses=refusals(400, 401, 403),
    openapi_extra=reading.query_parameters(SearchQuery),
)
async def search_tasks(request: Request, door: Asking) -> Response:
    """Find tasks by words in their titles, descriptions and comments, as they are typed.

    The best come first; at equal rank open ones before closed ones, then those due, or else
    changed, nearest to now.
    """
    wanted = reading.query(request, SearchQuery)
    hits = await searched.search(door, wanted.q, wanted.limit, archived=wanted.archived)
    return Response(b"[" + b",".join(map(_told, hits)) + b"]", media_type="application/json")


def _told(hit: Hit) -> bytes:
    highlights = {
        "title": hit.title,
        "description": _excerpt(hit.description),
        "comment": _excerpt(hit.comment),
    }
    told = json.dumps(highlights, ensure_ascii=False, separators=(",", ":")).encode()
    return b'{"task":%s,"rank":%d,"highlights":%s}' % (hit.task, hit.rank, told)


def _excerpt(found: Snippet | None) -> dict[str, Any] | None:
    return None if found is None else {"text": found.text, "ranges": found.ranges}
