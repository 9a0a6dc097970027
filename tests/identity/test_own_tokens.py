"""Access tokens that Tasklark makes for its own accounts."""

import pytest

from tasklark.domain.errors import Misconfigured, TokenExpired, TokenInvalid
from tasklark.identity.claims import Claims
from tasklark.identity.keys import Key
from tasklark.identity.own_tokens import LIFETIME_SECONDS, OwnTokens
from tasklark.identity.tokens import TokenSettings
from tests.identity.forge import NOW, OWN_SECRET, SECRET, claims, hs256, verify

OWN = TokenSettings(own_secrets=(OWN_SECRET,))


def _minted(secret: str = OWN_SECRET, *, now: float = NOW) -> str:
    return OwnTokens([secret]).mint_access_token("7", "session-1", ["tasks:read"], now=now)


def _key(secret: str) -> tuple[str, Key]:
    ((kid, key),) = OwnTokens([secret])._keys.items()
    return kid, key


def test_a_minted_token_verifies_with_all_that_was_put_in() -> None:
    assert verify(_minted(), OWN) == Claims(
        issuer="tasklark",
        subject="7",
        expires_at=NOW + LIFETIME_SECONDS,
        session_id="session-1",
        scopes=frozenset({"tasks:read"}),
    )


def test_a_token_without_limits_has_no_scopes_and_one_with_none_has_none() -> None:
    own = OwnTokens([OWN_SECRET])
    free = verify(own.mint_access_token("7", "s", None, now=NOW), OWN)
    bound = verify(own.mint_access_token("7", "s", [], now=NOW), OWN)
    assert free.scopes is None
    assert bound.scopes == frozenset()


def test_no_two_minted_tokens_are_alike() -> None:
    assert _minted() != _minted()


def test_a_minted_token_lives_ten_minutes() -> None:
    assert LIFETIME_SECONDS == 600
    assert verify(_minted(now=NOW - 599), OWN)
    with pytest.raises(TokenExpired):
        verify(_minted(now=NOW - 600), OWN)


def test_after_a_rotation_old_tokens_still_verify_and_new_ones_use_the_new_secret() -> None:
    rotated = TokenSettings(own_secrets=("the new own secret", OWN_SECRET))
    assert verify(_minted(), rotated)
    fresh = OwnTokens(rotated.own_secrets).mint_access_token("7", "s", None, now=NOW)
    assert verify(fresh, TokenSettings(own_secrets=("the new own secret",)))
    with pytest.raises(TokenInvalid):
        verify(fresh, OWN)


def test_one_secret_for_both_makes_neither_token_pass_for_the_other() -> None:
    both = TokenSettings(shared_secrets=(SECRET,), own_secrets=(SECRET,))
    own = _minted(SECRET)
    assert verify(own, both).issuer == "tasklark"
    assert verify(hs256(claims()), both).issuer == "better-auth"
    with pytest.raises(TokenInvalid):
        verify(own, TokenSettings(shared_secrets=(SECRET,)))


def test_a_holder_of_the_shared_secret_cannot_make_an_own_token() -> None:
    both = TokenSettings(shared_secrets=(SECRET,), own_secrets=(SECRET,))
    kid, _ = _key(SECRET)
    payload = claims(iss="tasklark", aud="tasklark", sid="s")
    for header in ({"kid": kid, "typ": "at+jwt"}, {"typ": "at+jwt"}):
        with pytest.raises(TokenInvalid):
            verify(hs256(payload, header=header), both)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "better-auth"},
        {"iss": ...},
        {"aud": ...},
        {"aud": "other"},
        {"sid": ...},
        {"sid": 7},
        {"sid": ""},
        {"scope": ["tasks:read"]},
        {"scope": None},
        {"sub": ...},
        {"exp": ...},
    ],
    ids=str,
)
def test_an_own_token_that_lacks_something_is_refused(changed: dict[str, object]) -> None:
    kid, key = _key(OWN_SECRET)
    good: dict[str, object] = {"iss": "tasklark", "aud": "tasklark", "sid": "s", "scope": ""}
    header = {"kid": kid, "typ": "at+jwt"}
    assert verify(hs256(claims(**good), key.material, header=header), OWN)
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(**good | changed), key.material, header=header), OWN)


@pytest.mark.parametrize("typ", ["JWT", ...])
def test_an_own_token_says_that_it_is_an_access_token(typ: object) -> None:
    kid, key = _key(OWN_SECRET)
    payload = claims(iss="tasklark", aud="tasklark", sid="s")
    with pytest.raises(TokenInvalid):
        verify(hs256(payload, key.material, header={"kid": kid, "typ": typ}), OWN)


def test_without_a_secret_nothing_is_minted() -> None:
    with pytest.raises(Misconfigured):
        OwnTokens([]).mint_access_token("7", "s", None, now=NOW)
