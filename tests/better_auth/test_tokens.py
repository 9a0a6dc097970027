"""Tokens of a real Better Auth server, in each of its configurations, at our verifier."""

import asyncio
import time
from collections.abc import Mapping

import jwt
import pytest

from tasklark.domain.errors import TokenInvalid
from tasklark.identity import jwks
from tasklark.identity.claims import Claims
from tasklark.identity.tokens import TokenSettings, Verifier
from tests.better_auth.server import SECRET, BetterAuth

Servers = Mapping[str, BetterAuth]


def verify(token: str, settings: TokenSettings) -> Claims:
    async def check() -> Claims:
        return await Verifier(settings).verify(token)

    return asyncio.run(check())


@pytest.mark.parametrize("variant", ["eddsa", "es256", "rs256", "ps256"])
def test_a_token_of_the_jwt_plugin_tells_the_user(better_auths: Servers, variant: str) -> None:
    server = better_auths[variant]
    who = server.sign_up()
    token = server.token(who)
    assert jwt.get_unverified_header(token)["alg"].lower() == variant
    found = verify(token, TokenSettings(better_auth_url=server.url))
    assert (found.issuer, found.subject) == ("better-auth", who.user_id)
    assert (found.email, found.name) == (who.email, who.name)
    assert 0 < found.expires_at - time.time() <= 15 * 60
    assert (found.session_id, found.scopes) == (None, None)


def test_an_algorithm_that_is_not_in_the_contract_is_refused(better_auths: Servers) -> None:
    server = better_auths["es512"]
    with pytest.raises(TokenInvalid):
        verify(server.token(server.sign_up()), TokenSettings(better_auth_url=server.url))


def test_the_secret_alone_opens_nothing_to_a_plugins_token(better_auth: BetterAuth) -> None:
    token = better_auth.token(better_auth.sign_up())
    with pytest.raises(TokenInvalid):
        verify(token, TokenSettings(shared_secrets=(SECRET,)))


def test_a_token_of_another_server_is_refused(better_auths: Servers) -> None:
    one, other = better_auths["eddsa"], better_auths["es256"]
    with pytest.raises(TokenInvalid):
        verify(one.token(one.sign_up()), TokenSettings(better_auth_url=other.url))
    moved = TokenSettings(better_auth_url=other.url, jwks_url=f"{one.url}/api/auth/jwks")
    with pytest.raises(TokenInvalid):
        verify(one.token(one.sign_up()), moved)


def test_the_session_token_of_the_bearer_plugin_is_no_token_for_us(
    better_auth: BetterAuth,
) -> None:
    settings = TokenSettings(shared_secrets=(SECRET,), better_auth_url=better_auth.url)
    with pytest.raises(TokenInvalid):
        verify(better_auth.sign_up().session_token, settings)


def test_the_cached_session_cookie_is_a_token_only_when_switched_on(better_auths: Servers) -> None:
    server = better_auths["cookie"]
    who = server.sign_up()
    cookie = who.cookies["better-auth.session_data"]
    assert jwt.get_unverified_header(cookie) == {"alg": "HS256"}
    with pytest.raises(TokenInvalid):
        verify(cookie, TokenSettings(shared_secrets=(SECRET,), better_auth_url=server.url))
    found = verify(cookie, TokenSettings(shared_secrets=(SECRET,), accept_session_cookie=True))
    assert (found.issuer, found.subject) == ("better-auth", who.user_id)
    assert (found.email, found.name) == (who.email, who.name)


def test_the_cookie_signed_with_the_plugins_key_is_no_token(better_auths: Servers) -> None:
    server = better_auths["signed_cookie"]
    who = server.sign_up()
    cookie = who.cookies["better-auth.session_data"]
    settings = TokenSettings(
        shared_secrets=(SECRET,), better_auth_url=server.url, accept_session_cookie=True
    )
    assert jwt.get_unverified_header(cookie)["typ"] == "better-auth.session-cache+jwt"
    with pytest.raises(TokenInvalid):
        verify(cookie, settings)
    assert verify(server.token(who), settings).subject == who.user_id


@pytest.mark.parametrize("with_cookie", [True, False])
def test_a_mailed_link_never_opens_the_api(better_auth: BetterAuth, with_cookie: bool) -> None:
    who = better_auth.sign_up()
    better_auth.change_email(who, f"new-{who.email}")
    links = better_auth.mailed_tokens()
    assert len(links) >= 2
    settings = TokenSettings(
        shared_secrets=(SECRET,),
        better_auth_url=better_auth.url,
        accept_session_cookie=with_cookie,
    )
    for link in links:
        assert jwt.decode(link, SECRET, ["HS256"])["email"]
        with pytest.raises(TokenInvalid):
            verify(link, settings)


def test_a_token_that_the_app_signs_itself_verifies_by_the_secret(better_auths: Servers) -> None:
    server = better_auths["own_sign"]
    who = server.sign_up()
    token = server.token(who)
    found = verify(token, TokenSettings(shared_secrets=(SECRET,), better_auth_url=server.url))
    assert (found.issuer, found.subject) == ("better-auth", who.user_id)
    rotated = TokenSettings(shared_secrets=("the next", SECRET), audience=server.url)
    assert verify(token, rotated).subject == who.user_id
    with pytest.raises(TokenInvalid):
        verify(token, TokenSettings(shared_secrets=(SECRET,)))
    with pytest.raises(TokenInvalid):
        verify(token, TokenSettings(shared_secrets=("the next",), better_auth_url=server.url))


def test_a_rotated_key_is_found_and_the_old_one_stays_good(better_auths: Servers) -> None:
    server = better_auths["es256"]
    who = server.sign_up()

    async def story() -> None:
        verifier = Verifier(TokenSettings(better_auth_url=server.url))
        before = server.token(who)
        assert (await verifier.verify(before)).subject == who.user_id
        server.rotate_keys()
        after = server.token(who)
        assert jwt.get_unverified_header(after) != jwt.get_unverified_header(before)
        assert (await verifier.verify(after)).subject == who.user_id
        assert (await verifier.verify(before)).subject == who.user_id

    asyncio.run(story())


def test_a_withdrawn_key_is_no_longer_good(better_auths: Servers) -> None:
    server = better_auths["rs256"]
    token = server.token(server.sign_up())
    settings = TokenSettings(better_auth_url=server.url)
    assert verify(token, settings)
    server.withdraw_keys()
    with pytest.raises(TokenInvalid):
        verify(token, settings)


def test_when_the_server_is_gone_its_last_keys_go_on(
    better_auths: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = better_auths["leaving"]
    who = server.sign_up()
    token = server.token(who)

    async def story() -> None:
        verifier = Verifier(TokenSettings(better_auth_url=server.url))
        await verifier.verify(token)
        server.leave()
        monkeypatch.setattr(jwks, "RENEW_SECONDS", 0)
        monkeypatch.setattr(jwks, "LIFETIME_SECONDS", 0)
        for _ in range(3):
            assert (await verifier.verify(token)).subject == who.user_id
        await verifier.close()

    asyncio.run(story())
    with pytest.raises(TokenInvalid):
        verify(token, TokenSettings(better_auth_url=server.url))
