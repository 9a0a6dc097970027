"""Whatever is sent as a token, it is refused politely; a changed token is never good."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import TokenExpired, TokenInvalid
from tasklark.identity.claims import Claims
from tasklark.identity.own_tokens import OwnTokens
from tasklark.identity.tokens import TokenSettings, Verifier
from tests.identity.forge import (
    AUTH_URL,
    NOW,
    OWN_SECRET,
    SECRET,
    UNHURRIED,
    claims,
    hs256,
    jwks,
    part,
    signed,
)

SETTINGS = TokenSettings(
    shared_secrets=(SECRET, "another"),
    own_secrets=(OWN_SECRET,),
    better_auth_url=AUTH_URL,
    accept_session_cookie=True,
)
FROM_THERE = claims(iss=AUTH_URL, aud=AUTH_URL)
GOOD = [
    hs256(claims()),
    OwnTokens([OWN_SECRET]).mint_access_token("7", "s", ["tasks:read"], now=NOW),
    *(signed(algorithm, FROM_THERE) for algorithm in ("EdDSA", "ES256", "RS256", "PS256")),
]
KEYS = jwks()
CHARACTERS = st.characters() | st.sampled_from("-_.=+/ \n")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
HEADERS = st.dictionaries(
    st.sampled_from(["alg", "typ", "kid", "crit", "jwk", "b64", "zip"]),
    st.sampled_from(["HS256", "EdDSA", "ES256", "none", "JWT", "at+jwt", "", ["exp"]]) | JSON,
)
CLAIMS = st.dictionaries(
    st.sampled_from(["sub", "exp", "nbf", "iat", "iss", "aud", "email", "session", "user"]), JSON
)


def _outcome(token: str) -> Claims | None:
    """The claims, or None for a token that was refused; any other error fails the test."""

    async def check() -> Claims | None:
        verifier = Verifier(SETTINGS, clock=lambda: NOW, read=lambda _: KEYS)
        try:
            return await verifier.verify(token)
        except (TokenInvalid, TokenExpired):
            return None

    return asyncio.run(check())


@pytest.mark.parametrize("token", GOOD)
def test_the_tokens_that_are_about_to_be_changed_are_good(token: str) -> None:
    assert _outcome(token)


@UNHURRIED
@given(st.text() | st.lists(st.text(), min_size=3, max_size=3).map(".".join))
def test_no_text_is_a_token(text: str) -> None:
    assert _outcome(text) is None


@UNHURRIED
@given(st.sampled_from(GOOD), st.integers(0, 2000), CHARACTERS, st.integers(0, 1))
def test_a_token_with_one_character_changed_or_added_is_refused(
    token: str, place: int, character: str, removed: int
) -> None:
    at = place % len(token)
    changed = token[:at] + character + token[at + removed :]
    if changed != token:
        assert _outcome(changed) is None


@UNHURRIED
@given(st.sampled_from(GOOD), st.integers(1, 400), st.booleans())
def test_a_token_cut_short_is_refused(token: str, length: int, at_the_front: bool) -> None:
    assert _outcome(token[length:] if at_the_front else token[:-length]) is None


@UNHURRIED
@given(st.sampled_from(GOOD), st.sampled_from(GOOD), st.integers(0, 2))
def test_parts_of_two_tokens_make_no_third(one: str, other: str, which: int) -> None:
    parts = one.split(".")
    parts[which] = other.split(".")[which]
    assert (_outcome(".".join(parts)) is not None) is (".".join(parts) in GOOD)


@UNHURRIED
@given(HEADERS, CLAIMS, st.binary(max_size=64))
def test_a_made_up_token_is_refused(
    header: dict[str, object], payload: dict[str, object], signature: bytes
) -> None:
    assert _outcome(f"{part(header)}.{part(payload)}.{part(signature)}") is None


@UNHURRIED
@given(HEADERS, CLAIMS | JSON)
def test_a_signed_token_with_strange_contents_raises_nothing_else(
    header: dict[str, object], payload: object
) -> None:
    found = _outcome(hs256(payload, header=header))
    if found is not None:
        assert 1 <= len(found.subject) <= 255
        assert found.expires_at > NOW
