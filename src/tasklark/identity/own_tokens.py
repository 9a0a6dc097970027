"""Tasklark's own access tokens: short-lived JWTs for its own accounts, in the manner of RFC 9068.

The signing key is derived from the secret, with the purpose mixed in, and named by a fingerprint in
`kid`. So the same secret may serve Better Auth too without either's tokens passing for the other's.
"""

import hmac
from collections.abc import Collection, Mapping
from hashlib import sha256
from secrets import token_urlsafe

from tasklark.domain.errors import Misconfigured, TokenInvalid
from tasklark.identity.claims import Claims, Trust, checked, text
from tasklark.identity.jws import SignedToken, compact
from tasklark.identity.keys import SHARED_ALGORITHM, Key

ISSUER = "tasklark"
LIFETIME_SECONDS = 600
_KIND = "at+jwt"
_PURPOSE = b"tasklark access token 1"
_TRUST = Trust(ISSUER, frozenset({ISSUER}), frozenset({ISSUER}), audience_required=True)
_MAX_SESSION_ID = 64


class OwnTokens:
    """Mints and reads own access tokens: the first secret signs, all of them verify."""

    def __init__(self, secrets: Collection[str]) -> None:
        keys = [_derived(secret) for secret in secrets]
        self._keys: Mapping[str, Key] = {_fingerprint(key): key for key in keys}

    def mint_access_token(
        self, subject: str, session_id: str, scopes: Collection[str] | None, *, now: float
    ) -> str:
        """Sign a token for `subject` that lives LIFETIME_SECONDS from `now` (epoch seconds).

        `scopes` None makes a token without limits. Raises Misconfigured when there is no secret.
        """
        if not self._keys:
            raise Misconfigured("There is no secret to sign access tokens with; set one")
        kid, key = next(iter(self._keys.items()))
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": subject,
            "sid": session_id,
            "iat": int(now),
            "exp": int(now) + LIFETIME_SECONDS,
            "jti": token_urlsafe(12),
        }
        if scopes is not None:
            claims["scope"] = " ".join(sorted(scopes))
        return compact({"alg": SHARED_ALGORITHM, "kid": kid, "typ": _KIND}, claims, key)

    def read(self, token: SignedToken, now: float) -> Claims:
        """Check a token that names one of our keys. Raises TokenInvalid or TokenExpired."""
        key = self._keys.get(token.kid or "")
        said = token.claims(key) if key is not None and token.kind == _KIND else None
        if said is None:
            raise TokenInvalid
        session_id = text(said.get("sid"), _MAX_SESSION_ID)
        if session_id is None:
            raise TokenInvalid
        base = checked(said, _TRUST, now)
        return Claims(
            issuer=base.issuer,
            subject=base.subject,
            expires_at=base.expires_at,
            session_id=session_id,
            scopes=_scopes(said),
        )


def _scopes(said: Mapping[str, object]) -> frozenset[str] | None:
    if "scope" not in said:
        return None
    listed = said["scope"]
    if not isinstance(listed, str):
        raise TokenInvalid
    return frozenset(listed.split())


def _derived(secret: str) -> Key:
    octets = secret.encode("utf-8", "surrogatepass")
    return Key(SHARED_ALGORITHM, hmac.digest(octets, _PURPOSE, "sha256"))


def _fingerprint(key: Key) -> str:
    return f"tasklark-{sha256(key.material).hexdigest()[:16]}"
