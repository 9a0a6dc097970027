"""Signing in, with a cookie or for tokens, and what a browser's cookie may do from where."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import Morsel, SimpleCookie
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
from argon2 import PasswordHasher

from tasklark.identity.opaque import SecretKind, new_secret
from tests.api.people import (
    PASSWORD,
    WRONG,
    Person,
    as_superuser,
    bearer,
    joined,
    status_of,
    takes_as_long,
    within,
)
from tests.api.problems import problem
from tests.backends import Service

PLAIN, SECURE = "tasklark_session", "__Host-tasklark_session"
UNSAFE = [
    ("POST", "/api/tasks", {"title": "from elsewhere"}),
    ("PUT", "/api/tasks/{id}", {"title": "from elsewhere"}),
    ("PATCH", "/api/tasks/{id}/complete", None),
    ("DELETE", "/api/tasks/{id}", None),
    ("POST", "/api/tokens", {"name": "stolen", "scopes": ["account"]}),
    ("POST", "/api/account/password", {"current_password": PASSWORD, "new_password": WRONG}),
    ("POST", "/api/account/delete", {"password": PASSWORD}),
    ("POST", "/api/auth/sign-out", None),
    ("DELETE", "/api/auth/sessions/{id}", None),
]


def _cookie(answer: httpx.Response) -> Morsel[str]:
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return morsel


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(embedded: Service) -> None:
    ada = joined(embedded)
    with ada.arriving() as client:
        cookie = _cookie(client.post("/api/auth/sign-in", json=ada.credentials))
    assert cookie.key == PLAIN
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert (cookie["secure"], cookie["domain"]) == ("", "")
    assert int(cookie["max-age"]) == 60 * 86_400


def test_behind_a_proxy_with_tls_the_cookie_is_secure_and_the_hosts_own(guarded: Service) -> None:
    ada = joined(guarded)
    origin = guarded.url.replace("http", "https")
    with ada.arriving(Origin=origin, **{"X-Forwarded-Proto": "https"}) as client:
        cookie = _cookie(client.post("/api/auth/sign-in", json=ada.credentials))
        assert (cookie.key, cookie["secure"], cookie["path"]) == (SECURE, True, "/")
        client.cookies.clear()
        sent = {"Cookie": f"{SECURE}={cookie.value}"}
        assert client.get("/api/account", headers=sent).status_code == 200
        # What another host of the domain could set does not count.
        tossed = {"Cookie": f"{PLAIN}={cookie.value}"}
        assert client.get("/api/account", headers=tossed).status_code == 401
        # A page that came without TLS is another origin.
        foreign = {**sent, "Origin": guarded.url}
        assert client.post("/api/auth/sign-out", headers=foreign).status_code == 403
        ended = client.post("/api/auth/sign-out", headers=sent)
        gone = _cookie(ended)
        assert (ended.status_code, gone.key, gone["max-age"]) == (204, SECURE, "0")


@pytest.mark.parametrize("fixture", ["embedded", "closed"])
def test_whoever_is_no_trusted_proxy_is_not_believed_about_tls(
    request: pytest.FixtureRequest, guarded: Service, fixture: str
) -> None:
    service: Service = request.getfixturevalue(fixture)
    ada = joined(guarded) if fixture == "closed" else joined(service)
    with Person(service, email=ada.email).arriving(**{"X-Forwarded-Proto": "https"}) as client:
        cookie = _cookie(client.post("/api/auth/sign-in", json=ada.credentials))
    assert (cookie.key, cookie["secure"]) == (PLAIN, "")


def test_nobody_is_told_whether_address_or_password_is_wrong(guarded: Service) -> None:
    ada, shut_out = joined(guarded), joined(guarded)
    as_superuser(
        guarded, "UPDATE tasklark.accounts SET disabled_at = now() WHERE email = %s", shut_out.email
    )
    answers = [
        ada.try_password(WRONG),
        ada.try_password(PASSWORD + "x" * 300),
        shut_out.try_password(PASSWORD),
        Person(guarded).try_password(PASSWORD),
        Person(guarded, email="no address").try_password(PASSWORD),
        Person(guarded, email="").try_password(PASSWORD),
    ]
    for answer in answers:
        refused = problem(answer, 401)
        assert refused["detail"] == "The e-mail address or the password is wrong"
        assert answer.content == answers[0].content
        assert set(answer.headers) == set(answers[0].headers)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_an_unknown_address_takes_as_long_as_a_wrong_password(guarded: Service) -> None:
    known = [joined(guarded) for _ in range(8)]
    numbers = iter(range(1_000))

    with httpx.Client(base_url=guarded.url, timeout=30) as client:

        def refuse(person: Person) -> None:
            told = {"email": person.email, "password": WRONG}
            headers = {"X-Forwarded-For": person.address}
            answer = client.post("/api/auth/token", json=told, headers=headers)
            assert answer.status_code == 401

        assert takes_as_long(
            lambda: refuse(known[next(numbers) % 8]), lambda: refuse(Person(guarded))
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "{url}.evil.example"},
        {"Origin": "{url}/"},
        {"Origin": "http://x@{host}"},
        {"Origin": "ftp://{host}"},
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_what_another_site_sends_with_the_cookie_is_refused(
    guarded: Service, administrator: Person, headers: Mapping[str, str]
) -> None:
    host = guarded.url.removeprefix("http://")
    told = {name: value.format(url=guarded.url, host=host) for name, value in headers.items()}
    with administrator.browser() as browser:
        task = browser.post("/api/tasks", json={"title": "mine"}).json()
        del browser.headers["origin"]
        for method, path, body in UNSAFE:
            answer = browser.request(method, path.format(**task), json=body, headers=told)
            assert problem(answer, 403)["type"].endswith(":origin"), (method, path)
        sign_in = browser.post("/api/auth/sign-in", json=administrator.credentials, headers=told)
        assert sign_in.status_code == 403
        assert "set-cookie" not in sign_in.headers
        # Reading harms nobody: another site's page is not shown the answer.
        kept = browser.get(f"/api/tasks/{task['id']}", headers=told)
        assert kept.json() == task
        allowed = told.get("Origin") == "http://localhost:3000"
        assert ("access-control-allow-origin" in kept.headers) == allowed


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_what_the_own_pages_send_with_the_cookie_is_taken(
    guarded: Service, administrator: Person, header: str
) -> None:
    with administrator.browser() as browser:
        del browser.headers["origin"]
        told = {header: guarded.url if header == "Origin" else "same-origin"}
        made = browser.post("/api/tasks", json={"title": "mine"}, headers=told)
        assert made.status_code == 201
        assert browser.delete(made.headers["location"], headers=told).status_code == 204


def test_every_method_that_writes_is_asked_for_its_origin(guarded: Service) -> None:
    with guarded.stranger() as stranger:
        paths = stranger.get("/openapi.json").json()["paths"]
    writing = {
        (method.upper(), path)
        for path, operations in paths.items()
        for method in operations
        if method not in {"get", "head", "options"} and operations[method].get("security")
    }
    assert {method for method, _ in writing} == {"POST", "PUT", "PATCH", "DELETE"}
    with joined(guarded).browser() as browser:
        browser.headers["origin"] = "https://evil.example"
        for method, path in writing:
            url = path.replace("{id}", "0199c0de-0000-7000-8000-000000000000")
            assert browser.request(method, url, json={}).status_code == 403, (method, path)


def test_a_bearer_token_wins_over_the_cookie(embedded: Service) -> None:
    ada, bob = joined(embedded), joined(embedded)
    with ada.browser() as browser:
        told = {"Authorization": f"Bearer {bob.tokens()['access_token']}"}
        assert browser.get("/api/account", headers=told).json()["email"] == bob.email
        wrong = browser.get("/api/account", headers={"Authorization": "Bearer nonsense"})
        assert problem(wrong, 401)["detail"] == "Invalid token"
        assert "set-cookie" not in wrong.headers
        for empty in ("", "Bearer", "Basic YTpi"):
            answer = browser.get("/api/account", headers={"Authorization": empty})
            assert problem(answer, 401)["detail"] == "Missing authentication token"


def test_each_secret_opens_its_own_door_only(embedded: Service) -> None:
    ada = joined(embedded)
    with ada.browser() as browser:
        session = browser.cookies[PLAIN]
        api = browser.post("/api/tokens", json={"name": "a", "scopes": ["account"]}).json()["token"]
    tokens = ada.tokens()
    assert status_of(embedded, api) == status_of(embedded, tokens["access_token"]) == 200
    for secret in (session, tokens["refresh_token"]):
        assert status_of(embedded, secret) == 401
    for secret in (api, tokens["access_token"], tokens["refresh_token"]):
        with ada.arriving(Cookie=f"{PLAIN}={secret}") as client:
            assert client.get("/api/account").status_code == 401
    for secret in (session, api):
        with ada.arriving() as client:
            answer = client.post("/api/auth/refresh", json={"refresh_token": secret})
            assert problem(answer, 401)["detail"] == "Invalid token"
    for secret in (session, api, tokens["refresh_token"]):
        changed = secret[:50] + ("A" if secret[50] != "A" else "B") + secret[51:]
        assert status_of(embedded, changed) == 401


def test_a_browser_forgets_a_cookie_that_opens_nothing(embedded: Service) -> None:
    ada = joined(embedded)
    with ada.browser() as browser:
        (session,) = browser.get("/api/auth/sessions").json()
        with ada.client() as client:
            assert client.delete(f"/api/auth/sessions/{session['id']}").status_code == 204
        answer = browser.get("/api/account")
        assert problem(answer, 401)["detail"] == "Invalid token"
        assert answer.headers["www-authenticate"] == "Bearer"
        gone = _cookie(answer)
        assert (gone.key, gone["max-age"]) == (PLAIN, "0")
        assert PLAIN not in browser.cookies
        assert problem(browser.get("/api/account"), 401)["detail"] == "Missing authentication token"


def test_a_well_formed_secret_of_nobodys_opens_nothing(embedded: Service) -> None:
    for kind in SecretKind:
        assert status_of(embedded, new_secret(kind, uuid4())) == 401


def test_who_shows_the_old_password_while_it_is_changed_is_refused(guarded: Service) -> None:
    """The right password was looked at, then it was changed, and only then the session began."""
    ada = joined(guarded)
    assert guarded.cluster is not None
    address = guarded.cluster.conninfo(guarded.database)
    change = "UPDATE tasklark.accounts SET password_hash = 'changed' WHERE email = %s"
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as thread, psycopg.connect(address) as connection:
        connection.execute(change, [ada.email])
        signing_in = thread.submit(ada.try_password, PASSWORD)
        assert within(10, lambda: as_superuser(guarded, waiting)[0][0] > 0)
        connection.commit()
        assert signing_in.result().status_code == 401


def test_a_hash_of_an_older_cost_is_made_anew_at_sign_in(guarded: Service) -> None:
    ada = joined(guarded)
    cheap = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    make = "UPDATE tasklark.accounts SET password_hash = %s WHERE email = %s"
    look = "SELECT password_hash FROM tasklark.accounts WHERE email = %s"
    as_superuser(guarded, make, cheap, ada.email)
    assert ada.try_password(PASSWORD).status_code == 200
    ((kept,),) = as_superuser(guarded, look, ada.email)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert ada.try_password(PASSWORD).status_code == 200


def test_tokens_for_clients_live_ten_minutes(embedded: Service) -> None:
    given = joined(embedded).tokens()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 600)
    claims = jwt.decode(given["access_token"], options={"verify_signature": False})
    assert 590 < claims["exp"] - time.time() <= 600
    with bearer(embedded, given["access_token"]) as client:
        assert client.get("/api/account").json()["user_id"] == claims["sub"]
