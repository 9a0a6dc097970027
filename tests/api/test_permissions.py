"""Who gets what: every route, by everybody. A route that is not in the matrix fails here."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID

import httpx
import pytest
from starlette.routing import Mount, Route

import tasklark
from tasklark.domain.access import NEEDS, Operation, Scope
from tasklark.surfaces.rest.application import application
from tests.api.circle import GIVEN, ROLES, circle, made
from tests.api.matrix import MATRIX, OPEN, SCOPELESS, Stage, judged
from tests.api.people import bearer
from tests.backends import Service

OF_REST = [scope for scope in Scope if scope is not Scope.CALDAV]
"""The scopes of tokens that REST takes; an app password is none."""


@pytest.fixture(scope="module")
def stage(embedded: Service) -> Iterator[Stage]:
    with circle(embedded, *GIVEN) as people, embedded.client("guest", name="guest") as guest:
        clients = {**people.clients, "guest": guest}
        yield Stage(type(people)(people.project, clients, people.people))


@pytest.fixture(scope="module")
def limited(embedded: Service, stage: Stage) -> Iterator[dict[Scope, httpx.Client]]:
    """Give the owner's clients, each with all scopes but the one that names it."""
    with ExitStack() as stack:
        clients: dict[Scope, httpx.Client] = {}
        for missing in OF_REST:
            draft = {"name": missing, "scopes": [scope for scope in OF_REST if scope != missing]}
            token = made(stage.circle["owner"].post("/api/tokens", json=draft))["token"]
            clients[missing] = stack.enter_context(bearer(embedded, token))
        yield clients


def routes() -> Iterator[str]:
    for route in application(tasklark.__version__).routes:
        if isinstance(route, Mount):
            yield f"* {route.path}"
        elif isinstance(route, Route):
            for method in route.methods or ():
                yield f"{method} {route.path}"


def ask(client: httpx.Client, route: str, address: str, body: object) -> int:
    with client.stream(route.partition(" ")[0], address, json=body) as answer:
        if answer.headers.get("content-type") == "text/event-stream":
            return answer.status_code
        answer.read()
        return judged(answer)


def test_every_route_is_in_the_matrix_and_nothing_else_is() -> None:
    assert sorted(routes()) == sorted([*MATRIX, *OPEN])


def test_every_operation_is_asked_for_by_some_route() -> None:
    assert {asked.operation for asked in MATRIX.values()} == set(Operation)


@pytest.mark.parametrize("route", MATRIX)
def test_a_route_gives_each_role_what_the_matrix_says(
    stage: Stage, limited: dict[Scope, httpx.Client], route: str
) -> None:
    asked = MATRIX[route]
    given = []
    for role in ROLES:
        address, body = asked.request(stage, role)
        given.append(ask(stage.circle[role], route, address, body))
    assert " ".join(map(str, given)) == asked.statuses
    address, body = asked.request(stage, "owner")
    without = limited[NEEDS[asked.operation].scope]
    assert (ask(without, route, address, body) == 403) != (route in SCOPELESS)


def test_no_route_of_the_matrix_gives_anything_without_a_token(embedded: Service) -> None:
    with embedded.stranger() as nobody:
        for route in MATRIX:
            address = re.sub(r"\{\w+\}", str(UUID(int=1)), route.partition(" ")[2])
            assert ask(nobody, route, address, {}) == 401, route
