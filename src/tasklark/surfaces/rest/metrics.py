"""`/metrics` for Prometheus, for whoever bears the operator's token."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest

from fastapi import FastAPI
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from tasklark.surfaces.rest import problems
from tasklark.surfaces.rest.gate import Observe

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@contextmanager
def shared_between_processes() -> Iterator[None]:
    """Have the processes forked inside count together, in files that go at the end.

    The library chose how to count when it was imported, so its choice is changed by hand.
    """
    with tempfile.TemporaryDirectory(prefix="tasklark-metrics-") as folder:
        os.environ[_SHARED] = folder
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call] # untyped library
        yield


def expose(app: FastAPI, token: str) -> Observe:
    """Add `/metrics` to the application; return what is to be told of each request."""
    registry = CollectorRegistry()
    requests = Counter(
        "tasklark_requests_total",
        "Answered requests",
        ["method", "route", "status"],
        registry=registry,
    )
    seconds = Histogram(
        "tasklark_request_seconds",
        "Time to answer",
        ["method", "route"],
        registry=registry,
        buckets=_BUCKETS,
    )

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not compare_digest(given.encode(), f"Bearer {token}".encode()):
            return problems.plain(401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(_shared_or(registry)), media_type=CONTENT_TYPE_LATEST)

    def observe(method: str, route: str, status: int, duration: float) -> None:
        requests.labels(method, route, str(status)).inc()
        seconds.labels(method, route).observe(duration)

    return observe


def _shared_or(registry: CollectorRegistry) -> CollectorRegistry:
    if _SHARED not in os.environ:
        return registry
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call] # the library's own lack
    return shared
