"""App passwords: what they open, what they don't, and what whoever guesses one is told."""

import httpx
import pytest

from tasklark.identity.app_passwords import read_app_password
from tests.api.people import PASSWORD, Person, bearer, joined
from tests.api.problems import broken_fields, problem
from tests.backends import Service

FIND = b'<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'


@pytest.fixture
def person(embedded: Service) -> Person:
    return joined(embedded)


def made(person: Person, name: str = "phone") -> dict[str, str]:
    with person.client() as client:
        draft = {"name": name, "scopes": ["caldav"]}
        answer = client.post("/api/tokens", json=draft)
    assert answer.status_code == 201
    token: dict[str, str] = answer.json()
    return token


def asked(person: Person, user_name: str, password: str) -> httpx.Response:
    with person.arriving() as client:
        return client.request(
            "PROPFIND", "/dav/", content=FIND, headers={"Depth": "0"}, auth=(user_name, password)
        )


def test_it_opens_the_door_of_calendar_programs_however_it_is_typed(person: Person) -> None:
    password = made(person)["token"]
    assert len(password) == 29
    typed = password.upper().replace("-", " ")
    for user_name, text in (
        (person.email, password),
        (person.email.upper(), typed),
        (f" {person.email}", password.replace("-", "")),
    ):
        assert asked(person, user_name, text).status_code == 207
    with person.client() as client:
        (token,) = client.get("/api/tokens").json()
    assert token["last_used_at"] is not None
    assert token["scopes"] == ["caldav"]


def test_it_opens_nothing_else(person: Person, embedded: Service) -> None:
    password = made(person)["token"]
    with bearer(embedded, password) as client:
        for path in ("/api/tasks", "/api/account", "/api/tokens"):
            assert problem(client.get(path), 401)["type"].endswith(":token.invalid")


@pytest.mark.parametrize("scopes", [["tasks:read"], ["tasks:read", "tasks:write", "account"]])
def test_other_tokens_do_not_open_the_door(person: Person, scopes: list[str]) -> None:
    with person.client() as client:
        token = client.post("/api/tokens", json={"name": "x", "scopes": scopes}).json()["token"]
    assert asked(person, person.email, token).status_code == 401


def test_the_scope_stands_alone(person: Person) -> None:
    with person.client() as client:
        draft = {"name": "x", "scopes": ["caldav", "tasks:read"]}
        answer = client.post("/api/tokens", json=draft)
    assert broken_fields(answer) == {"scopes"}


def test_the_password_of_the_account_is_told_what_to_do(person: Person) -> None:
    answer = asked(person, person.email, PASSWORD)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "app password" in answer.text


def test_it_is_good_for_its_own_account_only(person: Person, embedded: Service) -> None:
    other = joined(embedded)
    assert asked(person, other.email, made(person)["token"]).status_code == 401


def test_revoked_it_opens_nothing_within_a_second(person: Person) -> None:
    token = made(person)
    assert asked(person, person.email, token["token"]).status_code == 207
    with person.client() as client:
        assert client.delete(f"/api/tokens/{token['id']}").status_code == 204
    assert asked(person, person.email, token["token"]).status_code == 401


def test_guessing_is_slowed_down_and_who_knows_it_is_let_in(person: Person) -> None:
    right, wrong = made(person), made(person, "old")
    with person.client() as client:
        client.delete(f"/api/tokens/{wrong['id']}")
    found = [asked(person, person.email, wrong["token"]).status_code for _ in range(21)]
    assert found == [401] * 20 + [429]
    assert asked(person, person.email, right["token"]).status_code == 207


def test_a_typing_error_is_told_from_a_password() -> None:
    assert read_app_password("k3f9-x0q7") is None
    assert read_app_password("violins smell of turpentine") is None
