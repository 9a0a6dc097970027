"""The contract's "Who is asking", through HTTP: which tokens open the API, and for whom."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.api.people import another, as_superuser, at_once, bearer, within
from tests.api.problems import problem
from tests.backends import SHARED_SECRET, Service
from tests.identity import forge

OLDER, OLDEST = "what signed before the last rotation", "what signed before that one"
ISSUER, AUDIENCE = "https://auth.example.org", "https://tasks.example.org"
PEM = forge.RSA.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


def _claims(**changed: object) -> dict[str, object]:
    now = int(time.time())
    return forge.claims(**{"sub": f"user-{uuid4()}", "iat": now, "exp": now + 600, **changed})


def _hs256(header: Mapping[str, object] | None = None, /, **changed: object) -> str:
    return forge.hs256(_claims(**changed), SHARED_SECRET, header=header)


def _ask(service: Service, token: str) -> httpx.Response:
    with bearer(service, token) as client:
        return client.get("/api/account")


def _refused(answer: httpx.Response, detail: str = "Invalid token") -> None:
    assert problem(answer, 401)["detail"] == detail
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.fixture(scope="module")
def keys() -> Iterator[str]:
    """Serve the public halves of our keys; give the address."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = forge.jwks(*(forge.jwk(name, kid=name) for name in forge.PRIVATE))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def many_keys(
    guarded: Service, keys: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Give a Tasklark with another issuer's keys, and a shared secret that was rotated."""
    with another(
        guarded,
        tmp_path_factory.mktemp("keys"),
        JWKS_URL=keys,
        BETTER_AUTH_PREVIOUS_SECRETS=f"{OLDER}, {OLDEST}",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def strict(
    guarded: Service, keys: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Give a Tasklark that wants issuer and audience."""
    folder = tmp_path_factory.mktemp("strict")
    knobs = {"JWKS_URL": keys, "AUTH_ISSUER": ISSUER, "AUTH_AUDIENCE": AUDIENCE}
    with another(guarded, folder, **knobs) as running:
        yield running


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
    _refused(_ask(embedded, _hs256(**changed)))


def test_a_token_that_was_good_has_expired(everywhere: Service) -> None:
    _refused(_ask(everywhere, _hs256(exp=int(time.time()) - 1)), "Token has expired")
    _refused(_ask(everywhere, _hs256(exp=0)), "Token has expired")
    # Wrong in another way as well: then it was never good.
    _refused(_ask(everywhere, _hs256(exp=0, aud="anybody")))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "HS384"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "EdDSA", "kid": "EdDSA"},
        {"alg": ["HS256"]},
        {"alg": ...},
        {"kid": "nobody's"},
        {"kid": 1},
        {"typ": "at+JWT+x"},
        {"typ": "logout+jwt"},
        {"typ": "better-auth.session-cache+jwt"},
        {"typ": ""},
        {"typ": None},
        {"crit": ["exp"]},
        {"jwk": {"kty": "oct", "k": "AA"}, "alg": "HS384"},
    ],
)
def test_the_token_does_not_choose_how_it_is_checked(
    embedded: Service, many_keys: Service, header: dict[str, object]
) -> None:
    _refused(_ask(embedded, _hs256(header)))
    _refused(_ask(many_keys, _hs256(header)))


@pytest.mark.parametrize("typ", ["JWT", "jwt", "at+jwt", "application/at+jwt", ...])
def test_a_plain_type_or_none_is_taken(embedded: Service, typ: object) -> None:
    assert _ask(embedded, _hs256({"typ": typ})).status_code == 200


def _misspelt() -> dict[str, str]:
    good = _hs256()
    head, payload, signature = good.split(".")
    unsigned = forge.part({"alg": "none"})
    return {
        "nothing": "x",
        "no signature": f"{head}.{payload}.",
        "unsigned": f"{unsigned}.{payload}.",
        "unsigned, with signature": f"{unsigned}.{payload}.{signature}",
        "two parts": f"{head}.{payload}",
        "four parts": f"{good}.{signature}",
        "a changed payload": f"{head}.{forge.part(_claims(sub='root'))}.{signature}",
        "padding": f"{good}=",
        "stray bits": good[:-1] + chr(ord(good[-1]) + 1),
        "a space inside": f"{head}. {payload}.{signature}",
        "another key": forge.hs256(_claims(), "x" * 40),
        "an empty key": forge.hs256(_claims(), b""),
        "a list": forge.hs256([1], SHARED_SECRET),
        "a member twice": forge.hs256(b'{"sub":"a","sub":"b","exp":9999999999}', SHARED_SECRET),
        "no number": forge.hs256(b'{"sub":"a","exp":NaN}', SHARED_SECRET),
        "infinite": forge.hs256(b'{"sub":"a","exp":1e999}', SHARED_SECRET),
        "depth": forge.hs256(b"[" * 9_000, SHARED_SECRET),
        "20 kB": forge.hs256(_claims(x="x" * 20_000), SHARED_SECRET),
        "a mailed link": forge.hs256({"email": "a@b.c", "exp": 9_999_999_999}, SHARED_SECRET),
        "a newer mailed link": _hs256(requestType="change-email-verification"),
        "a cached session": _hs256(session={"userId": "a"}, user={"id": "a"}, sub=...),
    }


@pytest.mark.parametrize("what", _misspelt())
def test_what_is_no_good_token_is_invalid(embedded: Service, what: str) -> None:
    _refused(_ask(embedded, _misspelt()[what]))


def test_without_a_token_nobody_is_asking(everywhere: Service) -> None:
    with everywhere.stranger() as stranger:
        missing = "Missing authentication token"
        _refused(stranger.get("/api/tasks"), missing)
        for value in ("", "Bearer", "Basic YTpi", "Token x"):
            answer = stranger.get("/api/tasks", headers={"Authorization": value})
            _refused(answer, missing)
        # A token in an address or a body is not looked for there (RFC 9700, 4.3.2).
        _refused(stranger.get("/api/tasks", params={"access_token": _hs256()}), missing)
        for scheme in ("bearer", "BEARER"):
            answer = stranger.get("/api/tasks", headers={"Authorization": f"{scheme} {_hs256()}"})
            assert answer.status_code == 200
        twice = [("Authorization", f"Bearer {_hs256()}")] * 2
        _refused(stranger.get("/api/tasks", headers=twice))
        odd = {b"Authorization": "Bearer ünïcode".encode()}
        _refused(stranger.get("/api/tasks", headers=odd))


def test_secrets_before_the_last_rotation_are_good_until_they_are_taken_out(
    embedded: Service, many_keys: Service
) -> None:
    for secret in (SHARED_SECRET, OLDER, OLDEST):
        token = forge.hs256(_claims(), secret)
        assert _ask(many_keys, token).status_code == 200
        assert _ask(embedded, token).status_code == (200 if secret == SHARED_SECRET else 401)


@pytest.mark.parametrize("algorithm", forge.PRIVATE)
def test_a_public_key_opens_to_its_own_algorithm_alone(many_keys: Service, algorithm: str) -> None:
    assert _ask(many_keys, forge.signed(algorithm, _claims())).status_code == 200
    for header in (
        {"kid": "unknown"},
        {"kid": ...},
        {"kid": "EdDSA" if algorithm != "EdDSA" else "ES256"},
    ):
        _refused(_ask(many_keys, forge.signed(algorithm, _claims(), header=header)))
    forged = forge.signed(algorithm, _claims(), key=_other_key(algorithm))
    _refused(_ask(many_keys, forged))


@pytest.mark.parametrize("kid", ["RS256", "EdDSA", ...])
def test_a_public_key_is_no_secret(many_keys: Service, kid: object) -> None:
    public = [PEM, PEM.strip(), json.dumps(forge.jwk("RS256")).encode(), forge.jwks()]
    for secret in public:
        token = forge.hs256(_claims(), secret, header={"kid": kid})
        _refused(_ask(many_keys, token))


def test_the_same_name_from_two_issuers_is_two_users(many_keys: Service) -> None:
    subject = f"ada-{uuid4()}"
    shared, public = _hs256(sub=subject), forge.signed("EdDSA", _claims(sub=subject))
    with bearer(many_keys, shared) as one, bearer(many_keys, public) as other:
        made = one.post("/api/tasks", json={"title": "hers"}).json()
        assert other.get(f"/api/tasks/{made['id']}").status_code == 403
        assert other.get("/api/tasks").json() == []
        assert one.get("/api/account").json()["user_id"] == subject
        assert other.get("/api/account").json()["user_id"] == subject


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"iss": ISSUER, "aud": AUDIENCE}, 200),
        ({"iss": ISSUER, "aud": ["other", AUDIENCE]}, 200),
        ({"iss": ISSUER}, 401),
        ({"aud": AUDIENCE}, 401),
        ({"iss": "https://evil.example", "aud": AUDIENCE}, 401),
        ({"iss": ISSUER + "/", "aud": AUDIENCE}, 401),
        ({"iss": [ISSUER], "aud": AUDIENCE}, 401),
        ({"iss": ISSUER, "aud": "https://other.example"}, 401),
        ({"iss": ISSUER, "aud": AUDIENCE + ".evil.example"}, 401),
        ({"iss": ISSUER, "aud": [AUDIENCE, 7]}, 401),
        ({"iss": ISSUER, "aud": {AUDIENCE: 1}}, 401),
    ],
)
def test_issuer_and_audience_are_what_is_configured(
    strict: Service, changed: dict[str, object], status: int
) -> None:
    for token in (_hs256(**changed), forge.signed("ES256", _claims(**changed))):
        assert _ask(strict, token).status_code == status


def test_the_first_requests_of_a_user_make_one_account(everywhere: Service) -> None:
    subject = f"new-{uuid4()}"
    claims = {"email": f"{subject}@example.org", "name": "N" * 250}
    token = everywhere.token(subject, **claims)

    def make() -> tuple[int, str]:
        with bearer(everywhere, token) as client:
            answer = client.post("/api/tasks", json={"title": "one of 24"})
            return answer.status_code, answer.text

    answers = at_once(*[make] * 24)
    assert {status for status, _ in answers} == {201}, answers
    with bearer(everywhere, token) as client:
        assert len(client.get("/api/tasks").json()) == 24
        account = client.get("/api/account").json()
    assert (account["email"], account["name"]) == (claims["email"], "N" * 200)
    if everywhere.cluster is not None:
        count = "SELECT count(*) FROM tasklark.accounts WHERE user_id = %s"
        assert as_superuser(everywhere, count, subject) == [(1,)]


@pytest.mark.parametrize(
    "claims", [{"email": 7, "name": []}, {"email": "x" * 255, "name": "\0"}, {}]
)
def test_unfit_words_about_a_user_are_left_out(
    embedded: Service, claims: dict[str, object]
) -> None:
    with bearer(embedded, _hs256(**claims)) as client:
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
    with bearer(everywhere, _hs256(exp=expires_at)) as client:
        assert client.get("/api/account").status_code == 200
        late: list[Any] = []

        def refused() -> bool:
            before = time.time()
            answer = client.get("/api/account")
            if answer.status_code == 200 and before >= expires_at:
                late.append(before)
            return answer.status_code == 401

        assert within(5, refused)
        assert late == []
        assert time.time() >= expires_at
        _refused(client.get("/api/account"), "Token has expired")


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
            for client in (known, unknown):
                away = client.get("/api/account")
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
        _refused(_ask(guarded, forge.hs256(own, SHARED_SECRET, header=header)))


def _other_key(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
