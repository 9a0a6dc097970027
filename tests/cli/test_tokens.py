"""Personal API tokens made by the operator."""

import re
import time

from tests.backends import Service
from tests.cli.conftest import Program


def test_the_token_stands_alone_on_standard_output_and_works_within_its_scopes(
    beside: Program, embedded: Service
) -> None:
    email = beside.add_account()["email"]
    add = ("tokens", "add", email, "--name", "laptop", "--days", "3")
    printed, told = beside.run(*add, "--scope", "tasks:read")
    assert re.fullmatch(r"tasklark_pat_\w+\n", printed)
    assert printed.strip() not in told
    with embedded.stranger() as client:
        client.headers["Authorization"] = f"Bearer {printed.strip()}"
        assert client.get("/api/tasks").json() == []
        assert client.post("/api/tasks", json={"title": "x"}).status_code == 403
        both = beside.json(*add, "--scope", "tasks:read", "--scope", "tasks:write")
        client.headers["Authorization"] = f"Bearer {both['token']}"
        assert client.post("/api/tasks", json={"title": "x"}).status_code == 201


def test_tokens_are_listed_without_their_secret_and_revoked_within_a_second(
    beside: Program, embedded: Service
) -> None:
    email = beside.add_account()["email"]
    assert beside.json("tokens", "list", email) == []
    made = beside.json("tokens", "add", email, "--name", "a[b]c", "--scope", "tasks:read")
    secret = made.pop("token")
    assert beside.json("tokens", "list", email) == [made]
    assert "a[b]c" in beside.run("tokens", "list", email)[0]
    with embedded.stranger() as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        assert client.get("/api/tasks").status_code == 200
        beside.run("tokens", "revoke", email, made["id"])
        deadline = time.monotonic() + 2
        while client.get("/api/tasks").status_code == 200:
            assert time.monotonic() < deadline
    assert "no token" in beside.run("tokens", "revoke", email, made["id"], status=1)[1]


def test_a_scope_that_is_not_known_is_a_wrong_call(outside: Program) -> None:
    printed, _ = outside.run(
        "tokens", "add", "ada@example.org", "--name", "t", "--scope", "everything", status=2
    )
    assert not printed


def test_an_app_password_can_be_typed_and_opens_caldav(beside: Program, embedded: Service) -> None:
    email = beside.add_account()["email"]
    printed, _ = beside.run("tokens", "add", email, "--name", "phone", "--scope", "caldav")
    assert re.fullmatch(r"([0-9a-z]{4}-){5}[0-9a-z]{4}\n", printed)
    with embedded.stranger() as client:
        client.headers["Depth"] = "0"
        client.auth = (email, printed.strip())
        assert client.request("PROPFIND", "/dav/").status_code == 207
