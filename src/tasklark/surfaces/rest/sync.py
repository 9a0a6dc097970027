"""Sync: clients that keep a replica bring what they did, and fetch what is new."""

from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import pull as pulling
from tasklark.actions import push as pushing
from tasklark.actions.push import Mutation
from tasklark.surfaces.rest import reading, squeezing, sync_shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking

router = reading.router("/api/sync", "sync")


@router.post(
    "/push", response_model=sync_shapes.Pushed, responses=refusals(400, 401, 403, 413, 415)
)
async def push_changes(door: Asking, pushed: sync_shapes.Push) -> Response:
    """Bring what a client did, by itself and perhaps some time ago; each is answered by itself.

    A mutation that came before has the outcome that it had, and is not done again. Fields that
    were written later elsewhere stay as they are, and are named in `lost`.
    """
    mutations = [
        Mutation(each.n, each.noun, each.verb, each.id, each.set, each.stamp)
        for each in pushed.mutations
    ]
    body = await pushing.push(door, pushed.client, mutations)
    return Response(body, media_type="application/json")


@router.post(
    "/pull", response_model=sync_shapes.Pulled, responses=refusals(400, 401, 403, 413, 415)
)
async def pull_changes(request: Request, door: Asking, pull: sync_shapes.Pull) -> Response:
    """Fetch what is new in each scope since a cursor, or all that is there.

    Rows come as they are now, each record once. A client pulls until no scope has `more`.
    """
    return squeezing.json(request, await pulling.pull(door, pull.scopes, pull.limit))
