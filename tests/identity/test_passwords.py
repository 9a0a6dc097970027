"""Passwords: kept as Argon2id, judged as NIST SP 800-63B-4 has it."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import Invalid, Unavailable
from tasklark.identity import passwords
from tasklark.identity.blocklist import objection
from tasklark.identity.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    verify_password,
)
from tests.identity.forge import UNHURRIED

GOOD = "violins smell of turpentine"
Answer = TypeVar("Answer")


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(work)


def test_a_hash_is_argon2id_at_the_cost_owasp_asks_for() -> None:
    hashed = run(hash_password(GOOD))
    cost = extract_parameters(hashed)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 19 * 1024
    assert cost.time_cost >= 2
    assert (cost.salt_len, cost.hash_len) == (16, 32)
    assert not needs_rehash(hashed)


def test_the_right_password_verifies_and_another_does_not() -> None:
    hashed = run(hash_password(GOOD))
    assert run(verify_password(hashed, GOOD))
    assert not run(verify_password(hashed, GOOD.upper()))
    assert hashed != run(hash_password(GOOD))


def test_the_last_of_256_characters_counts() -> None:
    long = "ä" * 255
    hashed = run(hash_password(long + "x"))
    assert run(verify_password(hashed, long + "x"))
    assert not run(verify_password(hashed, long + "y"))
    assert not run(verify_password(hashed, long + "xx"))


def test_a_password_is_the_same_from_every_keyboard() -> None:
    hashed = run(hash_password("Ångström ﬁnds it"))
    assert run(verify_password(hashed, "A\u030angstro\u0308m finds it"))


def test_without_an_account_the_same_work_is_done() -> None:
    assert not needs_rehash(passwords._UNMATCHABLE)
    assert not run(verify_password(None, GOOD))
    assert not run(verify_password(None, ""))


@pytest.mark.parametrize("hashed", ["", "plain", "$argon2id$v=19$m=19456,t=2,p=1$x", "$2b$12$abc"])
def test_a_stored_hash_that_cannot_be_read_matches_nothing(hashed: str) -> None:
    assert not run(verify_password(hashed, hashed))
    assert needs_rehash(hashed)


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\0", "\ud800"], ids=len)
def test_no_password_that_is_sent_raises_an_error(password: str) -> None:
    hashed = run(hash_password(GOOD))
    assert not run(verify_password(hashed, password))


def test_a_cheaper_hash_still_verifies_and_is_due_for_another() -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    assert run(verify_password(cheap, GOOD))
    assert needs_rehash(cheap)


def test_hashing_leaves_the_event_loop_free() -> None:
    async def ticks() -> int:
        hashing = asyncio.ensure_future(hash_password(GOOD))
        count = 0
        while not hashing.done():
            await asyncio.sleep(0)
            count += 1
        return count

    assert run(ticks()) > 10


def test_two_at_a_time_are_hashed_and_too_many_are_sent_away() -> None:
    gate, both_run, running = threading.Event(), threading.Barrier(3), []

    def work(number: int) -> int:
        running.append(number)
        if number < 2:
            both_run.wait(10)
        assert gate.wait(10)
        return number

    async def crowd() -> list[object]:
        waiting = [asyncio.ensure_future(passwords._bench.run(work, n)) for n in range(64)]
        await asyncio.to_thread(both_run.wait, 10)
        with pytest.raises(Unavailable):
            await hash_password(GOOD)
        assert len(running) == 2
        gate.set()
        return await asyncio.gather(*waiting)

    assert run(crowd()) == list(range(64))
    assert run(hash_password(GOOD))


def _objection(password: str, **how: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        check_password(password, **how)
    (error,) = refusal.value.errors
    assert error.field == "password"
    return error.message


def test_fifteen_characters_are_enough_and_eight_beside_a_second_factor() -> None:
    check_password("violins smell o")
    check_password("v!olin 9", second_factor=True)
    assert "at least 15 characters (this has 14)" in _objection("violins smell ")
    assert "at least 8 characters (this has 7)" in _objection("v!olin9", second_factor=True)


def test_up_to_256_characters_are_taken() -> None:
    words = " ".join(f"{n} lemurs" for n in range(100))
    check_password(words[:256])
    assert "at most 256 characters (this has 257)" in _objection(words[:257])


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "837465928374659",
        "   spaces are fine   ",
        "пять зелёных верблюдов",
        "五匹の緑色のラクダが歩いて行きました",
        "🐪🦉🧅🎻🪗🧭🪁🧶🪴🧲🪚🧯🪜🧵🛶",
        "kX9#mQ2vLp7$wRz",
    ],
)
def test_no_kind_of_character_is_asked_for_or_forbidden(password: str) -> None:
    check_password(password)


def test_characters_are_counted_neither_twice_nor_by_their_parts() -> None:
    assert "(this has 14)" in _objection("ﷺ" * 14)
    assert "(this has 8)" in _objection("a\u0308o\u0308u\u0308e\u0308" * 2)


@pytest.mark.parametrize("password", ["a\0" * 10, "\ud800" * 16])
def test_what_is_no_text_is_refused(password: str) -> None:
    assert "must not contain" in _objection(password)


def test_an_easily_guessed_password_is_refused_with_advice() -> None:
    assert "words that don't belong together" in _objection("Password1234567")
    assert "words that don't belong together" in _objection("abcabcabcabcabc")


def test_the_owners_name_and_address_are_easily_guessed() -> None:
    check_password("ottilie.quandt@zebu.example")
    assert _objection("ottilie.quandt@zebu.example", context=["ottilie.quandt@zebu.example"])
    assert _objection("QuandtOttilie99", context=["Ottilie Quandt"])
    assert _objection("tasklark tasklark")


@UNHURRIED
@given(st.text(max_size=300), st.booleans(), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_judged_without_another_error(
    password: str, second_factor: bool, context: list[str]
) -> None:
    try:
        check_password(password, second_factor=second_factor, context=context)
    except Invalid:
        return
    assert 8 <= len(password) <= 256


def test_the_longest_password_is_judged_quickly() -> None:
    worst = ["passlove" * 32, "love1234" * 32, "qwertyuiop1990abc" * 15, "lovepassdragon" * 18]
    began = time.process_time()
    for password in worst:
        objection(password[:256])
    assert time.process_time() - began < 2
