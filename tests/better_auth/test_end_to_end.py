"""Somebody signs up at a real Better Auth, and its token opens our running API."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import httpx
import jwt
import pytest

from tests.api.people import another, bearer, on_new_database
from tests.api.problems import problem
from tests.backends import Cluster, Service
from tests.better_auth.server import SECRET, BetterAuth

Servers = Mapping[str, BetterAuth]


class Started(dict[str, Service]):
    """Services by the name of a Better Auth, and after a plus, a switch that is turned on."""

    def __init__(
        self,
        ground: Service,
        servers: Servers,
        folders: pytest.TempPathFactory,
        stack: ExitStack,
    ) -> None:
        super().__init__()
        self._ground, self._servers = ground, servers
        self._folders, self._stack = folders, stack

    def __missing__(self, name: str) -> Service:
        server, _, switch = name.partition("+")
        knobs = {
            "BETTER_AUTH_URL": self._servers[server].url,
            **({switch: "true"} if switch else {}),
        }
        folder = self._folders.mktemp(server)
        self[name] = self._stack.enter_context(another(self._ground, folder, **knobs))
        return self[name]


@pytest.fixture(scope="module")
def ground(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark whose BETTER_AUTH_SECRET is Better Auth's, with keys of no server."""
    folder = tmp_path_factory.mktemp("ground")
    with on_new_database(cluster, folder, BETTER_AUTH_SECRET=SECRET) as running:
        yield running


@pytest.fixture(scope="module")
def services(
    ground: Service, better_auths: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Service]]:
    """Give a Tasklark for each Better Auth, made when first asked for, all on one database."""
    with ExitStack() as stack:
        yield Started(ground, better_auths, tmp_path_factory, stack)


def _ask(service: Service, token: str) -> httpx.Response:
    with bearer(service, token) as client:
        return client.get("/api/account")


@pytest.mark.parametrize("variant", ["eddsa", "es256", "rs256", "ps256", "own_sign"])
def test_whoever_signs_up_at_better_auth_has_tasks_here(
    better_auths: Servers, services: Mapping[str, Service], variant: str
) -> None:
    server, service = better_auths[variant], services[variant]
    who = server.sign_up()
    token = server.token(who)
    with bearer(service, token) as client:
        made = client.post("/api/tasks", json={"title": "Water the plants"})
        assert (made.status_code, made.json()["user_id"]) == (201, who.user_id)
        account = client.get("/api/account").json()
        assert (account["email"], account["name"]) == (who.email, who.name)
        assert client.patch(f"/api/tasks/{made.json()['id']}/complete").json()["completed"] is True
    with bearer(service, server.token(who)) as again:
        assert [task["id"] for task in again.get("/api/tasks").json()] == [made.json()["id"]]
    other = server.token(server.sign_up())
    with bearer(service, other) as stranger:
        assert stranger.get(made.headers["location"]).status_code == 403
        assert stranger.get("/api/tasks").json() == []
    changed = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    assert problem(_ask(service, changed), 401)["detail"] == "Invalid token"


def test_a_token_opens_only_where_its_server_is_trusted(
    better_auths: Servers, ground: Service, services: Mapping[str, Service]
) -> None:
    server = better_auths["eddsa"]
    token = server.token(server.sign_up())
    assert _ask(services["eddsa"], token).status_code == 200
    for elsewhere in (ground, services["es256"]):
        assert problem(_ask(elsewhere, token), 401)["detail"] == "Invalid token"


@pytest.mark.parametrize("name", ["eddsa", "cookie+BETTER_AUTH_SESSION_COOKIE"])
def test_a_mailed_link_is_no_token(
    better_auths: Servers, services: Mapping[str, Service], name: str
) -> None:
    server = better_auths["eddsa"]
    who = server.sign_up()
    server.change_email(who, f"new-{who.email}")
    links = server.mailed_tokens()
    assert len(links) >= 2
    for link in links:
        assert jwt.decode(link, SECRET, ["HS256"])["email"]
        assert problem(_ask(services[name], link), 401)["detail"] == "Invalid token"


def test_the_cached_session_is_a_token_only_when_switched_on(
    better_auths: Servers, ground: Service, services: Mapping[str, Service]
) -> None:
    who = better_auths["cookie"].sign_up()
    cached = who.cookies["better-auth.session_data"]
    assert problem(_ask(ground, cached), 401)["detail"] == "Invalid token"
    answer = _ask(services["cookie+BETTER_AUTH_SESSION_COOKIE"], cached)
    account: dict[str, Any] = answer.json()
    assert (account["user_id"], account["email"]) == (who.user_id, who.email)


def test_the_session_token_itself_is_none(
    better_auths: Servers, services: Mapping[str, Service]
) -> None:
    session = better_auths["eddsa"].sign_up().session_token
    assert problem(_ask(services["eddsa"], session), 401)["detail"] == "Invalid token"


def test_a_new_key_is_found_and_the_one_before_stays_good(
    better_auths: Servers, services: Mapping[str, Service]
) -> None:
    server, service = better_auths["eddsa"], services["eddsa"]
    who = server.sign_up()
    before = server.token(who)
    assert _ask(service, before).status_code == 200
    server.rotate_keys()
    after = server.token(who)
    assert jwt.get_unverified_header(after)["kid"] != jwt.get_unverified_header(before)["kid"]
    assert _ask(service, after).status_code == _ask(service, before).status_code == 200


def test_when_better_auth_is_gone_its_last_keys_go_on(
    better_auths: Servers, services: Mapping[str, Service]
) -> None:
    server, service = better_auths["leaving_early"], services["leaving_early"]
    first, second = (server.token(server.sign_up()) for _ in range(2))
    assert _ask(service, first).status_code == 200
    server.leave()
    # The second was never seen before: its signature is checked now, its user made now.
    assert _ask(service, second).status_code == 200
