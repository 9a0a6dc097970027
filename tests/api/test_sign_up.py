"""Accounts of Tasklark's own: who may make one, with which address and password."""

from pathlib import Path

import pytest

from tasklark.actions import throttle
from tasklark.storage import directory
from tests.api.people import (
    PASSWORD,
    Person,
    as_superuser,
    at_once,
    joined,
    new_address,
    new_email,
    on_new_database,
    takes_as_long,
)
from tests.api.problems import broken_fields, problem
from tests.backends import Cluster, Service


def test_whoever_signs_up_can_sign_in(everywhere: Service) -> None:
    ada = Person(everywhere)
    assert ada.sign_up(name=" Ada ").status_code == 202
    with ada.browser() as browser:
        account = browser.get("/api/account").json()
        assert (account["email"], account["name"]) == (ada.email, "Ada")
        assert (
            browser.post("/api/tasks", json={"title": "mine"}).json()["user_id"]
            == (account["user_id"])
        )


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("fourteen chars", "at least 15 characters (this has 14)"),
        ("x" + "yz" * 128, "at most 256 characters (this has 257)"),
        ("passwordpassword", "easily guessed"),
        ("qwertyuiop123456", "easily guessed"),
        ("abababababababab", "easily guessed"),
        ("ada.lovelace@example.org", "easily guessed"),
        ("Augusta Ada King", "easily guessed"),
        ("tasklarktasklark", "easily guessed"),
        ("ﬁﬁﬁﬁ1234567", "at least 15 characters (this has 11)"),
    ],
)
def test_an_unfit_password_is_refused_with_the_reason(
    embedded: Service, password: str, told: str
) -> None:
    ada = Person(embedded, email="ada.lovelace@example.org", password=password)
    refused = problem(ada.sign_up(name="Augusta Ada King"), 400)
    (error,) = refused["errors"]
    assert error["field"] == "password"
    assert told in error["message"]
    assert password not in refused["detail"]


@pytest.mark.parametrize(
    "password",
    [
        "fifteen letters",
        "only small letters in here",
        "日本語のとても長い合言葉ですよね",
        "w " * 120,
    ],
)
def test_any_characters_make_a_password_and_none_must(embedded: Service, password: str) -> None:
    if password == "w " * 120:
        password = "".join(f"{n:x} " for n in range(90))[:256]
    with joined(embedded, password=password).browser() as browser:
        assert browser.get("/api/account").status_code == 200


def test_the_whole_password_counts_in_whichever_normal_form(embedded: Service) -> None:
    long = "".join(f"{n:x} " for n in range(90))[:255]
    ada = joined(embedded, password=long + "é")
    assert ada.try_password(long + "é").status_code == 200
    assert ada.try_password(long + "e").status_code == 401


@pytest.mark.parametrize("email", ["", "ada", "@example.org", "ada@", "a b@example.org", "a@b\n.c"])
def test_what_is_no_address_is_refused(embedded: Service, email: str) -> None:
    assert broken_fields(Person(embedded, email=email).sign_up()) == {"email"}


def test_an_address_is_one_persons_however_it_is_written(guarded: Service) -> None:
    email = new_email()
    joined(guarded, email=f"  {email.upper()} ")
    again = Person(guarded, email=email, password="another good long password")
    assert again.sign_up().status_code == 202
    assert again.try_password(again.password).status_code == 401
    for written in (email, email.upper(), f" {email.title()}\t", email.replace("e", "\uff45")):
        assert Person(guarded, email=written).try_password(PASSWORD).status_code == 200
    kept = as_superuser(
        guarded, "SELECT email FROM tasklark.accounts WHERE lower(email) = %s", email
    )
    assert kept == [(email.upper(),)]


def test_a_taken_address_is_answered_like_a_free_one(guarded: Service) -> None:
    ada = joined(guarded)
    free, taken = Person(guarded).sign_up(), ada.sign_up()
    assert (free.status_code, free.content) == (taken.status_code, taken.content)
    assert set(free.headers) == set(taken.headers)
    unfit = Person(guarded, email=ada.email, password="short").sign_up()
    assert unfit.json() == Person(guarded, password="short").sign_up().json()


def test_a_taken_address_takes_as_long_as_a_free_one(guarded: Service) -> None:
    ada = joined(guarded)
    with ada.arriving() as client:

        def sign_up(email: str) -> None:
            told = {"email": email, "password": PASSWORD}
            assert client.post("/api/auth/sign-up", json=told).status_code == 202

        assert takes_as_long(lambda: sign_up(new_email()), lambda: sign_up(ada.email))


def test_only_so_many_accounts_come_from_one_address(guarded: Service) -> None:
    address = new_address()
    key = directory.key_of(throttle.SIGN_UP_ADDRESS.kind, address)
    as_superuser(
        guarded, "INSERT INTO tasklark.attempts VALUES (%s, 299, now() + interval '5 min')", key
    )
    assert Person(guarded, address=address).sign_up().status_code == 202
    refused = Person(guarded, address=address).sign_up()
    problem(refused, 429)
    assert 200 <= int(refused.headers["retry-after"]) <= 300
    assert Person(guarded).sign_up().status_code == 202


def test_where_signing_up_is_closed_nobody_gets_in(closed: Service) -> None:
    person = Person(closed)
    assert problem(person.sign_up(), 403)["detail"] == "Signing up is closed here"
    assert person.try_password(PASSWORD).status_code == 401


def test_of_all_who_are_first_at_once_one_is_the_administrator(
    cluster: Cluster, tmp_path: Path
) -> None:
    with on_new_database(cluster, tmp_path) as service:
        people = [Person(service) for _ in range(4)]
        answers = at_once(*(person.sign_up for person in people))
        assert {answer.status_code for answer in answers} == {202}
        accounts = {person.email: _account(person) for person in people}
        first = [person for person in people if accounts[person.email]["is_admin"]]
        assert len(first) == 1
        # Nor does the next one become it who comes when the first has left.
        with first[0].browser() as browser:
            left = browser.post("/api/account/delete", json={"password": PASSWORD})
            assert left.status_code == 204
        assert not _account(joined(service))["is_admin"]


def test_a_user_of_an_issuer_makes_no_stranger_the_administrator(
    cluster: Cluster, tmp_path: Path
) -> None:
    with on_new_database(cluster, tmp_path, SIGNUP="invitation") as service:
        with service.client("the first of all") as client:
            assert not client.get("/api/account").json()["is_admin"]
        assert problem(Person(service).sign_up(), 403)["detail"].startswith("Signing up here needs")


def _account(person: Person) -> dict[str, object]:
    with person.client() as client:
        told: dict[str, object] = client.get("/api/account").json()
        return told
