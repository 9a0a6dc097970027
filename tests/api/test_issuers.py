"""Whose tokens are taken: by secret or public key, issuer and audience, as it is configured."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.api.people import another, bearer
from tests.api.tokens import ask, claims, hs256, refused
from tests.backends import SHARED_SECRET, Service
from tests.identity import forge

OLDER, OLDEST = "what signed before the last rotation", "what signed before that one"
ISSUER, AUDIENCE = "https://auth.example.org", "https://tasks.example.org"
PEM = forge.RSA.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


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
    refused(ask(embedded, hs256(header)))
    refused(ask(many_keys, hs256(header)))


def test_secrets_before_the_last_rotation_are_good_until_they_are_taken_out(
    embedded: Service, many_keys: Service
) -> None:
    for secret in (SHARED_SECRET, OLDER, OLDEST):
        token = forge.hs256(claims(), secret)
        assert ask(many_keys, token).status_code == 200
        assert ask(embedded, token).status_code == (200 if secret == SHARED_SECRET else 401)


@pytest.mark.parametrize("algorithm", forge.PRIVATE)
def test_a_public_key_opens_to_its_own_algorithm_alone(many_keys: Service, algorithm: str) -> None:
    assert ask(many_keys, forge.signed(algorithm, claims())).status_code == 200
    for header in (
        {"kid": "unknown"},
        {"kid": ...},
        {"kid": "EdDSA" if algorithm != "EdDSA" else "ES256"},
    ):
        refused(ask(many_keys, forge.signed(algorithm, claims(), header=header)))
    forged = forge.signed(algorithm, claims(), key=_other_key(algorithm))
    refused(ask(many_keys, forged))


@pytest.mark.parametrize("kid", ["RS256", "EdDSA", ...])
def test_a_public_key_is_no_secret(many_keys: Service, kid: object) -> None:
    public = [PEM, PEM.strip(), json.dumps(forge.jwk("RS256")).encode(), forge.jwks()]
    for secret in public:
        token = forge.hs256(claims(), secret, header={"kid": kid})
        refused(ask(many_keys, token))


def test_the_same_name_from_two_issuers_is_two_users(many_keys: Service) -> None:
    subject = f"ada-{uuid4()}"
    shared, public = hs256(sub=subject), forge.signed("EdDSA", claims(sub=subject))
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
    for token in (hs256(**changed), forge.signed("ES256", claims(**changed))):
        assert ask(strict, token).status_code == status


def _other_key(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
