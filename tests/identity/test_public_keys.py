"""Tokens signed with a private key, checked against the JWK Set of a server."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import Misconfigured, TokenExpired, TokenInvalid
from tasklark.identity.keys import public_keys
from tasklark.identity.tokens import TokenSettings, key_address
from tests.identity.forge import (
    AUTH_URL,
    JWKS_URL,
    NOW,
    PRIVATE,
    RSA,
    SECRET,
    UNHURRIED,
    claims,
    hs256,
    jwk,
    jwks,
    part,
    signed,
    verify,
)

BETTER_AUTH = TokenSettings(better_auth_url=AUTH_URL)
ANY_JWKS = TokenSettings(jwks_url=JWKS_URL)
FROM_THERE = {"iss": AUTH_URL, "aud": AUTH_URL}


@pytest.mark.parametrize("algorithm", PRIVATE)
def test_every_algorithm_of_the_contract_verifies(algorithm: str) -> None:
    found = verify(signed(algorithm, claims(**FROM_THERE, name="Alice")), BETTER_AUTH)
    assert (found.issuer, found.subject, found.name) == ("better-auth", "alice", "Alice")


def test_an_expired_token_is_told_from_an_invalid_one() -> None:
    with pytest.raises(TokenExpired):
        verify(signed("EdDSA", claims(**FROM_THERE, exp=NOW - 1)), BETTER_AUTH)


@pytest.mark.parametrize("name", ["iss", "aud"])
@pytest.mark.parametrize("value", [..., "http://other.example", f"{AUTH_URL}/api/auth", None])
def test_better_auth_tokens_name_their_server(name: str, value: object) -> None:
    with pytest.raises(TokenInvalid):
        verify(signed("EdDSA", claims(**FROM_THERE | {name: value})), BETTER_AUTH)


def test_issuer_and_audience_can_be_set_to_what_better_auth_was_told() -> None:
    settings = TokenSettings(better_auth_url=AUTH_URL, issuer="https://me", audience="tasks")
    found = verify(signed("EdDSA", claims(iss="https://me", aud=["tasks"])), settings)
    assert found.issuer == "better-auth"
    with pytest.raises(TokenInvalid):
        verify(signed("EdDSA", claims(**FROM_THERE)), settings)


def test_users_of_another_issuer_are_kept_apart_and_stay_who_they_are_once_it_is_named() -> None:
    named = TokenSettings(jwks_url=JWKS_URL, issuer="https://issuer.example")
    token = signed("RS256", claims(iss="https://issuer.example"))
    assert verify(token, ANY_JWKS).issuer == "jwks"
    assert verify(token, named).issuer == "jwks"


@pytest.mark.parametrize("name", ["tasklark", "better-auth"])
def test_no_issuer_can_take_the_name_under_which_our_own_users_are_kept(name: str) -> None:
    with pytest.raises(Misconfigured):
        verify(signed("RS256", claims(iss=name)), TokenSettings(jwks_url=JWKS_URL, issuer=name))


def test_a_token_for_somebody_else_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        verify(signed("RS256", claims(aud="billing")), ANY_JWKS)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (TokenSettings(), None),
        (TokenSettings(better_auth_url="https://a.example"), "https://a.example/api/auth/jwks"),
        (TokenSettings(better_auth_url="https://a.example/"), "https://a.example/api/auth/jwks"),
        (TokenSettings(better_auth_url="https://a.example/auth/"), "https://a.example/auth/jwks"),
        (ANY_JWKS, JWKS_URL),
        (TokenSettings(better_auth_url=AUTH_URL, jwks_url=JWKS_URL), JWKS_URL),
    ],
)
def test_the_keys_are_where_better_auth_or_the_operator_has_them(
    settings: TokenSettings, address: str | None
) -> None:
    assert key_address(settings) == address


def test_keys_from_another_address_are_still_better_auths() -> None:
    settings = TokenSettings(better_auth_url=AUTH_URL, jwks_url=JWKS_URL)
    assert verify(signed("EdDSA", claims(**FROM_THERE)), settings).issuer == "better-auth"
    with pytest.raises(TokenInvalid):
        verify(signed("EdDSA", claims()), settings)


def test_a_path_in_the_address_of_better_auth_is_no_part_of_its_name() -> None:
    settings = TokenSettings(better_auth_url=f"{AUTH_URL}/auth")
    assert verify(signed("EdDSA", claims(**FROM_THERE)), settings)


@pytest.mark.parametrize(
    "address",
    [
        "auth.example",
        "file:///etc/passwd",
        "ftp://a.example",
        "http://",
        "http://u:p@a.example",
        "http://[",
        "http://a.example:99999",
        "http://a.example/\n",
    ],
)
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    for settings in (TokenSettings(jwks_url=address), TokenSettings(better_auth_url=address)):
        with pytest.raises(Misconfigured):
            verify("", settings)


@pytest.mark.parametrize("header", [{"kid": ...}, {"kid": "unknown"}, {"kid": ""}], ids=str)
def test_a_key_that_is_not_named_or_not_known_is_not_guessed(header: dict[str, object]) -> None:
    with pytest.raises(TokenInvalid):
        verify(signed("EdDSA", claims(), header=header), ANY_JWKS, jwks(jwk("EdDSA")))


def test_a_token_signed_with_a_strangers_key_is_refused() -> None:
    strangers = {
        "EdDSA": ed25519.Ed25519PrivateKey.generate(),
        "ES256": ec.generate_private_key(ec.SECP256R1()),
    }
    for algorithm, key in strangers.items():
        with pytest.raises(TokenInvalid):
            verify(signed(algorithm, claims(), key=key), ANY_JWKS)


@pytest.mark.parametrize("claimed", PRIVATE)
@pytest.mark.parametrize("used", PRIVATE)
def test_a_key_serves_its_own_algorithm_only(claimed: str, used: str) -> None:
    token = signed(used, claims(), header={"kid": claimed})
    if claimed == used:
        assert verify(token, ANY_JWKS)
        return
    with pytest.raises(TokenInvalid):
        verify(token, ANY_JWKS)


def test_an_rsa_key_without_alg_may_sign_both_ways() -> None:
    keys = jwks(jwk("RS256", alg=...))
    for algorithm in ("RS256", "PS256"):
        assert verify(signed(algorithm, claims(), header={"kid": "RS256"}), ANY_JWKS, keys)


def test_a_public_key_is_never_taken_for_a_shared_secret() -> None:
    public = RSA.public_key()
    both = TokenSettings(shared_secrets=(SECRET,), jwks_url=JWKS_URL)
    for form in (Encoding.PEM, Encoding.DER):
        secret = public.public_bytes(form, PublicFormat.SubjectPublicKeyInfo)
        for header in ({}, {"kid": "RS256"}, {"kid": "RS256", "alg": "RS256"}):
            with pytest.raises(TokenInvalid):
                verify(hs256(claims(), secret, header=header), both)


def test_secret_and_public_keys_stand_side_by_side() -> None:
    both = TokenSettings(shared_secrets=(SECRET,), better_auth_url=AUTH_URL)
    assert verify(hs256(claims()), both) == verify(signed("EdDSA", claims(**FROM_THERE)), both)


def test_a_symmetric_key_in_a_jwk_set_is_not_used() -> None:
    oct_key = {"kty": "oct", "k": "c2VjcmV0", "kid": "RS256"}
    token = hs256(claims(), "secret", header={"kid": "RS256"})
    with pytest.raises(TokenInvalid):
        verify(token, ANY_JWKS, jwks({**oct_key, "alg": "HS256"}))
    assert not public_keys({"keys": [oct_key, {**oct_key, "alg": "RS256"}]})


@pytest.mark.parametrize(
    "changed",
    [
        {"use": "enc"},
        {"use": None},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"kid": ...},
        {"kid": 7},
        {"alg": "ES512"},
        {"alg": None},
        {"kty": "RSA"},
        {"kty": ["OKP"]},
        {"crv": "X25519"},
        {"crv": {}},
        {"x": ...},
        {"x": 7},
        {"x": "AAAA"},
        {"x": "é"},
    ],
    ids=str,
)
def test_an_unusable_key_is_left_out_and_the_others_stay(changed: dict[str, object]) -> None:
    keys = [jwk("EdDSA", **changed), jwk("ES256")]
    assert set(public_keys({"keys": keys})) == {("ES256", "ES256")}


@pytest.mark.parametrize("use", [{"use": "sig"}, {"key_ops": ["verify"]}], ids=str)
def test_a_key_may_say_that_it_is_for_signatures(use: dict[str, object]) -> None:
    assert public_keys({"keys": [jwk("EdDSA", **use)]})


def test_a_private_key_shown_by_mistake_is_read_as_public() -> None:
    shown = jwk("RS256", d="AQAB", p="AQAB")
    assert verify(signed("RS256", claims()), ANY_JWKS, jwks(shown))


def test_a_short_rsa_key_is_left_out() -> None:
    modulus = RSA.public_key().public_numbers().n >> 1024 | 1
    assert not public_keys({"keys": [jwk("RS256", n=part(modulus.to_bytes(128, "big")))]})


def test_the_first_of_two_keys_of_one_name_counts() -> None:
    other = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    second = jwk("EdDSA", x=part(other))
    assert verify(signed("EdDSA", claims()), ANY_JWKS, jwks(jwk("EdDSA"), second))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": {}}', b"<html>", b"\xff"], ids=repr)
def test_what_is_no_jwk_set_gives_no_keys(body: bytes) -> None:
    with pytest.raises(TokenInvalid):
        verify(signed("EdDSA", claims()), ANY_JWKS, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@UNHURRIED
@given(
    st.sampled_from(sorted(PRIVATE)).flatmap(
        lambda name: st.dictionaries(st.sampled_from(sorted(jwk(name))), JSON).map(
            lambda changed: {**jwk(name), **changed}
        )
    )
)
def test_no_key_however_broken_stops_the_reading(key: dict[str, object]) -> None:
    assert len(public_keys({"keys": [key, jwk("EdDSA", kid="good")]})) >= 1


def test_a_jwk_set_survives_json() -> None:
    assert len(public_keys(json.loads(jwks()))) == len(PRIVATE)
