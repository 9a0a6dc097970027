"""The account that is asking, its API tokens, and invitations to join it here."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import accounts, api_tokens, invitations
from tasklark.actions.unit_of_work import perform
from tasklark.surfaces.rest import account_shapes as shapes
from tasklark.surfaces.rest import reading
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking, forget_cookie, reception

router = reading.router("/api", "account")

Id = Annotated[UUID, Path(alias="id")]


@router.get("/account", response_model=shapes.Account, responses=refusals(401, 403))
async def get_account(door: Asking) -> dict[str, object]:
    """Return the account that is asking."""
    return (await accounts.get(door)).model_dump()


@router.post(
    "/account/password",
    status_code=204,
    responses=refusals(400, 401, 403, 409, 413, 415, 429),
)
async def change_password(request: Request, door: Asking, change: shapes.PasswordChange) -> None:
    """Change the password, and end all other sessions."""
    await accounts.change_password(
        reception(request), door, change.current_password, change.new_password
    )


@router.post("/account/delete", status_code=204, responses=refusals(400, 401, 403, 413, 415, 429))
async def delete_account(
    request: Request, response: Response, door: Asking, deletion: shapes.Deletion
) -> None:
    """Delete the account with everything in it, for good."""
    await accounts.delete(
        reception(request), door, password=deletion.password, user_id=deletion.user_id
    )
    forget_cookie(request, response)


@router.get("/tokens", response_model=list[shapes.ApiToken], responses=refusals(401, 403))
async def list_tokens(door: Asking) -> list[dict[str, object]]:
    """List the account's API tokens, the oldest first; secrets are not among it."""
    return [token._asdict() for token in await api_tokens.listed(door)]


@router.post(
    "/tokens",
    status_code=201,
    response_model=shapes.NewApiToken,
    responses=refusals(400, 401, 403, 409, 413, 415),
)
async def create_token(door: Asking, draft: shapes.ApiTokenDraft) -> dict[str, object]:
    """Make an API token; its secret is in this answer and nowhere else."""
    made = await perform(door, api_tokens.create, draft.name, draft.scopes, draft.days)
    return {**made.token._asdict(), "token": made.secret}


@router.delete("/tokens/{id}", status_code=204, responses=refusals(400, 401, 403, 404))
async def revoke_token(request: Request, door: Asking, token_id: Id) -> None:
    """Revoke an API token: it stops working within a second."""
    await perform(door, api_tokens.revoke, token_id)
    reception(request).forget(door.caller.account_id)


@router.get("/invitations", response_model=list[shapes.Invitation], responses=refusals(401, 403))
async def list_invitations(door: Asking) -> list[dict[str, object]]:
    """List the invitations that can still be used; for administrators."""
    return [invitation._asdict() for invitation in await invitations.listed(door)]


@router.post(
    "/invitations",
    status_code=201,
    response_model=shapes.NewInvitation,
    responses=refusals(400, 401, 403, 409, 413, 415),
)
async def invite(door: Asking, draft: shapes.InvitationDraft) -> dict[str, object]:
    """Make an invitation to sign up; for administrators."""
    made = await perform(door, invitations.create, draft.email, draft.days)
    return {**made.invitation._asdict(), "invitation": made.secret}


@router.delete("/invitations/{id}", status_code=204, responses=refusals(400, 401, 403, 404))
async def withdraw_invitation(door: Asking, invitation_id: Id) -> None:
    """Withdraw an invitation."""
    await perform(door, invitations.withdraw, invitation_id)
