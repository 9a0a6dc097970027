"""Personal API tokens: what each scope opens, for how long, and what is kept of the secret."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tasklark.identity.opaque import SecretKind, digest, new_secret
from tests.api.people import PASSWORD, Person, as_superuser, bearer, everything, joined, status_of
from tests.api.problems import broken_fields, problem
from tests.backends import Service

SCOPES = ("tasks:read", "tasks:write", "account")
NOBODY = "0199c0de-0000-7000-8000-000000000000"

_FIVE_CALLS = {
    "GET {}": "tasks:read",
    "GET {}/{{id}}": "tasks:read",
    "POST {}": "tasks:write",
    "PATCH {}/{{id}}": "tasks:write",
    "DELETE {}/{{id}}": "tasks:write",
}
_RECORDS: Mapping[str, Any] = {
    "/api/sections": {"project_id": NOBODY, "name": "made"},
    "/api/labels": {"name": "made"},
    "/api/comments": {"task_id": NOBODY, "body": "made"},
    "/api/reminders": {"task_id": NOBODY, "minutes_before": 5},
    "/api/filters": {"name": "made", "query": "today"},
}
"""Kinds of records that have the five calls, and a draft of each."""

# The one table of what a token's scope opens. A new operation fails the test until it is here.
# "any": whatever the token may do, it may know whose it is; and end the session it belongs to.
NEEDS = {
    "GET /api/tasks": "tasks:read",
    "GET /api/tasks/{id}": "tasks:read",
    "POST /api/tasks": "tasks:write",
    "PUT /api/tasks/{id}": "tasks:write",
    "PATCH /api/tasks/{id}/complete": "tasks:write",
    "DELETE /api/tasks/{id}": "tasks:write",
    "POST /api/tasks/quick": "tasks:write",
    "POST /api/tasks/quick/parse": "tasks:read",
    **{call.format(path): scope for path in _RECORDS for call, scope in _FIVE_CALLS.items()},
    "GET /api/filters/{id}/tasks": "tasks:read",
    **{call.format("/api/projects"): scope for call, scope in _FIVE_CALLS.items()},
    "GET /api/projects/{id}/at": "tasks:read",
    "GET /api/projects/{id}/history": "tasks:read",
    "GET /api/history": "tasks:read",
    "GET /api/projects/{id}/members": "tasks:read",
    "PATCH /api/projects/{id}/members/{person_id}": "account",
    "DELETE /api/projects/{id}/members/{person_id}": "account",
    "GET /api/projects/{id}/invitations": "account",
    "POST /api/projects/{id}/invitations": "account",
    "DELETE /api/projects/{id}/invitations/{invitation_id}": "account",
    "POST /api/project-invitations/show": "account",
    "POST /api/project-invitations/join": "account",
    "POST /api/projects/{id}/leave": "account",
    "POST /api/projects/{id}/transfer": "tasks:write",
    "GET /api/tasks/{id}/history": "tasks:read",
    "GET /api/tasks/{id}/occurrences": "tasks:read",
    "GET /api/tasks/{id}/occurrences/upcoming": "tasks:read",
    "PATCH /api/tasks/{id}/occurrences/{slot}/complete": "tasks:write",
    "PATCH /api/tasks/{id}/occurrences/{slot}/skip": "tasks:write",
    "GET /api/trash": "tasks:read",
    "DELETE /api/trash": "tasks:write",
    "DELETE /api/trash/{noun}/{id}": "tasks:write",
    "POST /api/trash/{noun}/{id}/restore": "tasks:write",
    "GET /api/undo": "tasks:read",
    "POST /api/undo": "tasks:write",
    "GET /api/search": "tasks:read",
    "GET /api/settings": "tasks:read",
    "PATCH /api/settings": "account",
    "POST /api/sync/push": "tasks:write",
    "POST /api/sync/pull": "tasks:read",
    "POST /api/batch": "tasks:write",
    "POST /api/live/presence": "tasks:read",
    "GET /api/account": "any",
    "POST /api/account/password": "account",
    "POST /api/account/delete": "account",
    "GET /api/tokens": "account",
    "POST /api/tokens": "account",
    "DELETE /api/tokens/{id}": "account",
    "GET /api/feeds": "account",
    "POST /api/feeds": "account tasks:read",  # whoever has the address reads tasks
    "DELETE /api/feeds/{id}": "account",
    "GET /api/invitations": "account",
    "POST /api/invitations": "account",
    "DELETE /api/invitations/{id}": "account",
    "POST /api/auth/sign-out": "any",
    "GET /api/auth/sessions": "account",
    "DELETE /api/auth/sessions/{id}": "account",
}
QUERIES = {"GET /api/projects/{id}/at": "?moment=2026-01-01T00:00:00Z"}
BODIES: Mapping[str, Any] = {
    "POST /api/tasks": {"title": "made"},
    "POST /api/tasks/quick": {"text": "made"},
    "POST /api/tasks/quick/parse": {"text": "made"},
    **{f"POST {path}": draft for path, draft in _RECORDS.items()},
    **{f"PATCH {path}/{{id}}": {} for path in _RECORDS},
    "PATCH /api/settings": {},
    "POST /api/projects": {"name": "made"},
    "PATCH /api/projects/{id}": {},
    "PATCH /api/projects/{id}/members/{person_id}": {"role": "viewer"},
    "POST /api/projects/{id}/invitations": {"role": "viewer"},
    "POST /api/project-invitations/show": {"invitation": "x"},
    "POST /api/project-invitations/join": {"invitation": "x"},
    "POST /api/projects/{id}/transfer": {"person_id": NOBODY},
    "PUT /api/tasks/{id}": {"title": "changed"},
    "POST /api/account/password": {"current_password": "wrong", "new_password": "wrong"},
    "POST /api/account/delete": {"password": "wrong"},
    "POST /api/feeds": {"kind": "project", "resource_id": NOBODY},
    "POST /api/sync/push": {"client": "a", "mutations": []},
    "POST /api/batch": {"verbs": [{"noun": "task", "verb": "create", "set": {"title": "made"}}]},
    "POST /api/live/presence": {"project_id": NOBODY},
    "POST /api/tokens": {"name": "next", "scopes": ["account"]},
    "POST /api/invitations": {},
}


def _made(person: Person, *scopes: str, **more: object) -> dict[str, Any]:
    with person.browser() as browser:
        made = browser.post("/api/tokens", json={"name": "a", "scopes": list(scopes), **more})
        assert made.status_code == 201, made.text
        told: dict[str, Any] = made.json()
        return told


def test_a_token_opens_what_its_scopes_say_and_nothing_else(administrator: Person) -> None:
    service = administrator.service
    with service.stranger() as stranger:
        paths = stranger.get("/openapi.json").json()["paths"]
    guarded = {
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("security")
    }
    # A stream has no end to wait for; tests/api/test_live.py has its own tests.
    assert guarded - {"GET /api/live"} == set(NEEDS)
    for scope in SCOPES:
        others = [other for other in SCOPES if other != scope]
        with (
            bearer(service, _made(administrator, scope)["token"]) as alone,
            bearer(service, _made(administrator, *others)["token"]) as without,
        ):
            for operation, needed in NEEDS.items():
                method, path = re.sub(r"{\w+}", _filled, operation).split()
                path += QUERIES.get(operation, "")
                body = BODIES.get(operation, {} if method == "POST" else None)
                answer = alone.request(method, path, json=body)
                assert _scope_refused(answer) == (needed not in {scope, "any"}), operation
                answer = without.request(method, path, json=body)
                assert _scope_refused(answer) == (scope in needed.split()), operation


def _filled(part: re.Match[str]) -> str:
    return {"{noun}": "task", "{slot}": "2030-02-10"}.get(part[0], NOBODY)


def _scope_refused(answer: httpx.Response) -> bool:
    assert answer.status_code < 500
    assert answer.status_code != 401 or answer.json()["detail"] == "The password is wrong"
    return answer.status_code == 403 and ":token.scope" in answer.json()["type"]


def test_every_operation_under_api_asks_who_it_is_or_lets_one_in(embedded: Service) -> None:
    with embedded.stranger() as stranger:
        paths = stranger.get("/openapi.json").json()["paths"]
        free = {"/api/auth/sign-up", "/api/auth/sign-in", "/api/auth/token", "/api/auth/refresh"}
        for path, operations in paths.items():
            for method, operation in operations.items():
                if path.startswith("/api/") and path not in free:
                    assert operation["security"], path
                    answer = stranger.request(method, path.replace("{id}", NOBODY), json={})
                    refused = problem(answer, 401)
                    assert refused["detail"] == "Missing authentication token"
                    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_is_shown_once_and_kept_as_a_digest(guarded: Service) -> None:
    ada = joined(guarded)
    made = _made(ada, "tasks:read", "account", days=30)
    secret = made["token"]
    with bearer(guarded, secret) as client:
        (listed,) = client.get("/api/tokens").json()
    assert listed | {"last_used_at": None} == {k: v for k, v in made.items() if k != "token"}
    assert listed["last_used_at"] is not None
    tokens = ada.tokens()
    with ada.browser() as browser:
        session = browser.cookies["tasklark_session"]
    stored = everything(guarded)
    assert digest(secret).hex() in stored
    for shown in (secret, secret[-49:], session, tokens["refresh_token"], PASSWORD):
        assert shown not in stored
        assert shown.encode().hex() not in stored


def test_a_token_ends_when_it_is_revoked(everywhere: Service) -> None:
    ada = joined(everywhere)
    kept, revoked = _made(ada, "tasks:read"), _made(ada, "tasks:read")
    assert status_of(everywhere, revoked["token"]) == 200
    with ada.browser() as browser:
        assert browser.delete(f"/api/tokens/{revoked['id']}").status_code == 204
        assert browser.delete(f"/api/tokens/{revoked['id']}").status_code == 404
        assert [token["id"] for token in browser.get("/api/tokens").json()] == [kept["id"]]
    assert status_of(everywhere, revoked["token"]) == 401
    assert status_of(everywhere, kept["token"]) == 200


def test_a_token_ends_when_its_time_has_come(guarded: Service) -> None:
    made = _made(joined(guarded), "tasks:read", days=1)
    past = "UPDATE tasklark.api_tokens SET expires_at = now() WHERE id = %s"
    as_superuser(guarded, past, made["id"])
    assert status_of(guarded, made["token"]) == 401


def test_nobody_sees_or_revokes_a_token_of_another(embedded: Service) -> None:
    ada, bob = joined(embedded), joined(embedded)
    made = _made(ada, "tasks:read")
    with bob.browser() as browser:
        assert browser.get("/api/tokens").json() == []
        assert browser.delete(f"/api/tokens/{made['id']}").status_code == 404
    assert status_of(embedded, made["token"]) == 200


def test_a_token_gives_away_no_more_than_it_has(embedded: Service) -> None:
    with bearer(embedded, _made(joined(embedded), "account", "tasks:read")["token"]) as client:
        narrower = client.post("/api/tokens", json={"name": "a", "scopes": ["tasks:read"]})
        assert narrower.status_code == 201
        wider = client.post("/api/tokens", json={"name": "a", "scopes": ["account", "tasks:write"]})
        assert problem(wider, 403)["type"].endswith("token.scope")


def test_a_user_of_an_issuer_has_tokens_too(embedded: Service) -> None:
    with embedded.client() as client:
        made = client.post("/api/tokens", json={"name": "script", "scopes": ["tasks:read"]}).json()
        whose = client.get("/api/account").json()["user_id"]
    with bearer(embedded, made["token"]) as script:
        assert script.get("/api/account").json()["user_id"] == whose


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"name": "", "scopes": ["account"]}, "name"),
        ({"name": "  ", "scopes": ["account"]}, "name"),
        ({"name": "x" * 101, "scopes": ["account"]}, "name"),
        ({"name": "a\0b", "scopes": ["account"]}, "name"),
        ({"name": "a", "scopes": []}, "scopes"),
        ({"name": "a", "scopes": ["everything"]}, "scopes.0"),
        ({"name": "a", "scopes": ["account"], "days": 0}, "days"),
        ({"name": "a", "scopes": ["account"], "days": 3651}, "days"),
        ({"name": "a", "scopes": ["account"], "days": True}, "days"),
    ],
)
def test_an_unfit_token_is_refused(embedded: Service, draft: object, field: str) -> None:
    with embedded.client("the one who tries unfit tokens") as client:
        assert broken_fields(client.post("/api/tokens", json=draft)) == {field}


def test_an_account_has_at_most_a_hundred_tokens(guarded: Service) -> None:
    with guarded.client() as client:
        first = client.post("/api/tokens", json={"name": "a", "scopes": ["account"]}).json()
        as_superuser(
            guarded,
            "INSERT INTO tasklark.api_tokens (owner_id, id, name, scopes, digest, created_at)"
            " SELECT owner_id, gen_random_uuid(), 'crowd', scopes, '', now()"
            " FROM tasklark.api_tokens, generate_series(1, 99) WHERE id = %s",
            first["id"],
        )
        draft = {"name": "one too many", "scopes": ["account"]}
        refused = problem(client.post("/api/tokens", json=draft), 409)
        assert refused["detail"].startswith("An account can have at most 100 API tokens")
        assert client.delete(f"/api/tokens/{first['id']}").status_code == 204
        assert client.post("/api/tokens", json=draft).status_code == 201


def test_a_made_up_token_for_a_real_id_opens_nothing(embedded: Service) -> None:
    made = _made(joined(embedded), "account")
    assert status_of(embedded, new_secret(SecretKind.API, UUID(made["id"]))) == 401
    assert status_of(embedded, new_secret(SecretKind.API, uuid4())) == 401


@pytest.mark.parametrize("mode", ["together", "one_by_one"])
def test_a_token_that_may_only_write_reads_no_row_through_a_verb(
    administrator: Person, mode: str
) -> None:
    made = _made(administrator, "tasks:write")
    with administrator.browser() as browser:
        settings_id = browser.get("/api/settings").json()["id"]
        task_id = browser.post("/api/tasks", json={"title": "private"}).json()["id"]
    verbs = [
        {"noun": "task", "verb": "change", "id": task_id, "set": {}},
        {"noun": "task", "verb": "create", "set": {"title": "made"}},
    ]
    if mode == "one_by_one":
        verbs.append({"noun": "settings", "verb": "change", "id": settings_id, "set": {}})
    with bearer(administrator.service, made["token"]) as alone:
        answer = alone.post("/api/batch", json={"verbs": verbs, "mode": mode})
        assert answer.status_code == 200, answer.text
        results = answer.json()["results"]
        assert [result["row"] for result in results] == [None] * len(verbs)
        stamp = "0000000000000001-phone"
        mutation = {**verbs[0], "n": 1, "stamp": stamp}
        pushed = alone.post("/api/sync/push", json={"client": "phone", "mutations": [mutation]})
        assert pushed.json()["outcomes"][0]["row"] is None
