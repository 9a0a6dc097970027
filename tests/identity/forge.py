"""Tokens made by hand, right and wrong ones, by no code of ours."""

import asyncio
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import settings

from tasklark.identity.claims import Claims
from tasklark.identity.tokens import TokenSettings, Verifier

NOW = 1_900_000_000.0
SECRET = "a shared secret of more than 32 bytes, for tests"
OWN_SECRET = "an own secret of more than 32 bytes, for tests"
AUTH_URL = "http://auth.example:3000"
JWKS_URL = "http://issuer.example/keys"

ED25519 = ed25519.Ed25519PrivateKey.generate()
P256 = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
UNHURRIED = settings(deadline=None)
"""For properties whose examples cost a signature or an event loop: a busy machine is no bug."""

PRIVATE: Mapping[str, Any] = {"EdDSA": ED25519, "ES256": P256, "RS256": RSA, "PS256": RSA}


def claims(**changed: object) -> dict[str, object]:
    """Claims of a good token, with these instead; a value of `...` leaves the claim out."""
    good = {"sub": "alice", "iat": NOW - 5, "exp": NOW + 600}
    return {name: value for name, value in {**good, **changed}.items() if value is not ...}


def part(value: object) -> str:
    """Encode one part of a token: bytes as they are, else as JSON."""
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def hs256(
    payload: object, secret: str | bytes = SECRET, *, header: Mapping[str, object] | None = None
) -> str:
    """Sign with HMAC-SHA-256, whatever the header says."""
    head = {"alg": "HS256", "typ": "JWT", **(header or {})}
    head = {name: value for name, value in head.items() if value is not ...}
    signed = f"{part(head)}.{part(payload)}"
    key = secret.encode() if isinstance(secret, str) else secret
    return f"{signed}.{part(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def signed(
    algorithm: str,
    payload: Mapping[str, object],
    *,
    header: Mapping[str, object] | None = None,
    key: Any = None,
) -> str:
    """Sign with a private key, by default ours for the algorithm, which is the key id as well."""
    head = {"kid": algorithm, **(header or {})}
    head = {name: value for name, value in head.items() if value is not ...}
    octets = json.dumps(payload).encode()
    return jwt.PyJWS().encode(octets, key or PRIVATE[algorithm], algorithm, headers=head)


def jwk(algorithm: str, **changed: object) -> dict[str, object]:
    """The public half of our key for the algorithm, as a server shows it."""
    public = PRIVATE[algorithm].public_key()
    shown: dict[str, object] = jwt.get_algorithm_by_name(algorithm).to_jwk(public, as_dict=True)
    good = {**shown, "kid": algorithm, "alg": algorithm, "key_ops": ...}
    return {name: value for name, value in {**good, **changed}.items() if value is not ...}


def jwks(*keys: Mapping[str, object]) -> bytes:
    """A JWK Set, by default with all our keys."""
    return json.dumps({"keys": list(keys) or [jwk(name) for name in PRIVATE]}).encode()


def verify(token: str, settings: TokenSettings, keys: bytes | None = None) -> Claims:
    """Have a new verifier check a token at NOW; the key server answers with `keys`."""
    answer = jwks() if keys is None else keys

    async def check() -> Claims:
        verifier = Verifier(settings, clock=lambda: NOW, read=lambda _: answer)
        try:
            return await verifier.verify(token)
        finally:
            await verifier.close()

    return asyncio.run(check())
