"""Who is in a project: its members, invitations to it, the way in and the way out."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import own_projects, project_invitations, sharing
from tasklark.actions.reading import Json
from tasklark.actions.sharing import Member
from tasklark.actions.unit_of_work import Work, perform
from tasklark.domain.access import Role
from tasklark.domain.nouns import timestamp
from tasklark.surfaces.rest import project_shapes as shapes
from tasklark.surfaces.rest import reading
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.projects import ProjectId, answer
from tasklark.surfaces.rest.resource import JSON, expected
from tasklark.surfaces.rest.shapes import to_json

of_project = reading.router("/api/projects/{id}", "sharing")
of_invitation = reading.router("/api/project-invitations", "sharing")
ROUTERS = (of_project, of_invitation)

PersonId = Annotated[UUID, Path(alias="person_id")]
InvitationId = Annotated[UUID, Path(alias="invitation_id")]


@of_project.get("/members", response_model=list[shapes.Member], responses=refusals(401, 403, 404))
async def list_members(door: Asking, project_id: ProjectId) -> Response:
    """List who is in a project, the first ones first."""
    found = await perform(door, sharing.members, project_id)
    return Response(to_json([_member(member) for member in found]), headers=JSON)


@of_project.patch(
    "/members/{person_id}",
    response_model=shapes.Member,
    responses=refusals(400, 401, 403, 404, 412, 413, 415),
)
async def change_member(
    request: Request,
    door: Asking,
    project_id: ProjectId,
    person_id: PersonId,
    change: shapes.RoleChange,
) -> Response:
    """Give a member another role; for admins, and never the owner's."""
    role, tags = Role(change.role), expected(request)
    member = await perform(door, sharing.change_role, project_id, person_id, role, tags)
    headers = {**JSON, "etag": f'"{timestamp(member.updated_at)}"'}
    return Response(to_json(_member(member)), headers=headers)


@of_project.delete(
    "/members/{person_id}", status_code=204, responses=refusals(401, 403, 404, 409, 412)
)
async def remove_member(
    request: Request, door: Asking, project_id: ProjectId, person_id: PersonId
) -> None:
    """Take somebody out of a project and off its open tasks; for admins, or oneself."""
    await perform(door, sharing.remove, project_id, person_id, expected(request))


@of_project.post("/leave", status_code=204, responses=refusals(401, 403, 404, 409))
async def leave_project(door: Asking, project_id: ProjectId) -> None:
    """Go out of a project, and off its open tasks; its owner has to stay."""
    await perform(door, sharing.leave, project_id)


@of_project.post(
    "/transfer",
    response_model=shapes.Project,
    responses=refusals(400, 401, 403, 404, 409, 413, 415),
)
async def transfer_project(door: Asking, project_id: ProjectId, heir: shapes.Heir) -> Response:
    """Give a project to one of its members; who gave it stays as an admin."""

    async def transfer(work: Work) -> Json:
        await sharing.transfer(work, project_id, heir.person_id)
        return await own_projects.now(work, project_id)

    return _told(await perform(door, transfer))


@of_project.get(
    "/invitations",
    response_model=list[shapes.ProjectInvitation],
    responses=refusals(401, 403, 404),
)
async def list_project_invitations(door: Asking, project_id: ProjectId) -> list[dict[str, object]]:
    """List the invitations to a project that can still be used; for admins."""
    found = await perform(door, project_invitations.listed, project_id)
    return [invitation._asdict() for invitation in found]


@of_project.post(
    "/invitations",
    status_code=201,
    response_model=shapes.NewProjectInvitation,
    responses=refusals(400, 401, 403, 404, 409, 413, 415),
)
async def invite_to_project(
    door: Asking, project_id: ProjectId, draft: shapes.ProjectInvitationDraft
) -> dict[str, object]:
    """Invite to a project, by e-mail address or by link; for admins."""
    made = await perform(door, project_invitations.create, project_id, draft.model_dump())
    return {**made.invitation._asdict(), "invitation": made.secret}


@of_project.delete(
    "/invitations/{invitation_id}", status_code=204, responses=refusals(401, 403, 404)
)
async def revoke_project_invitation(
    door: Asking, project_id: ProjectId, invitation_id: InvitationId
) -> None:
    """Have an invitation be good no more; for admins."""
    await perform(door, project_invitations.revoke, project_id, invitation_id)


@of_invitation.post(
    "/show",
    response_model=shapes.Offer,
    responses=refusals(400, 401, 403, 404, 413, 415),
)
async def show_project_invitation(door: Asking, held: shapes.InvitationSecret) -> dict[str, object]:
    """Tell what an invitation offers, before one joins."""
    return (await project_invitations.show(door, held.invitation))._asdict()


@of_invitation.post(
    "/join",
    response_model=shapes.Project,
    responses=refusals(400, 401, 403, 404, 409, 413, 415),
)
async def join_project(door: Asking, held: shapes.InvitationSecret) -> Response:
    """Come into a project; whoever is in it already stays as they are."""

    async def join(work: Work) -> Json:
        return await own_projects.now(work, await project_invitations.join(work, held.invitation))

    return _told(await perform(door, join))


def _member(member: Member) -> dict[str, object]:
    moments = {name: timestamp(getattr(member, name)) for name in ("created_at", "updated_at")}
    return {**member._asdict(), "id": str(member.id), **moments}


def _told(found: Json) -> Response:
    told = answer(found)
    return Response(told.body, told.status, dict(told.headers))
