"""Invitations: given by an administrator, good once, for a while, for one address if so made."""

from typing import Any
from uuid import UUID

import pytest

from tasklark.identity.opaque import SecretKind, digest, new_secret
from tests.api.people import (
    PASSWORD,
    Person,
    as_superuser,
    at_once,
    bearer,
    everything,
    joined,
    new_email,
)
from tests.api.problems import broken_fields, problem
from tests.backends import Service

NEEDED = "Signing up here needs a valid invitation; ask the administrator for one"


def _invite(administrator: Person, **draft: object) -> dict[str, Any]:
    with administrator.client() as client:
        made = client.post("/api/invitations", json=draft)
        assert made.status_code == 201, made.text
        told: dict[str, Any] = made.json()
        return told


def _is_in(person: Person) -> bool:
    return person.try_password(PASSWORD).status_code == 200


def test_an_invitation_lets_one_person_in(administrator: Person, invited: Service) -> None:
    secret = _invite(administrator)["invitation"]
    ada, bob = Person(invited), Person(invited)
    assert ada.sign_up(invitation=secret).status_code == 202
    assert problem(bob.sign_up(invitation=secret), 403)["detail"] == NEEDED
    assert (_is_in(ada), _is_in(bob)) == (True, False)


def test_of_two_who_use_it_at_once_one_gets_in(administrator: Person, invited: Service) -> None:
    secret = _invite(administrator)["invitation"]
    people = [Person(invited) for _ in range(4)]
    answers = at_once(*[lambda p=p: p.sign_up(invitation=secret).status_code for p in people])
    assert sorted(answers) == [202, 403, 403, 403]
    assert sum(map(_is_in, people)) == 1


@pytest.mark.parametrize("what", ["nothing", "nonsense", "made up", "api token", "not this one"])
def test_without_a_good_one_nobody_gets_in(
    administrator: Person, invited: Service, what: str
) -> None:
    made = _invite(administrator)
    shown = {
        "nothing": None,
        "nonsense": "let me in",
        "made up": new_secret(SecretKind.INVITATION, UUID(made["id"])),
        "api token": new_secret(SecretKind.API, UUID(made["id"])),
        "not this one": new_secret(SecretKind.INVITATION, UUID(int=0)),
    }
    ada = Person(invited)
    assert problem(ada.sign_up(invitation=shown[what]), 403)["detail"] == NEEDED
    assert not _is_in(ada)
    assert ada.sign_up(invitation=made["invitation"]).status_code == 202


def test_one_that_has_run_out_lets_nobody_in(administrator: Person, invited: Service) -> None:
    made = _invite(administrator, days=1)
    past = "UPDATE tasklark.invitations SET expires_at = now() WHERE id = %s"
    as_superuser(invited, past, made["id"])
    assert Person(invited).sign_up(invitation=made["invitation"]).status_code == 403
    with administrator.client() as client:
        assert made["id"] not in {i["id"] for i in client.get("/api/invitations").json()}


def test_one_that_was_withdrawn_lets_nobody_in(administrator: Person, invited: Service) -> None:
    made = _invite(administrator)
    with administrator.client() as client:
        (listed,) = (i for i in client.get("/api/invitations").json() if i["id"] == made["id"])
        assert listed == {name: made[name] for name in made if name != "invitation"}
        assert client.delete(f"/api/invitations/{made['id']}").status_code == 204
        assert client.delete(f"/api/invitations/{made['id']}").status_code == 404
    assert Person(invited).sign_up(invitation=made["invitation"]).status_code == 403


def test_one_for_an_address_is_good_for_it_alone(administrator: Person, invited: Service) -> None:
    email = new_email()
    secret = _invite(administrator, email=email)["invitation"]
    other = Person(invited)
    refused = problem(other.sign_up(invitation=secret), 403)
    assert refused["detail"] == "This invitation is for another e-mail address"
    assert not _is_in(other)
    # It was not used up by that; and an address is the same however it is written.
    ada = Person(invited, email=email.upper())
    assert ada.sign_up(invitation=secret).status_code == 202
    assert _is_in(ada)


def test_one_shown_with_a_taken_address_is_not_used_up(
    administrator: Person, invited: Service, guarded: Service
) -> None:
    taken = joined(guarded)
    secret = _invite(administrator)["invitation"]
    answer = Person(invited, email=taken.email).sign_up(invitation=secret)
    ada = Person(invited)
    free = ada.sign_up(invitation=secret)
    assert (answer.status_code, answer.content) == (free.status_code, free.content)
    assert _is_in(ada)


def test_only_administrators_invite(administrator: Person, guarded: Service) -> None:
    made = _invite(administrator)
    with joined(guarded).client() as own, guarded.client() as foreign:
        for client in (own, foreign):
            for answer in (
                client.post("/api/invitations", json={}),
                client.get("/api/invitations"),
                client.delete(f"/api/invitations/{made['id']}"),
            ):
                assert problem(answer, 403)["detail"] == "Only an administrator may invite people"


def test_an_administrators_token_invites_if_it_may_manage_the_account(
    administrator: Person, guarded: Service
) -> None:
    with administrator.client() as client:
        draft = {"name": "inviter", "scopes": ["account"]}
        token = client.post("/api/tokens", json=draft).json()
        with bearer(guarded, token["token"]) as inviter:
            assert inviter.post("/api/invitations", json={}).status_code == 201
        client.delete(f"/api/tokens/{token['id']}")


def test_what_a_disabled_administrator_gave_is_worth_nothing(
    administrator: Person, invited: Service
) -> None:
    secret = _invite(administrator)["invitation"]
    turn = "UPDATE tasklark.accounts SET disabled_at = {} WHERE email = %s"
    as_superuser(invited, turn.format("now()"), administrator.email)
    try:
        assert Person(invited).sign_up(invitation=secret).status_code == 403
    finally:
        as_superuser(invited, turn.format("NULL"), administrator.email)
    assert Person(invited).sign_up(invitation=secret).status_code == 202


def test_its_secret_is_kept_as_a_digest(administrator: Person, guarded: Service) -> None:
    secret = _invite(administrator)["invitation"]
    stored = everything(guarded)
    assert digest(secret).hex() in stored
    assert secret not in stored


@pytest.mark.parametrize(
    ("draft", "field"), [({"days": 0}, "days"), ({"days": 91}, "days"), ({"email": "x"}, "email")]
)
def test_an_unfit_one_is_refused(administrator: Person, draft: object, field: str) -> None:
    with administrator.client() as client:
        assert broken_fields(client.post("/api/invitations", json=draft)) == {field}


def test_only_so_many_wait_to_be_used(administrator: Person, guarded: Service) -> None:
    made = _invite(administrator)
    as_superuser(
        guarded,
        "INSERT INTO tasklark.invitations SELECT owner_id, gen_random_uuid(), 'crowd', '',"
        " created_at, expires_at FROM tasklark.invitations, generate_series(1, 1000) WHERE id = %s",
        made["id"],
    )
    with administrator.client() as client:
        refused = problem(client.post("/api/invitations", json={}), 409)
        assert refused["detail"].startswith("1000 invitations wait to be used already")
        as_superuser(guarded, "DELETE FROM tasklark.invitations WHERE email = 'crowd'")
        assert client.post("/api/invitations", json={}).status_code == 201
