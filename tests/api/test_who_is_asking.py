"""The contract's "Who is asking", through HTTP: which tokens open the API, and for whom."""

import time
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.api.people import as_superuser, at_once, bearer, within
from tests.api.problems import problem
from tests.api.tokens import ask, claims, hs256, refused
from tests.backends import SHARED_SECRET, Service
from tests.identity import forge


@pytest.mark.parametrize(
    "subject",
    [
        "a",
        "x" * 255,
        "kX2vT0bQ8sLrYw5cJd7nGh3mZp6fUa1E",
        "5b0e7f0e-6f0b-4b7e-9a35-0c1d2e3f4a5b",
        "ada@example.org",
        "Ærøskøbing 日本 👩‍👩‍👧",
        "\N{MATHEMATICAL FRAKTUR CAPITAL U}" * 255,
        " ",
        "tasklark",
        "' OR 1=1 --",
        "%s{0}\\",
    ],
)
def test_any_text_of_1_to_255_characters_is_a_user(everywhere: Service, subject: str) -> None:
    with everywhere.client(subject) as client:
        assert client.get("/api/account").json()["user_id"] == subject
        made = client.post("/api/tasks", json={"title": "theirs"}).json()
        assert made["user_id"] == subject
        assert made in client.get("/api/tasks").json()
        assert client.delete(f"/api/tasks/{made['id']}").status_code == 204


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": ...},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
        {"sub": ["a"]},
        {"sub": "a\0b"},
        {"sub": "\ud800"},
        {"exp": ...},
        {"exp": "tomorrow"},
        {"exp": None},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**18},
        {"nbf": 10**11},
        {"nbf": "x"},
        {"iat": 10**11},
        {"aud": "anybody"},
        {"aud": []},
        {"aud": None},
    ],
)
def test_a_token_with_an_unfit_claim_is_invalid(
    embedded: Service, changed: dict[str, object]
) -> None:
    refused(ask(embedded, hs256(**changed)))


def test_a_token_that_was_good_has_expired(everywhere: Service) -> None:
    refused(ask(everywhere, hs256(exp=int(time.time()) - 1)), "Token has expired")
    refused(ask(everywhere, hs256(exp=0)), "Token has expired")
    # Wrong in another way as well: then it was never good.
    refused(ask(everywhere, hs256(exp=0, aud="anybody")))


@pytest.mark.parametrize("typ", ["JWT", "jwt", "at+jwt", "application/at+jwt", ...])
def test_a_plain_type_or_none_is_taken(embedded: Service, typ: object) -> None:
    assert ask(embedded, hs256({"typ": typ})).status_code == 200


def _misspelt() -> dict[str, str]:
    good = hs256()
    head, payload, signature = good.split(".")
    unsigned = forge.part({"alg": "none"})
    return {
        "nothing": "x",
        "no signature": f"{head}.{payload}.",
        "unsigned": f"{unsigned}.{payload}.",
        "unsigned, with signature": f"{unsigned}.{payload}.{signature}",
        "two parts": f"{head}.{payload}",
        "four parts": f"{good}.{signature}",
        "a changed payload": f"{head}.{forge.part(claims(sub='root'))}.{signature}",
        "padding": f"{good}=",
        "stray bits": good[:-1] + chr(ord(good[-1]) + 1),
        "a space inside": f"{head}. {payload}.{signature}",
        "another key": forge.hs256(claims(), "x" * 40),
        "an empty key": forge.hs256(claims(), b""),
        "a list": forge.hs256([1], SHARED_SECRET),
        "a member twice": forge.hs256(b'{"sub":"a","sub":"b","exp":9999999999}', SHARED_SECRET),
        "no number": forge.hs256(b'{"sub":"a","exp":NaN}', SHARED_SECRET),
        "infinite": forge.hs256(b'{"sub":"a","exp":1e999}', SHARED_SECRET),
        "depth": forge.hs256(b"[" * 9_000, SHARED_SECRET),
        "20 kB": forge.hs256(claims(x="x" * 20_000), SHARED_SECRET),
        "a mailed link": forge.hs256({"email": "a@b.c", "exp": 9_999_999_999}, SHARED_SECRET),
        "a newer mailed link": hs256(requestType="change-email-verification"),
        "a cached session": hs256(session={"userId": "a"}, user={"id": "a"}, sub=...),
    }


@pytest.mark.parametrize("what", _misspelt())
def test_what_is_no_good_token_is_invalid(embedded: Service, what: str) -> None:
    refused(ask(embedded, _misspelt()[what]))


def test_without_a_token_nobody_is_asking(everywhere: Service) -> None:
    with everywhere.stranger() as stranger:
        missing = "Missing authentication token"
        refused(stranger.get("/api/tasks"), missing)
        for value in ("", "Bearer", "Basic YTpi", "Token x"):
            answer = stranger.get("/api/tasks", headers={"Authorization": value})
            refused(answer, missing)
        # A token in an address or a body is not looked for there (RFC 9700, 4.3.2).
        refused(stranger.get("/api/tasks", params={"access_token": hs256()}), missing)
        for scheme in ("bearer", "BEARER"):
            answer = stranger.get("/api/tasks", headers={"Authorization": f"{scheme} {hs256()}"})
            assert answer.status_code == 200
        twice = [("Authorization", f"Bearer {hs256()}")] * 2
        refused(stranger.get("/api/tasks", headers=twice))
        odd = {b"Authorization": "Bearer ünïcode".encode()}
        refused(stranger.get("/api/tasks", headers=odd))


def test_the_first_requests_of_a_user_make_one_account(everywhere: Service) -> None:
    subject = f"new-{uuid4()}"
    words = {"email": f"{subject}@example.org", "name": "N" * 250}
    token = everywhere.token(subject, **words)

    def make() -> tuple[int, str]:
        with bearer(everywhere, token) as client:
            answer = client.post("/api/tasks", json={"title": "one of 24"})
            return answer.status_code, answer.text

    answers = at_once(*[make] * 24)
    assert {status for status, _ in answers} == {201}, answers
    with bearer(everywhere, token) as client:
        assert len(client.get("/api/tasks").json()) == 24
        account = client.get("/api/account").json()
    assert (account["email"], account["name"]) == (words["email"], "N" * 200)
    if everywhere.cluster is not None:
        count = "SELECT count(*) FROM tasklark.accounts WHERE user_id = %s"
        assert as_superuser(everywhere, count, subject) == [(1,)]


@pytest.mark.parametrize(
    "words", [{"email": 7, "name": []}, {"email": "x" * 255, "name": "\0"}, {}]
)
def test_unfit_words_about_a_user_are_left_out(embedded: Service, words: dict[str, object]) -> None:
    with bearer(embedded, hs256(**words)) as client:
        account = client.get("/api/account").json()
        assert (account["email"], account["name"], account["is_admin"]) == (None, None, False)


def test_two_users_may_bear_one_address_for_it_is_not_proved(embedded: Service) -> None:
    with embedded.client(email="a@b.c") as one, embedded.client(email="a@b.c") as other:
        ids = {client.get("/api/account").json()["user_id"] for client in (one, other)}
        assert len(ids) == 2


def test_nothing_but_the_token_says_who_the_user_is(embedded: Service) -> None:
    with embedded.client("the one who asks") as client:
        headers = {"X-User-Id": "root", "X-Forwarded-User": "root", "Cookie": "user=root"}
        draft = {"title": "a", "user_id": "root", "owner_id": 1, "sub": "root"}
        made = client.post("/api/tasks?user_id=root", json=draft, headers=headers)
        assert made.json()["user_id"] == "the one who asks"


def test_a_token_is_not_honoured_after_its_time_although_it_is_known(everywhere: Service) -> None:
    expires_at = int(time.time()) + 2
    with bearer(everywhere, hs256(exp=expires_at)) as client:
        assert client.get("/api/account").status_code == 200
        late: list[Any] = []

        def is_refused() -> bool:
            before = time.time()
            answer = client.get("/api/account")
            if answer.status_code == 200 and before >= expires_at:
                late.append(before)
            return answer.status_code == 401

        assert within(5, is_refused)
        assert late == []
        assert time.time() >= expires_at
        refused(client.get("/api/account"), "Token has expired")


def test_while_the_database_is_away_one_is_asked_to_come_back(guarded: Service) -> None:
    assert guarded.cluster is not None
    with (
        psycopg.connect(guarded.cluster.conninfo(), autocommit=True) as operator,
        guarded.client() as known,
        guarded.client() as unknown,
    ):
        assert known.get("/api/account").status_code == 200
        allow = f"ALTER DATABASE {guarded.database} ALLOW_CONNECTIONS {{}}"
        operator.execute(allow.format("false").encode())
        try:
            operator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [guarded.database],
            )
            assert within(5, lambda: known.get("/api/account").status_code == 503)
            for away in at_once(*(partial(c.get, "/api/account") for c in (known, unknown))):
                assert problem(away, 503)["detail"].startswith("The service is busy or its")
                assert int(away.headers["retry-after"]) > 0
        finally:
            operator.execute(allow.format("true").encode())
        for client in (known, unknown):
            assert within(10, lambda client=client: client.get("/api/account").status_code == 200)  # type: ignore[misc] # bound here


def test_a_token_of_ours_is_bound_to_our_secret(guarded: Service) -> None:
    now = int(time.time())
    own = {"iss": "tasklark", "aud": "tasklark", "sub": "a", "sid": str(uuid4()), "exp": now + 60}
    for header in ({}, {"typ": "at+jwt"}, {"kid": "tasklark-0000000000000000", "typ": "at+jwt"}):
        refused(ask(guarded, forge.hs256(own, SHARED_SECRET, header=header)))
