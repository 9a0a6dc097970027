"""Projects, as the caller has them."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import own_projects
from tasklark.actions.idempotency import Answer
from tasklark.actions.reading import Json
from tasklark.actions.unit_of_work import Work
from tasklark.domain.projects import PROJECT
from tasklark.surfaces.rest import project_shapes as shapes
from tasklark.surfaces.rest import reading
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.resource import JSON, expected, perform_once, told

router = reading.router("/api/projects", "projects")

ProjectId = Annotated[UUID, Path(alias="id")]


@router.get("", response_model=list[shapes.Project], responses=refusals(401, 403))
async def list_projects(door: Asking) -> Response:
    """List all projects that the caller is in, in the caller's order; archived ones are marked."""
    return Response(b"[" + b",".join(await own_projects.listed(door)) + b"]", headers=JSON)


@router.post(
    "",
    status_code=201,
    response_model=shapes.Project,
    responses={
        200: {"model": shapes.Project},
        **refusals(400, 401, 403, 409, 413, 415, 422),
    },
)
async def create_project(request: Request, door: Asking, draft: shapes.ProjectDraft) -> Response:
    """Make a project; with an `id` of the client's own, at most once."""
    fields = draft.model_dump(exclude_unset=True, exclude={"id"})

    async def create(work: Work) -> Answer:
        made = await own_projects.create(work, fields, draft.id)
        found = answer(made.json, 201 if made.is_new else 200)
        location = {"location": f"/api/projects/{made.id}"}
        return Answer(found.status, {**found.headers, **location}, found.body)

    return await perform_once(request, door, PROJECT, create)


@router.get("/{id}", response_model=shapes.Project, responses=refusals(304, 401, 403, 404))
async def get_project(request: Request, door: Asking, project_id: ProjectId) -> Response:
    """Return one project."""
    return told(request, await own_projects.get(door, project_id))


@router.patch(
    "/{id}",
    response_model=shapes.Project,
    responses=refusals(400, 401, 403, 404, 409, 412, 413, 415, 422),
)
async def change_project(
    request: Request, door: Asking, project_id: ProjectId, changes: shapes.ProjectChanges
) -> Response:
    """Change the fields that are given, leave the others.

    `is_favourite` and `position` are the caller's own; the rest takes an admin of the project.
    """
    fields = changes.model_dump(exclude_unset=True)
    tags = expected(request)

    async def change(work: Work) -> Answer:
        return answer(await own_projects.change(work, project_id, fields, tags))

    return await perform_once(request, door, PROJECT, change)


@router.delete("/{id}", status_code=204, responses=refusals(400, 401, 403, 404, 409, 412, 422))
async def delete_project(request: Request, door: Asking, project_id: ProjectId) -> Response:
    """Put a project into the trash, with all that is in it; for its owner."""
    tags = expected(request)

    async def delete(work: Work) -> Answer:
        await own_projects.delete(work, project_id, tags)
        return Answer(204, {})

    return await perform_once(request, door, PROJECT, delete)


def answer(found: Json, status: int = 200) -> Answer:
    """Return the answer that tells a project."""
    return Answer(status, {**JSON, "etag": f'"{found.version}"'}, found.body)
