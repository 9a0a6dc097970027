"""Guessing passwords: after ten tries an account waits, whoever asks and whatever is restarted."""

from pathlib import Path
from uuid import uuid4

import pytest

from tasklark.actions import throttle
from tasklark.storage import directory
from tests.api.people import (
    PASSWORD,
    Person,
    another,
    as_superuser,
    at_once,
    joined,
    new_address,
    new_email,
)
from tests.api.problems import problem
from tests.backends import Service


def _count(service: Service, limit: throttle.Limit, whose: str, count: int) -> None:
    """Count so many attempts already, in a window that ends in five minutes."""
    as_superuser(
        service,
        "INSERT INTO tasklark.attempts VALUES (%s, %s, now() + interval '5 min')",
        directory.key_of(limit.kind, whose),
        count,
    )


@pytest.mark.parametrize("known", [True, False])
def test_after_ten_failures_an_account_waits_from_wherever_one_asks(
    everywhere: Service, known: bool
) -> None:
    email = new_email()
    if known:
        joined(everywhere, email=email)
    for _ in range(10):
        assert Person(everywhere, email=email).try_password().status_code == 401
    for written in (email, email.upper(), f" {email} "):
        refused = Person(everywhere, email=written).try_password(PASSWORD)
        told = problem(refused, 429)
        assert told["detail"] == "Too many tries; wait 15 minutes and try again"
        assert 14 * 60 < int(refused.headers["retry-after"]) <= 15 * 60


def test_of_many_guesses_at_once_ten_are_looked_at(guarded: Service) -> None:
    ada = joined(guarded)
    answers = at_once(*[lambda: Person(guarded, email=ada.email).try_password()] * 16)
    assert sorted(a.status_code for a in answers) == [401] * 10 + [429] * 6
    assert ada.try_password(PASSWORD).status_code == 429


def test_a_restart_forgives_nothing(guarded: Service, tmp_path: Path) -> None:
    ada = joined(guarded)
    with another(guarded, tmp_path) as before:
        for _ in range(10):
            assert Person(before, email=ada.email).try_password().status_code == 401
    with another(guarded, tmp_path) as after:
        assert Person(after, email=ada.email).try_password(PASSWORD).status_code == 429


def test_the_right_password_forgives_the_wrong_ones(guarded: Service) -> None:
    ada = joined(guarded)
    for _ in range(3):
        for _ in range(9):
            assert ada.try_password().status_code == 401
        assert ada.try_password(PASSWORD).status_code == 200


def test_when_the_time_is_over_one_may_try_again(guarded: Service) -> None:
    ada = joined(guarded)
    _count(guarded, throttle.SIGN_IN_ACCOUNT, ada.email, 99)
    refused = ada.try_password(PASSWORD)
    assert refused.json()["detail"] == "Too many tries; wait 5 minutes and try again"
    key = directory.key_of(throttle.SIGN_IN_ACCOUNT.kind, ada.email)
    as_superuser(guarded, "UPDATE tasklark.attempts SET window_ends_at = now() WHERE key = %s", key)
    for _ in range(10):
        assert ada.try_password().status_code == 401
    assert ada.try_password(PASSWORD).status_code == 429


def test_one_network_address_fails_a_hundred_times_and_not_more(guarded: Service) -> None:
    address = new_address()
    _count(guarded, throttle.SIGN_IN_ADDRESS, address, 99)
    assert Person(guarded, address=address).try_password().status_code == 401
    assert Person(guarded, address=address).try_password().status_code == 429
    assert Person(guarded).try_password().status_code == 401


def test_signing_in_rightly_does_not_count_against_the_address(guarded: Service) -> None:
    address = new_address()
    ada = joined(guarded, address=address)
    _count(guarded, throttle.SIGN_IN_ADDRESS, address, 98)
    for _ in range(5):
        assert ada.try_password(PASSWORD).status_code == 200
    assert [Person(guarded, address=address).try_password().status_code for _ in range(3)] == [
        401,
        401,
        429,
    ]


def test_a_network_of_ipv6_counts_as_one_address(guarded: Service) -> None:
    prefix = f"2001:db8:a{uuid4().hex[:3]}:1:"
    _count(guarded, throttle.SIGN_IN_ADDRESS, f"{prefix}:/64", 100)
    for last in (":1", "ffff:1:2:3", ":abcd"):
        assert Person(guarded, address=prefix + last).try_password().status_code == 429
    mapped = new_address()
    _count(guarded, throttle.SIGN_IN_ADDRESS, mapped, 100)
    assert Person(guarded, address=f"::ffff:{mapped}").try_password().status_code == 429
    assert Person(guarded, address="2001:db8:ffff::1").try_password().status_code == 401


def test_who_is_no_trusted_proxy_can_not_choose_an_address(
    guarded: Service, closed: Service
) -> None:
    address = new_address()
    _count(guarded, throttle.SIGN_IN_ADDRESS, address, 100)
    assert Person(guarded, address=address).try_password().status_code == 429
    assert Person(closed, address=address).try_password().status_code == 401
    # A proxy adds what it saw at the end; what a client put before that is not believed either.
    assert Person(guarded, address=f"{new_address()}, {address}").try_password().status_code == 429
    assert Person(guarded, address=f"{address}, {new_address()}").try_password().status_code == 401


@pytest.mark.parametrize("address", ["unknown", "", "a" * 4_000, "1.2.3.4:99", "[2001:db8::1]:8"])
def test_what_is_no_address_is_counted_all_the_same(guarded: Service, address: str) -> None:
    assert Person(guarded, address=address).try_password().status_code == 401
