"""What a verified token says, and the rules that its claims must keep (RFC 7519, 4.1; RFC 8725).

Everything here is about claims whose signature has been checked already.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tasklark.domain.errors import TokenExpired, TokenInvalid

# How far an issuer's clock may run ahead of ours before its fresh tokens are refused. There is no
# such grace after `exp`: an expired token is answered as expired in the same second.
CLOCK_SKEW_SECONDS = 10
_MAX_SUBJECT = 255
_MAX_EMAIL = 254
_MAX_NAME = 255
# The last second of the year 9999. Beyond it no date can be built, and an `exp` in milliseconds,
# a common mistake that would live for fifty thousand years, is caught.
_MAX_INSTANT = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a token speaks for.

    `issuer` names the source of trust, not the claim: `better-auth`, `tasklark`, or what stands for
    `JWKS_URL`. Users are told apart by `issuer` and `subject` together; `email` and `name` are what
    the issuer says, unproven, and None when absent or unfit to store; so is an address of which the
    issuer says itself that it is not verified (OIDC Core, 5.1 and 5.7). `expires_at` is in epoch
    seconds. `session_id` and `scopes` come from Tasklark's own tokens only; `scopes` None means
    that the token is not limited.
    """

    issuer: str
    subject: str
    expires_at: float
    email: str | None = None
    name: str | None = None
    session_id: str | None = None
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """What is expected of tokens from one source.

    An empty `issuers` lets any `iss` pass. A token with `aud` needs one of `audiences` in it, also
    when there are none to have; `audience_required` refuses those without.
    """

    name: str
    issuers: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    audience_required: bool = False


def checked(claims: Mapping[str, object], trust: Trust, now: float) -> Claims:
    """Read claims from a source of `trust` at `now` (epoch seconds).

    Raises TokenInvalid for a missing or unfit `sub`, `exp`, `nbf`, `iat`, `iss` or `aud`, and
    TokenExpired for a token with which nothing else is wrong.
    """
    subject = text(claims.get("sub"), _MAX_SUBJECT)
    if subject is None:
        raise TokenInvalid
    _check_issuer(claims, trust)
    _check_audience(claims, trust)
    return Claims(
        issuer=trust.name,
        subject=subject,
        expires_at=_lifetime(claims, now),
        email=None if _is_unverified(claims) else text(claims.get("email"), _MAX_EMAIL),
        name=text(claims.get("name"), _MAX_NAME),
    )


def text(value: object, limit: int) -> str | None:
    """Give `value` back when it is text of 1 to `limit` characters that can be stored, else None.

    NUL and lone surrogates cannot: PostgreSQL has neither.
    """
    if not isinstance(value, str) or not 1 <= len(value) <= limit or "\0" in value:
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return value


def _is_unverified(claims: Mapping[str, object]) -> bool:
    """Tell whether the issuer denies the address; issuers that say nothing of it are believed."""
    said = claims.get("email_verified")
    # Some issuers write the word. What says neither is no yes.
    return said not in (None, True, "true")


def _lifetime(claims: Mapping[str, object], now: float) -> float:
    expires_at = _instant(claims, "exp")
    begins_at = max(_instant(claims, "nbf", default=0), _instant(claims, "iat", default=0))
    if begins_at > now + CLOCK_SKEW_SECONDS:
        raise TokenInvalid
    if expires_at <= now:
        raise TokenExpired
    return expires_at


def _instant(claims: Mapping[str, object], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    # NaN and the infinities fail the comparison; JSON's 1e999 is one of them.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenInvalid
    if not 0 <= value <= _MAX_INSTANT:
        raise TokenInvalid
    return value


def _check_issuer(claims: Mapping[str, object], trust: Trust) -> None:
    issuer = claims.get("iss", "")
    if not isinstance(issuer, str) or (trust.issuers and issuer not in trust.issuers):
        raise TokenInvalid


def _check_audience(claims: Mapping[str, object], trust: Trust) -> None:
    if "aud" not in claims:
        if trust.audience_required:
            raise TokenInvalid
        return
    audience = claims["aud"]
    named = audience if isinstance(audience, list) else [audience]
    if not all(isinstance(one, str) for one in named) or trust.audiences.isdisjoint(named):
        raise TokenInvalid
