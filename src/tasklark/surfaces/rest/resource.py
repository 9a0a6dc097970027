"""The five calls that every kind of record has: list, make, get, change, delete.

They differ in their shapes only; what the verbs do is `actions.records`, what is read,
`actions.reading`.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import reading as records_reading
from tasklark.actions import records
from tasklark.actions.idempotency import Action, Answer, Command, once
from tasklark.actions.reading import By
from tasklark.actions.records import ANY_VERSION, WRITES
from tasklark.actions.unit_of_work import Door, Work
from tasklark.domain import ids
from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.nouns import Noun, version
from tasklark.domain.views import PAGE_MAX
from tasklark.surfaces.rest import problems, reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

JSON = {"content-type": "application/json"}
PAGE = 100
"""Records of a page when the client does not say how many."""

RecordId = Annotated[UUID, Path(alias="id")]


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a noun is made of, changed with, and told as."""

    draft: type[BaseModel]
    changes: type[BaseModel]
    told: type[BaseModel]


class PageQuery(BaseModel):
    """How many records at a time, and where to go on."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE_MAX)
    cursor: str | None = Field(default=None, description="From the `Link` of the page before.")


def router(noun: Noun, plural: str, kinds: Shapes, by: str | None = None) -> APIRouter:
    """Return the routes of a noun below `/api/{plural}`; lists may be narrowed by a column."""
    routes = reading.router(f"/api/{plural}", plural)
    _add_list(routes, noun, plural, kinds, by)
    _add_create(routes, noun, plural, kinds)
    _add_get(routes, noun, kinds)
    _add_change(routes, noun, kinds)
    _add_delete(routes, noun)
    return routes


def _add_list(routes: APIRouter, noun: Noun, plural: str, kinds: Shapes, by: str | None) -> None:
    parameters = reading.query_parameters(PageQuery)
    if by is not None:
        narrowing = {"name": by, "in": "query", "schema": {"type": "string", "format": "uuid"}}
        parameters["parameters"].append({**narrowing, "required": False})

    @routes.get(
        "",
        name=f"list_{plural}",
        response_model=list[kinds.told],  # type: ignore[name-defined] # FastAPI reads it as it runs
        responses=refusals(400, 401, 403),
        openapi_extra=parameters,
        description=f"List {plural}, in the order of their ids; `Link` leads to the next page.",
    )
    async def list_records(request: Request, door: Asking) -> Response:
        wanted = reading.query(request, PageQuery)
        narrowed = _by(request, by)
        after = _after(wanted.cursor)
        page = await records_reading.page(door, noun, wanted.limit, after, narrowed)
        headers = dict(JSON)
        if page.next_id is not None:
            following = request.url.include_query_params(cursor=str(page.next_id))
            headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
        return Response(b"[" + b",".join(page.records) + b"]", headers=headers)


def _add_create(routes: APIRouter, noun: Noun, plural: str, kinds: Shapes) -> None:
    @routes.post(
        "",
        name=f"create_{noun.name}",
        status_code=201,
        response_model=kinds.told,
        responses={200: {"model": kinds.told}, **refusals(400, 401, 403, 404, 409, 413, 415, 422)},
        description=f"Make a {noun.name}; with an `id` of the client's own, at most once.",
    )
    async def create_record(request: Request, door: Asking, draft: kinds.draft) -> Response:  # type: ignore[name-defined] # FastAPI reads it as it runs
        fields = draft.model_dump(exclude_unset=True, exclude={"id"})

        async def create(work: Work) -> Answer:
            made = await records.create(work, noun, fields, draft.id)
            found = answer(noun, made.record, 201 if made.is_new else 200)
            location = {"location": f"/api/{plural}/{made.record.id}"}
            return Answer(found.status, {**found.headers, **location}, found.body)

        return await perform_once(request, door, noun, create)


def _add_get(routes: APIRouter, noun: Noun, kinds: Shapes) -> None:
    @routes.get(
        "/{id}",
        name=f"get_{noun.name}",
        response_model=kinds.told,
        responses=refusals(304, 401, 403, 404),
        description=f"Return one {noun.name}.",
    )
    async def get_record(request: Request, door: Asking, record_id: RecordId) -> Response:
        found = await records_reading.get(door, noun, record_id)
        return told(request, found)


def _add_change(routes: APIRouter, noun: Noun, kinds: Shapes) -> None:
    @routes.patch(
        "/{id}",
        name=f"change_{noun.name}",
        response_model=kinds.told,
        responses=refusals(400, 401, 403, 404, 409, 412, 413, 415, 422),
        description="Change the fields that are given, leave the others.",
    )
    async def change_record(
        request: Request,
        door: Asking,
        record_id: RecordId,
        changes: kinds.changes,  # type: ignore[name-defined] # FastAPI reads it as it runs
    ) -> Response:
        fields = changes.model_dump(exclude_unset=True)
        tags = expected(request)

        async def change(work: Work) -> Answer:
            changed = await records.change(work, noun, record_id, fields, tags)
            return answer(noun, changed.record)

        return await perform_once(request, door, noun, change)


def _add_delete(routes: APIRouter, noun: Noun) -> None:
    @routes.delete(
        "/{id}",
        name=f"delete_{noun.name}",
        status_code=204,
        responses=refusals(400, 401, 403, 404, 409, 412, 422),
        description=f"Put a {noun.name} into the trash.",
    )
    async def delete_record(request: Request, door: Asking, record_id: RecordId) -> Response:
        tags = expected(request)

        async def delete(work: Work) -> Answer:
            await records.delete(work, noun, record_id, tags)
            return Answer(204, {})

        return await perform_once(request, door, noun, delete)


def told(request: Request, found: records_reading.Json) -> Response:
    """Answer with a record as it is stored, or with 304 to a client that has it."""
    headers = {"etag": f'"{found.version}"'}
    known = reading.etags(request, "if-none-match")
    if known and (found.version in known or "*" in known):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers={**JSON, **headers})


def answer(noun: Noun, record: Any, status: int = 200) -> Answer:
    """Return the answer that tells a record."""
    body = shapes.to_json(shapes.record(noun, record))
    return Answer(status, {**JSON, "etag": f'"{version(record)}"'}, body)


async def perform_once(request: Request, door: Door, noun: Noun, action: Action) -> Response:
    """Perform an action, under the request's idempotency key if it has one."""
    key = await reading.idempotency_key(request)
    found = await once(door, key, Command(WRITES[noun.name], action, refused))
    return Response(found.body, found.status, dict(found.headers))


def refused(error: Any) -> Answer:
    """Return a refusal as an answer that can be kept."""
    response = problems.response(error)
    return Answer(response.status_code, dict(response.headers), bytes(response.body))


def expected(request: Request) -> frozenset[str]:
    """Return the versions that `If-Match` lets the record have."""
    tags = reading.etags(request, "if-match")
    return frozenset({ANY_VERSION}) if tags is None else tags


def _after(cursor: str | None) -> UUID:
    if cursor is None:
        return records_reading.FIRST
    found = ids.parse_id(cursor)
    if found is None:
        raise Invalid(FieldError("cursor", "is not one that this list has given"))
    return found


def _by(request: Request, column: str | None) -> By | None:
    if column is None or column not in request.query_params:
        return None
    found = ids.parse_id(request.query_params[column])
    if found is None:
        raise Invalid(FieldError(column, "must be a UUID, written with hyphens"))
    return By(column, found)
