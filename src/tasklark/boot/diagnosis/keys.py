"""Secrets and public keys: strong enough, where they should be, within reach."""

import http.client
import json
from collections.abc import Iterator

from pydantic import SecretStr

from tasklark.boot.diagnosis.finding import Finding, doubtful, good, wrong
from tasklark.boot.web import token_settings
from tasklark.domain.errors import Misconfigured
from tasklark.identity import jwks
from tasklark.identity.keys import public_keys
from tasklark.identity.signing_secrets import require_secret, weak_secret
from tasklark.identity.tokens import TokenSettings, Verifier, key_address
from tasklark.settings import Settings, listed


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield findings about each secret that is given, and about the issuer's public keys."""
    for name, secret in _given(settings):
        yield _strength(name, secret)
    yield _home(settings)
    # A stand-in for our own secret: looking must not make one.
    known = settings.model_copy(update={"secret": settings.secret or SecretStr("looking only")})
    yield from _issuer(token_settings(known))


def _given(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, one in (
        ("TASKLARK_SECRET", settings.secret),
        ("BETTER_AUTH_SECRET", settings.better_auth_secret),
        ("METRICS_TOKEN", settings.metrics_token),
    ):
        if one is not None:
            yield name, one.get_secret_value()
    for name, several in (
        ("TASKLARK_PREVIOUS_SECRETS", settings.previous_secrets),
        ("BETTER_AUTH_PREVIOUS_SECRETS", settings.better_auth_previous_secrets),
    ):
        yield from ((name, secret) for secret in listed(several.get_secret_value()))


def _strength(name: str, secret: str) -> Finding:
    remedy = "Make one with `openssl rand -base64 32`, and give it to the other side as well"
    try:
        require_secret(secret)
    except Misconfigured as refused:
        return wrong(name, refused.detail.partition(";")[0], remedy)
    weakness = weak_secret(secret)
    if weakness:
        return doubtful(name, weakness.partition(";")[0], remedy)
    return good(name, "Long enough, and no sample that anyone can look up")


def _home(settings: Settings) -> Finding:
    """Say where our own secret is: on one machine it may be made there, on several it may not."""
    if settings.secret is not None:
        return good("own secret", "TASKLARK_SECRET is set")
    if settings.database_url is None:
        return good("own secret", "Kept in the data folder")
    return doubtful(
        "own secret",
        "Kept in this machine's data folder, though the database is one that several can share",
        "Set TASKLARK_SECRET to the same everywhere before a second machine joins: others would"
        " make their own, refuse each other's tokens and lock each other out of the database",
    )


def _issuer(tokens: TokenSettings) -> Iterator[Finding]:
    try:
        Verifier(tokens)
    except Misconfigured as refused:
        if "secret" not in refused.detail:  # told above, by name
            yield wrong("issuer", refused.detail, "Correct BETTER_AUTH_URL, JWKS_URL, AUTH_ISSUER")
        return
    address = key_address(tokens)
    if address is not None:
        yield _reachable(address)


def _reachable(address: str) -> Finding:
    mend = (
        "See that the issuer runs and can be reached from here, and that BETTER_AUTH_URL or"
        " JWKS_URL is its address; until then its tokens are refused"
    )
    try:
        keys = public_keys(json.loads(jwks.fetch(address)))
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        return wrong("public keys", f"{address} gives no keys ({type(error).__name__})", mend)
    if not keys:
        return wrong("public keys", f"{address} gives no key that can be used", mend)
    return good("public keys", f"{address} gives {len(keys)} that can be used")
