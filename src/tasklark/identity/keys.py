"""Keys that check a signature, each bound to one algorithm before any token comes (RFC 8725, 3.1).

HS256 belongs to shared secrets alone, EdDSA, ES256, RS256 and PS256 to public keys alone, so that
no token can choose how it is checked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jwt import get_algorithm_by_name
from jwt.exceptions import PyJWTError

from tasklark.domain.errors import Misconfigured

SHARED_ALGORITHM = "HS256"
PUBLIC_ALGORITHMS = frozenset({"EdDSA", "ES256", "RS256", "PS256"})

# Per key type and curve: the members of a JWK that make up the public key, and what it may sign.
_SHAPES: Mapping[tuple[object, object], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("OKP", "Ed25519"): (("kty", "crv", "x"), ("EdDSA",)),
    ("EC", "P-256"): (("kty", "crv", "x", "y"), ("ES256",)),
    ("RSA", None): (("kty", "n", "e"), ("RS256", "PS256")),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A secret or public key, prepared, with the one algorithm that it is for."""

    algorithm: str
    material: Any = field(repr=False)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether `signature` is this key's over `message`."""
        return get_algorithm_by_name(self.algorithm).verify(message, self.material, signature)

    def sign(self, message: bytes) -> bytes:
        """Sign `message`; for shared keys only."""
        return get_algorithm_by_name(self.algorithm).sign(message, self.material)


def shared_key(secret: str | bytes) -> Key:
    """Make an HS256 key (RFC 7518, 3.2) of a secret, however short.

    Raises Misconfigured when the secret is empty or is in truth a public key or certificate.
    """
    try:
        return Key(SHARED_ALGORITHM, get_algorithm_by_name(SHARED_ALGORITHM).prepare_key(secret))
    except (PyJWTError, ValueError) as error:
        raise Misconfigured(
            "A shared secret for tokens is empty, or is a key file; give a random text of 32 "
            "characters or more, and put public keys behind JWKS_URL"
        ) from error


def public_keys(jwks: object) -> dict[tuple[str, str], Key]:
    """Read a decoded JWK Set (RFC 7517): the usable keys by `kid` and algorithm.

    Skipped without a word: keys for encryption, without `kid`, of another kind, too short, broken.
    Raises ValueError when it is no JWK Set at all.
    """
    members = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(members, list):
        raise ValueError("the answer is no JWK Set")
    found: dict[tuple[str, str], Key] = {}
    for jwk in members:
        for kid, key in _usable(jwk):
            found.setdefault((kid, key.algorithm), key)
    return found


def _usable(jwk: object) -> Iterator[tuple[str, Key]]:
    if not isinstance(jwk, dict) or not _verifies(jwk):
        return
    kid = jwk.get("kid")
    members, algorithms = _shape(jwk)
    if not isinstance(kid, str):
        return
    for algorithm in algorithms:
        if jwk.get("alg", algorithm) == algorithm:
            key = _prepared(algorithm, {name: jwk.get(name) for name in members})
            if key is not None:
                yield kid, key


def _verifies(jwk: dict[str, object]) -> bool:
    operations = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations
    )


def _shape(jwk: dict[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kty, curve = jwk.get("kty"), jwk.get("crv")
    if not isinstance(kty, str) or not isinstance(curve, str | None):
        return (), ()
    return _SHAPES.get((kty, None if kty == "RSA" else curve), ((), ()))


def _prepared(algorithm: str, public: dict[str, object]) -> Key | None:
    method = get_algorithm_by_name(algorithm)
    try:
        material = method.from_jwk(public)
    except (PyJWTError, ValueError, TypeError):
        return None
    return None if method.check_key_length(material) else Key(algorithm, material)
