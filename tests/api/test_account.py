"""The account one has: its password, and its end."""

import threading

import pytest

from tests.api.people import (
    PASSWORD,
    WRONG,
    Person,
    as_superuser,
    bearer,
    everything,
    joined,
    status_of,
    within,
)
from tests.api.problems import broken_fields, problem
from tests.backends import Service

NEW = "another good long password"


def test_a_new_password_ends_all_sessions_but_the_one_that_asks(everywhere: Service) -> None:
    ada = joined(everywhere)
    tokens = ada.tokens()
    with ada.browser() as browser, ada.browser() as other:
        change = {"current_password": PASSWORD, "new_password": NEW}
        assert browser.post("/api/account/password", json=change).status_code == 204
        assert browser.get("/api/account").status_code == 200
        assert other.get("/api/account").status_code == 401
        assert status_of(everywhere, tokens["access_token"]) == 401
        told = {"refresh_token": tokens["refresh_token"]}
        assert other.post("/api/auth/refresh", json=told).status_code == 401
        assert len(browser.get("/api/auth/sessions").json()) == 1
    assert ada.try_password(PASSWORD).status_code == 401
    assert ada.try_password(NEW).status_code == 200


@pytest.mark.parametrize("new", ["short", "passwordpassword", "x" * 300])
def test_an_unfit_new_password_changes_nothing(embedded: Service, new: str) -> None:
    ada = joined(embedded)
    with ada.browser() as browser:
        change = {"current_password": PASSWORD, "new_password": new}
        assert broken_fields(browser.post("/api/account/password", json=change)) == {"new_password"}
    assert ada.try_password(PASSWORD).status_code == 200


def test_without_the_present_password_there_is_no_new_one(embedded: Service) -> None:
    ada = joined(embedded)
    with ada.browser() as browser:
        change = {"current_password": WRONG, "new_password": NEW}
        refused = browser.post("/api/account/password", json=change)
        assert problem(refused, 401)["detail"] == "The password is wrong"
        # The session itself is good: its cookie is not taken away.
        assert "set-cookie" not in refused.headers
        assert browser.get("/api/account").status_code == 200


@pytest.mark.parametrize("path", ["/api/account/password", "/api/account/delete"])
def test_whoever_found_an_open_session_can_not_guess_its_password(
    guarded: Service, path: str
) -> None:
    ada = joined(guarded)
    guess = {"password": WRONG, "current_password": WRONG, "new_password": NEW}
    right = {"password": PASSWORD, "current_password": PASSWORD, "new_password": NEW}
    with ada.client() as client:
        for _ in range(10):
            assert client.post(path, json=guess).status_code == 401
        refused = client.post(path, json=right)
        problem(refused, 429)
        assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
        assert client.get("/api/account").status_code == 200


def test_a_user_of_an_issuer_has_no_password_here(embedded: Service) -> None:
    with embedded.client() as client:
        change = {"current_password": "", "new_password": NEW}
        refused = problem(client.post("/api/account/password", json=change), 409)
        assert refused["detail"] == "This account signs in elsewhere and has no password here"


def test_a_deleted_account_is_gone_from_every_table(guarded: Service, invited: Service) -> None:
    ada, bob = joined(guarded), joined(guarded)
    tokens = ada.tokens()
    with ada.browser() as browser, bob.client() as other:
        kept = other.post("/api/tasks", json={"title": "bob's own"}).json()
        user_id = browser.get("/api/account").json()["user_id"]
        task = browser.post(
            "/api/tasks", json={"title": "ada's own"}, headers={"Idempotency-Key": f"k-{user_id}"}
        ).json()
        made = browser.post("/api/tokens", json={"name": "ada's", "scopes": ["account"]}).json()
        session = browser.get("/api/auth/sessions").json()[0]["id"]
        ((owner_id, inbox_id),) = as_superuser(
            guarded, "SELECT id, inbox_id FROM tasklark.accounts WHERE email = %s", ada.email
        )
        assert (
            status_of(invited, made["token"]) == status_of(invited, tokens["access_token"]) == 200
        )
        for wrong, status in (({}, 400), ({"user_id": user_id}, 400), ({"password": WRONG}, 401)):
            assert browser.post("/api/account/delete", json=wrong).status_code == status
        gone = browser.post("/api/account/delete", json={"password": PASSWORD})
        assert gone.status_code == 204
        assert "tasklark_session" not in browser.cookies
        assert other.get(f"/api/tasks/{kept['id']}").json() == kept
    left = everything(guarded)
    traces = (ada.email, user_id, task["id"], "ada's", made["id"], session, str(inbox_id))
    assert [trace for trace in traces if trace in left] == []
    tables = as_superuser(
        guarded,
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'tasklark' AND column_name = 'owner_id'",
    )
    for (table,) in tables:
        count = f"SELECT count(*) FROM tasklark.{table} WHERE owner_id = %s"  # noqa: S608 - from the catalog
        assert as_superuser(guarded, count, owner_id) == [(0,)], table
    for token in (made["token"], tokens["access_token"]):
        assert status_of(guarded, token) == 401
        assert within(1.5, lambda token=token: status_of(invited, token) == 401)  # type: ignore[misc] # bound here
    assert ada.try_password(PASSWORD).status_code == 401
    # The address is free again, and whoever takes it begins with nothing.
    with joined(guarded, email=ada.email).client() as client:
        assert client.get("/api/tasks").json() == []


def test_a_user_of_an_issuer_is_deleted_by_name_and_may_come_back(embedded: Service) -> None:
    with embedded.client("leaving for a while") as client:
        client.post("/api/tasks", json={"title": "old"})
        for wrong in ({}, {"user_id": "somebody else"}, {"password": PASSWORD}):
            refused = client.post("/api/account/delete", json=wrong)
            assert broken_fields(refused) == {"user_id"}
        confirmed = {"user_id": "leaving for a while"}
        assert client.post("/api/account/delete", json=confirmed).status_code == 204
        assert client.get("/api/tasks").json() == []


def test_an_account_ends_although_it_is_being_written_to(guarded: Service) -> None:
    """Whoever comes too late is told so in an orderly way, and leaves nothing behind."""
    ada = joined(guarded)
    token = ada.tokens()["access_token"]
    ended, seen = threading.Event(), list[int]()

    def write() -> None:
        with bearer(guarded, token) as client:
            while not ended.is_set():
                for path, body in (
                    ("/api/tasks", {"title": "on and on"}),
                    ("/api/tokens", {"name": "on", "scopes": ["account"]}),
                ):
                    seen.append(client.post(path, json=body).status_code)
                seen.append(client.get("/api/tasks?limit=2").status_code)

    writers = [threading.Thread(target=write) for _ in range(4)]
    with ada.browser() as browser:
        ((owner_id,),) = as_superuser(
            guarded, "SELECT id FROM tasklark.accounts WHERE email = %s", ada.email
        )
        for writer in writers:
            writer.start()
        assert within(10, lambda: len(seen) > 40)
        deleted = browser.post("/api/account/delete", json={"password": PASSWORD})
        assert within(10, lambda: 401 in seen)
        ended.set()
    for writer in writers:
        writer.join()
    assert deleted.status_code == 204, deleted.text
    assert set(seen) <= {200, 201, 401, 409, 503}
    for table in ("tasks", "api_tokens", "directory", "projects", "changes"):
        count = f"SELECT count(*) FROM tasklark.{table} WHERE owner_id = %s"  # noqa: S608 - named here
        assert as_superuser(guarded, count, owner_id) == [(0,)], table


def test_a_disabled_account_is_told_so(guarded: Service) -> None:
    with guarded.client("soon disabled") as client:
        assert client.get("/api/account").status_code == 200
        as_superuser(
            guarded,
            "WITH shut AS (UPDATE tasklark.accounts SET disabled_at = now()"
            " WHERE user_id = 'soon disabled' RETURNING id)"
            " INSERT INTO tasklark.revocations SELECT gen_random_uuid(), id, now() FROM shut",
        )
        assert within(1.5, lambda: client.get("/api/account").status_code == 403)
        assert problem(client.get("/api/tasks"), 403)["detail"] == "This account is disabled"
        assert Person(guarded, email="soon disabled").try_password().status_code == 401
