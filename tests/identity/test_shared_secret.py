"""HS256 tokens under the secret that Better Auth and we both know."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tasklark.domain.errors import Misconfigured, TokenExpired, TokenInvalid
from tasklark.identity.claims import CLOCK_SKEW_SECONDS
from tasklark.identity.tokens import TokenSettings
from tests.identity.forge import (
    AUTH_URL,
    NOW,
    RSA,
    SECRET,
    claims,
    hs256,
    part,
    signed,
    verify,
)

SHARED = TokenSettings(shared_secrets=(SECRET,))


def test_a_good_token_tells_who_is_asking() -> None:
    token = hs256(claims(email="alice@example.com", name="Alice", scope="tasks:read", sid="1"))
    found = verify(token, SHARED)
    assert (found.issuer, found.subject) == ("better-auth", "alice")
    assert (found.email, found.name) == ("alice@example.com", "Alice")
    assert found.expires_at == NOW + 600
    assert found.session_id is None
    assert found.scopes is None


@pytest.mark.parametrize("subject", ["x", "x" * 255, "alice@example.com", "아리스", "😀" * 255])
def test_any_subject_of_1_to_255_characters_is_a_user(subject: str) -> None:
    assert verify(hs256(claims(sub=subject)), SHARED).subject == subject


@pytest.mark.parametrize(
    "subject", [..., None, "", "x" * 256, 7, True, ["alice"], {}, "a\0b", "\ud800"]
)
def test_a_token_without_a_fit_subject_is_refused(subject: object) -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(sub=subject)), SHARED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", 7),
        ("email", "x" * 255),
        ("email", "a\0b"),
        ("name", ["A"]),
        ("name", "\udfff"),
        ("name", ""),
        ("name", "x" * 256),
    ],
)
def test_an_unfit_email_or_name_is_left_out(name: str, value: object) -> None:
    found = verify(hs256(claims(**{name: value})), SHARED)
    assert getattr(found, name) is None


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [(True, True), ("true", True), (None, True), (..., True), (False, False), ("false", False)],
)
def test_an_address_that_its_issuer_denies_is_none(said: object, is_taken: bool) -> None:
    found = verify(hs256(claims(email="alice@example.com", email_verified=said)), SHARED)
    assert found.email == ("alice@example.com" if is_taken else None)


@pytest.mark.parametrize("exp", [NOW, NOW - 1, NOW - 0.5, 0])
def test_a_token_has_expired_at_its_very_second(exp: float) -> None:
    with pytest.raises(TokenExpired):
        verify(hs256(claims(exp=exp)), SHARED)


def test_an_expired_token_with_another_fault_is_just_invalid() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(exp=NOW - 1, sub=...)), SHARED)
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(exp=NOW - 1), "another secret"), SHARED)


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize(
    "value",
    [None, True, "1900000600", [], -1, NOW * 1000, 10**400, float("inf"), float("nan")],
    ids=str,
)
def test_an_instant_that_is_no_sensible_number_is_refused(name: str, value: object) -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(**{name: value})), SHARED)


def test_a_number_beyond_all_floats_is_refused() -> None:
    payload = b'{"sub": "alice", "exp": 1e999}'
    with pytest.raises(TokenInvalid):
        verify(hs256(payload), SHARED)


def test_a_token_without_exp_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(exp=...)), SHARED)


def test_a_token_needs_no_iat() -> None:
    assert verify(hs256(claims(iat=...)), SHARED).subject == "alice"


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_a_token_from_the_future_is_refused_beyond_the_skew_of_clocks(name: str) -> None:
    assert verify(hs256(claims(**{name: NOW + CLOCK_SKEW_SECONDS})), SHARED)
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(**{name: NOW + CLOCK_SKEW_SECONDS + 1})), SHARED)


def test_every_secret_of_a_rotation_verifies() -> None:
    both = TokenSettings(shared_secrets=("the new secret", SECRET))
    assert verify(hs256(claims(), "the new secret"), both).subject == "alice"
    assert verify(hs256(claims(), SECRET), both).subject == "alice"
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(), "a third secret"), both)


def test_a_short_secret_works_without_a_warning() -> None:
    short = TokenSettings(shared_secrets=("short",))
    assert verify(hs256(claims(), "short"), short).subject == "alice"


def test_without_a_secret_no_shared_token_is_good() -> None:
    for secret in ("", SECRET):
        with pytest.raises(TokenInvalid):
            verify(hs256(claims(), secret or b""), TokenSettings(better_auth_url=AUTH_URL))


@pytest.mark.parametrize("typ", [..., "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
def test_api_tokens_may_say_what_they_are(typ: object) -> None:
    assert verify(hs256(claims(), header={"typ": typ}), SHARED).subject == "alice"


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "logout+jwt"},
        {"typ": "better-auth.session-cache+jwt"},
        {"typ": None},
        {"typ": ["JWT"]},
        {"kid": "unknown"},
        {"kid": ""},
        {"kid": 7},
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "hs256"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": ...},
        {"alg": None},
        {"alg": ["HS256"]},
    ],
    ids=str,
)
def test_a_header_that_asks_for_something_else_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(), header=header), SHARED)


def test_an_unsigned_token_is_refused() -> None:
    for head in ({"alg": "none"}, {"alg": "HS256"}):
        for signature in ("", "."):
            with pytest.raises(TokenInvalid):
                verify(f"{part(head)}.{part(claims())}{signature}", SHARED)


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256", "PS256"])
def test_a_public_key_is_of_no_use_where_only_a_secret_is_trusted(algorithm: str) -> None:
    with pytest.raises(TokenInvalid):
        verify(signed(algorithm, claims()), SHARED)


def test_a_key_in_the_header_is_not_looked_at() -> None:
    header = {"jwk": {"kty": "oct", "k": part(b"mine")}, "jku": "http://evil.example/keys"}
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(), "mine", header=header), SHARED)
    assert verify(hs256(claims(), header=header), SHARED).subject == "alice"


def test_a_member_that_stands_twice_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(b'{"sub": "alice", "sub": "bob", "exp": 1900000600}'), SHARED)


@pytest.mark.parametrize(
    "payload",
    [b"", b"null", b"[]", b'"alice"', b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 11_000, b"9" * 5000],
    ids=lambda payload: repr(payload[:5]),
)
def test_a_payload_that_is_no_json_object_is_refused(payload: bytes) -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(payload), SHARED)


def test_a_token_has_one_spelling_only() -> None:
    token = hs256(claims())
    assert verify(token, SHARED)
    for other in (token + "=", f" {token}", f"{token}\n", token.replace(".", "..", 1), token + "."):
        with pytest.raises(TokenInvalid):
            verify(other, SHARED)


def test_a_token_over_16_kb_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(padding="x" * 16_384)), SHARED)


def test_a_configured_issuer_and_audience_are_required() -> None:
    strict = TokenSettings(shared_secrets=(SECRET,), issuer="https://me", audience="tasks")
    assert verify(hs256(claims(iss="https://me", aud="tasks")), strict)
    assert verify(hs256(claims(iss="https://me", aud=["x", "tasks"])), strict)
    for wrong in (
        claims(aud="tasks"),
        claims(iss="https://me/", aud="tasks"),
        claims(iss=["https://me"], aud="tasks"),
        claims(iss="https://me"),
        claims(iss="https://me", aud="task"),
        claims(iss="https://me", aud=["tasks", 7]),
        claims(iss="https://me", aud=None),
        claims(iss="https://me", aud=[]),
        claims(iss="https://me", aud={"tasks": 1}),
    ):
        with pytest.raises(TokenInvalid):
            verify(hs256(wrong), strict)


def test_a_token_for_somebody_else_is_refused_when_no_audience_is_configured() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(aud="billing")), SHARED)
    with_url = TokenSettings(shared_secrets=(SECRET,), better_auth_url=f"{AUTH_URL}/")
    assert verify(hs256(claims(aud=AUTH_URL)), with_url)
    assert verify(hs256(claims()), with_url)
    with pytest.raises(TokenInvalid):
        verify(hs256(claims(aud="billing")), with_url)


@pytest.mark.parametrize(
    "link",
    [
        {"email": "alice@example.com"},
        {"email": "alice@example.com", "userId": "alice"},
        {"email": "alice@example.com", "updateTo": "eve@example.com", "userId": "alice"},
        {"email": "a@b.c", "updateTo": "e@b.c", "requestType": "change-email-verification"},
        {"email": "a@b.c", "requestType": "change-email-confirmation", "sub": "alice"},
        {"email": "a@b.c", "updateTo": "e@b.c", "sub": "alice"},
    ],
    ids=str,
)
@pytest.mark.parametrize("with_cookie", [True, False])
def test_a_mailed_link_never_opens_the_api(link: dict[str, object], with_cookie: bool) -> None:
    settings = TokenSettings(shared_secrets=(SECRET,), accept_session_cookie=with_cookie)
    with pytest.raises(TokenInvalid):
        verify(hs256({"iat": NOW, "exp": NOW + 3600, **link}), settings)


def _cookie(**changed: object) -> dict[str, object]:
    user = {"id": "alice", "email": "alice@example.com", "name": "Alice"}
    session = {"userId": "alice", "token": "t", "id": "s"}
    return claims(sub=..., user=user, session=session, updatedAt=1, version="1") | changed


def test_the_session_cookie_is_a_token_only_when_switched_on() -> None:
    token = hs256(_cookie(), header={"typ": ...})
    with pytest.raises(TokenInvalid):
        verify(token, SHARED)
    found = verify(token, TokenSettings(shared_secrets=(SECRET,), accept_session_cookie=True))
    assert (found.issuer, found.subject) == ("better-auth", "alice")
    assert (found.email, found.name) == ("alice@example.com", "Alice")


def test_the_session_cookie_is_told_by_its_shape_also_with_a_subject() -> None:
    with pytest.raises(TokenInvalid):
        verify(hs256(_cookie(sub="alice")), SHARED)


@pytest.mark.parametrize(
    "changed",
    [
        {"user": {"email": "alice@example.com"}},
        {"user": {"id": ""}, "session": {"userId": ""}},
        {"session": {"userId": "bob"}},
        {"session": {}},
        {"session": None},
        {"exp": NOW - 1},
    ],
    ids=str,
)
def test_a_cookie_that_does_not_hang_together_is_refused(changed: dict[str, object]) -> None:
    settings = TokenSettings(shared_secrets=(SECRET,), accept_session_cookie=True)
    with pytest.raises((TokenInvalid, TokenExpired)):
        verify(hs256(_cookie(**changed)), settings)


@pytest.mark.parametrize("secret", ["", "  ", "secret", "Changeme\n"])
def test_a_secret_that_is_none_is_refused_at_the_start(secret: str) -> None:
    for settings in (TokenSettings(shared_secrets=(secret,)), TokenSettings(own_secrets=(secret,))):
        with pytest.raises(Misconfigured):
            verify(hs256(claims()), settings)


def test_a_public_key_in_place_of_a_secret_is_refused_at_the_start() -> None:
    public = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(Misconfigured):
        verify(hs256(claims(), public), TokenSettings(shared_secrets=(public.decode(),)))


def test_the_settings_do_not_show_their_secrets() -> None:
    assert SECRET not in repr(SHARED)
