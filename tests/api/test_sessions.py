"""Staying signed in, refreshing, signing out: here, elsewhere, and in every process."""

from uuid import UUID

import pytest

from tasklark.identity.opaque import SecretKind, digest, new_secret
from tests.api.people import (
    PASSWORD,
    Person,
    as_superuser,
    at_once,
    bearer,
    joined,
    status_of,
    within,
)
from tests.api.problems import problem
from tests.backends import Service

SECOND = 1.5


def _refresh(service: Service, token: str) -> tuple[int, dict[str, str]]:
    with service.stranger() as client:
        answer = client.post("/api/auth/refresh", json={"refresh_token": token})
        return answer.status_code, answer.json()


def test_sessions_are_listed_and_ended(everywhere: Service) -> None:
    ada = joined(everywhere)
    with ada.browser() as browser, ada.client() as client:
        sessions = browser.get("/api/auth/sessions").json()
        assert sorted(session["kind"] for session in sessions) == ["browser", "client"]
        assert [s["kind"] for s in sessions if s["is_current"]] == ["browser"]
        (other,) = (s["id"] for s in sessions if not s["is_current"])
        assert browser.delete(f"/api/auth/sessions/{other}").status_code == 204
        assert problem(client.get("/api/tasks"), 401)["detail"] == "Invalid token"
        assert problem(browser.delete(f"/api/auth/sessions/{other}"), 404)["detail"]
        assert len(browser.get("/api/auth/sessions").json()) == 1


def test_nobody_ends_a_session_of_another(embedded: Service) -> None:
    ada, bob = joined(embedded), joined(embedded)
    with ada.browser() as browser, bob.client() as client:
        (session,) = browser.get("/api/auth/sessions").json()
        assert client.delete(f"/api/auth/sessions/{session['id']}").status_code == 404
        assert browser.get("/api/account").status_code == 200


def test_signing_out_ends_the_session_that_asks_and_no_other(embedded: Service) -> None:
    ada = joined(embedded)
    tokens = ada.tokens()
    with ada.browser() as browser, ada.browser() as other:
        secret = browser.cookies["tasklark_session"]
        assert browser.post("/api/auth/sign-out").status_code == 204
        assert "tasklark_session" not in browser.cookies
        with ada.arriving(Cookie=f"tasklark_session={secret}") as thief:
            assert thief.get("/api/account").status_code == 401
        assert other.get("/api/account").status_code == 200
    with bearer(embedded, tokens["access_token"]) as client:
        assert client.post("/api/auth/sign-out").status_code == 204
        assert client.post("/api/auth/sign-out").status_code == 401
    assert _refresh(embedded, tokens["refresh_token"])[0] == 401


def test_a_token_without_a_session_can_not_sign_out(embedded: Service) -> None:
    with embedded.client() as client:
        assert problem(client.post("/api/auth/sign-out"), 404)["detail"]


def test_a_refresh_token_gives_the_next_and_is_used_up(everywhere: Service) -> None:
    first = joined(everywhere).tokens()
    status, second = _refresh(everywhere, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert status_of(everywhere, second["access_token"]) == 200
    assert _refresh(everywhere, second["refresh_token"])[0] == 200


def test_a_refresh_token_that_comes_twice_ends_its_session_for_all(everywhere: Service) -> None:
    ada = joined(everywhere)
    other, first = ada.tokens(), ada.tokens()
    _, second = _refresh(everywhere, first["refresh_token"])
    assert status_of(everywhere, second["access_token"]) == 200
    assert _refresh(everywhere, first["refresh_token"])[0] == 401
    assert _refresh(everywhere, second["refresh_token"])[0] == 401
    for token in (first["access_token"], second["access_token"]):
        assert status_of(everywhere, token) == 401
    assert status_of(everywhere, other["access_token"]) == 200
    assert _refresh(everywhere, other["refresh_token"])[0] == 200


def test_of_two_who_refresh_at_once_at_most_one_gets_tokens(guarded: Service) -> None:
    token = joined(guarded).tokens()["refresh_token"]
    answers = at_once(*[lambda: _refresh(guarded, token)] * 4)
    assert sorted(status for status, _ in answers) == [200, 401, 401, 401]
    (given,) = (body for status, body in answers if status == 200)
    assert status_of(guarded, given["access_token"]) == 401
    assert _refresh(guarded, given["refresh_token"])[0] == 401


def test_a_made_up_refresh_token_ends_no_browsers_session(embedded: Service) -> None:
    with joined(embedded).browser() as browser:
        (session,) = browser.get("/api/auth/sessions").json()
        forged = new_secret(SecretKind.REFRESH, UUID(session["id"]))
        assert _refresh(embedded, forged)[0] == 401
        assert browser.get("/api/auth/sessions").json()[0]["id"] == session["id"]


def test_what_has_run_out_is_not_refreshed(guarded: Service) -> None:
    token = joined(guarded).tokens()["refresh_token"]
    run_out = "UPDATE tasklark.sessions SET expires_at = now() WHERE digest = %s"
    as_superuser(guarded, run_out, digest(token))
    assert _refresh(guarded, token)[0] == 401
    kept = as_superuser(
        guarded, "SELECT digest FROM tasklark.sessions WHERE digest = %s", digest(token)
    )
    assert kept == [(digest(token),)]


def test_a_cookie_that_has_run_out_opens_nothing(guarded: Service) -> None:
    with joined(guarded).browser() as browser:
        secret = browser.cookies["tasklark_session"]
        run_out = "UPDATE tasklark.sessions SET expires_at = now() WHERE digest = %s"
        as_superuser(guarded, run_out, digest(secret))
        assert browser.get("/api/account").status_code == 401


def test_a_disabled_account_refreshes_nothing(guarded: Service) -> None:
    ada = joined(guarded)
    token = ada.tokens()["refresh_token"]
    _disable(guarded, ada)
    assert _refresh(guarded, token)[0] == 401


@pytest.mark.parametrize("kind", ["cookie", "access token", "api token", "foreign token"])
def test_what_one_process_revokes_another_refuses_within_a_second(
    guarded: Service, invited: Service, kind: str
) -> None:
    ada = joined(guarded)
    if kind == "foreign token":
        token = guarded.token(ada.email)
        headers = {"Authorization": f"Bearer {token}"}
    else:
        headers = _headers(ada, kind)
    with Person(invited).arriving(**headers) as there:
        assert there.get("/api/account").status_code == 200
        user_id = there.get("/api/account").json()["user_id"]
        _shut_out(guarded, ada, kind, user_id)
        assert within(SECOND, lambda: there.get("/api/account").status_code in {401, 403})
        assert there.get("/api/account").status_code in {401, 403}


def test_an_account_has_at_most_a_hundred_sessions(guarded: Service) -> None:
    ada = joined(guarded)
    oldest = ada.tokens()
    assert status_of(guarded, oldest["access_token"]) == 200
    ((owner_id,),) = as_superuser(
        guarded, "SELECT id FROM tasklark.accounts WHERE email = %s", ada.email
    )
    as_superuser(
        guarded,
        "WITH made AS (INSERT INTO tasklark.sessions SELECT %s, gen_random_uuid(), 'client', '',"
        " 'crowd', now(), now() + interval '1 s', now() + interval '1 day'"
        " FROM generate_series(1, 120) RETURNING owner_id, id)"
        " INSERT INTO tasklark.directory SELECT 'session', id, owner_id FROM made",
        owner_id,
    )
    assert ada.tokens()
    assert within(SECOND, lambda: status_of(guarded, oldest["access_token"]) == 401)
    count = "SELECT count(*) FROM tasklark.{} WHERE owner_id = %s"
    for table in ("sessions", "directory"):
        ((rows,),) = as_superuser(guarded, count.format(table), owner_id)
        # The directory also knows the account by its subject and its address.
        assert rows == 100 + 2 * (table == "directory")


def _headers(ada: Person, kind: str) -> dict[str, str]:
    with ada.browser() as browser:
        if kind == "cookie":
            return {"Cookie": f"tasklark_session={browser.cookies['tasklark_session']}"}
        if kind == "access token":
            return {"Authorization": f"Bearer {ada.tokens()['access_token']}"}
        made = browser.post("/api/tokens", json={"name": "a", "scopes": ["tasks:read"]})
        return {"Authorization": f"Bearer {made.json()['token']}"}


def _shut_out(service: Service, ada: Person, kind: str, user_id: str) -> None:
    if kind == "foreign token":
        _disable(service, ada, user_id)
        return
    with ada.browser() as browser:
        if kind == "api token":
            (token,) = browser.get("/api/tokens").json()
            assert browser.delete(f"/api/tokens/{token['id']}").status_code == 204
            return
        change = {"current_password": PASSWORD, "new_password": "another good long password"}
        assert browser.post("/api/account/password", json=change).status_code == 204


def _disable(service: Service, ada: Person, user_id: str | None = None) -> None:
    """Do what `tasklark accounts disable` does."""
    as_superuser(
        service,
        "WITH shut AS (UPDATE tasklark.accounts SET disabled_at = now()"
        " WHERE email = %s OR user_id = %s RETURNING id)"
        " INSERT INTO tasklark.revocations SELECT gen_random_uuid(), id, now() FROM shut",
        ada.email,
        user_id,
    )
