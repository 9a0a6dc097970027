"""Whether the process lives, and whether it can serve."""

from starlette.requests import Request

from tasklark.actions import health
from tasklark.surfaces.rest import reading, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import reception

router = reading.router("", "health")


@router.get("/health", response_model=shapes.Health)
async def alive() -> dict[str, str]:
    """Answer while the process lives; does not ask the database."""
    return {"status": "healthy"}


@router.get("/health/ready", response_model=shapes.Health, responses=refusals())
async def ready(request: Request) -> dict[str, str]:
    """Answer when requests can be served, 503 when the database is out of reach."""
    await health.require_ready(reception(request).database)
    return {"status": "ready"}
