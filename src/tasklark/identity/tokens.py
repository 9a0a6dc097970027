"""Whose bearer token is this? The contract's "Who is asking", as one function.

The configuration says which sources are trusted and each source fixes its algorithms; the token's
header only tells which of the trusted keys claims to have signed it (RFC 8725, 3.1, 3.2, 3.10).
`docs/decisions/tokens.md` tells why each choice was made.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasklark.domain.errors import Misconfigured, TokenInvalid
from tasklark.identity import jwks, own_tokens
from tasklark.identity.claims import Claims, Trust, checked
from tasklark.identity.jws import SignedToken, parse
from tasklark.identity.keys import PUBLIC_ALGORITHMS, SHARED_ALGORITHM, shared_key
from tasklark.identity.signing_secrets import require_secret

BETTER_AUTH = "better-auth"
_ANY_JWKS = "jwks"
# Better Auth signs its mailed links with the same secret; some of them carry these.
_LINK_CLAIMS = frozenset({"requestType", "updateTo"})
# Where its cached session cookie keeps, under `user`, what a token says in claims.
_COOKIE_CLAIMS = {"sub": "id", "email": "email", "name": "name"}


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """The settings that say which tokens are good, as plain values.

    `shared_secrets`: `BETTER_AUTH_SECRET` and its predecessors, all of which verify. `own_secrets`:
    Tasklark's, of which the first signs. `better_auth_url` and `jwks_url` are addresses;
    with both, the second is where the keys of the first are to be had. `issuer` and `audience` are
    what `iss` and `aud` must hold, where the defaults do not fit. `accept_session_cookie`: also
    take Better Auth's cookie cache of the strategy `jwt` for a token.
    """

    shared_secrets: tuple[str, ...] = field(default=(), repr=False)
    own_secrets: tuple[str, ...] = field(default=(), repr=False)
    better_auth_url: str | None = None
    jwks_url: str | None = None
    issuer: str | None = None
    audience: str | None = None
    accept_session_cookie: bool = False


class Verifier:
    """Checks tokens against one fixed set of trusted keys, in one event loop.

    `clock` gives epoch seconds; `read` fetches a JWK Set and may block. Raises Misconfigured for a
    published or empty secret, an address that is none, and an issuer named like one of ours.
    """

    def __init__(
        self,
        settings: TokenSettings,
        *,
        clock: Callable[[], float] = time.time,
        read: Callable[[str], bytes] = jwks.fetch,
    ) -> None:
        for secret in (*settings.shared_secrets, *settings.own_secrets):
            require_secret(secret)
        for address in filter(None, (settings.better_auth_url, settings.jwks_url)):
            jwks.require_http(address)
        if settings.issuer in {BETTER_AUTH, own_tokens.ISSUER}:
            raise Misconfigured(f"The issuer {settings.issuer!r} is a name of ours; use its own")
        self._clock = clock
        self._takes_cookie = settings.accept_session_cookie
        self._own = own_tokens.OwnTokens(settings.own_secrets)
        self._shared_keys = [shared_key(secret) for secret in settings.shared_secrets]
        self._shared_trust = _shared_trust(settings)
        self._public_trust = _public_trust(settings)
        keys_at = key_address(settings)
        self._source = jwks.KeySource(keys_at, read=read) if keys_at else None

    async def verify(self, token: str) -> Claims:
        """Tell whom `token` speaks for.

        Raises TokenExpired for a token that was good until its `exp`, and TokenInvalid for
        everything else that is wrong, whatever it is; never another error.
        """
        signed = parse(token)
        if signed.algorithm == SHARED_ALGORITHM:
            if signed.kid is not None:
                return self._own.read(signed, self._clock())
            return self._shared(signed)
        if signed.algorithm in PUBLIC_ALGORITHMS and signed.kid is not None:
            return await self._public(signed, signed.kid)
        raise TokenInvalid

    async def close(self) -> None:
        """Give up what still runs in the background."""
        if self._source is not None:
            await self._source.close()

    def _shared(self, signed: SignedToken) -> Claims:
        for key in self._shared_keys:
            claims = signed.claims(key)
            if claims is not None:
                return checked(self._plain(claims), self._shared_trust, self._clock())
        raise TokenInvalid

    async def _public(self, signed: SignedToken, kid: str) -> Claims:
        key = await self._source.find(kid, signed.algorithm) if self._source else None
        claims = signed.claims(key) if key is not None else None
        if claims is None:
            raise TokenInvalid
        return checked(claims, self._public_trust, self._clock())

    def _plain(self, claims: Mapping[str, object]) -> Mapping[str, object]:
        """Tell API tokens from the other things that Better Auth signs with the shared secret."""
        if not _LINK_CLAIMS.isdisjoint(claims):
            raise TokenInvalid
        session, user = claims.get("session"), claims.get("user")
        if not isinstance(session, dict) or not isinstance(user, dict):
            return claims
        if not self._takes_cookie or session.get("userId") != user.get("id"):
            raise TokenInvalid
        return {**claims, **{name: user.get(of) for name, of in _COOKIE_CLAIMS.items()}}


def key_address(settings: TokenSettings) -> str | None:
    """Tell where the public keys are: `JWKS_URL`, else where Better Auth has them, else nowhere.

    Better Auth serves under `/api/auth` unless its own address has a path.
    """
    if settings.jwks_url or not settings.better_auth_url:
        return settings.jwks_url
    base = settings.better_auth_url.rstrip("/")
    return f"{base}/jwks" if urlsplit(base).path else f"{base}/api/auth/jwks"


def _shared_trust(settings: TokenSettings) -> Trust:
    return Trust(
        BETTER_AUTH,
        _only(settings.issuer),
        _only(settings.audience) or _better_auth_names(settings),
        audience_required=bool(settings.audience),
    )


def _public_trust(settings: TokenSettings) -> Trust:
    better_auth = _better_auth_names(settings)
    return Trust(
        BETTER_AUTH if better_auth else _ANY_JWKS,
        _only(settings.issuer) or better_auth,
        _only(settings.audience) or better_auth,
        audience_required=bool(settings.audience or better_auth),
    )


def _only(value: str | None) -> frozenset[str]:
    return frozenset({value}) if value else frozenset()


def _better_auth_names(settings: TokenSettings) -> frozenset[str]:
    """Its address as `iss` and `aud` have it: the origin in current versions, once the whole."""
    if not settings.better_auth_url:
        return frozenset()
    parts = urlsplit(settings.better_auth_url)
    return frozenset(
        {f"{parts.scheme}://{parts.netloc}".lower(), settings.better_auth_url.rstrip("/")}
    )
