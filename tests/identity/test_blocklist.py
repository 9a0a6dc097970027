"""What everybody would try first is refused; what nobody would is not."""

import time
from collections.abc import Iterator
from itertools import product

import pytest

from tasklark.identity.blocklist import common_parts, objection

ENDINGS = ("1", "123", "12345", "1234567", "123456789", "1990", "2024", "2024!", "!!!", "007")
LEET = str.maketrans("aeios", "@310$")


def _entries() -> Iterator[str]:
    """Passwords of 15 characters and more, as lists of leaked ones have them."""
    parts = sorted(common_parts())
    for part, ending in product(parts, ("", *ENDINGS)):
        yield from (f"{part}{ending}", f"{part.capitalize()}{part}{ending}")
        yield f"{part.translate(LEET)}{part.upper()}{ending}"
    for first, second in zip(parts, reversed(parts), strict=True):
        yield from (f"{first} {second}", f"{first.title()}{second.title()}1")


def test_the_blocklist_refuses_far_more_than_3000_passwords_that_are_long_enough() -> None:
    entries = {entry for entry in _entries() if len(entry) >= 15}
    assert len(entries) > 12_000
    picked = sorted(entries)[:: len(entries) // 3_000]
    assert len(picked) >= 3_000
    assert not [entry for entry in picked if objection(entry) is None]


def test_the_list_itself_holds_plain_words_without_repeats() -> None:
    assert len(common_parts()) > 900
    assert all(part.isalnum() and part == part.lower() for part in common_parts())


@pytest.mark.parametrize(
    "password",
    [
        "123456789012345",
        "987654321098765",
        "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv",
        "1q2w3e4r5t6y7u8i",
        "zaq12wsxcde34rfv",
        "qazwsxedcrfvtgb",
        "abcdefghijklmnop",
        "asdfghjklasdfghjkl",
        "147258369147258369",
        "aaaaaaaaaaaaaaa",
        "ababababababababab",
        "x7Kq2x7Kq2x7Kq2",
        "1111111111111112",
        "P@ssw0rdP@ssw0rd",
        "p-a-s-s-w-o-r-d-1-2-3",
        "iloveyou12345678",
        "Correct Horse Battery Staple",
        "CONTRASEÑA123456",
        "To be, or not to be!",
        "letmeinletmein!!",
        "qwerty123456789",
        "administrator1234",
        "ThisIsMyPassword1",
        "Sommer2024Sommer2024",
        "Summer2024Summer2025!",
        "...............",
    ],
)
def test_a_well_known_password_is_refused(password: str) -> None:
    assert objection(password)


@pytest.mark.parametrize(
    "password",
    [
        "dragon monkey forest banana",
        "correct-mule-turbine-paperclip",
        "mein hund hat vier beine",
        "Tr0ub4dor&3 is not enough",
        "my violin smells of turpentine",
        "password with seventeen lemurs",
        "837465928374659",
        "kX9#mQ2vLp7$wRz",
        "ounce gravel tibia",
        "пять зелёных верблюдов",
    ],
)
def test_an_uncommon_password_is_let_pass(password: str) -> None:
    assert objection(password) is None


def test_a_password_said_twice_is_no_longer_than_said_once() -> None:
    assert objection("v7kQ2xw 4Lv7kQ2xw 4L")
    assert objection("v7kQ2xw 4Lv7kQ2xw 4L", shortest=8) is None
    assert objection("v7kQ2xw 4Lzn9Hv") is None


@pytest.mark.parametrize(
    "password",
    [
        "AliceSmith2024!",
        "alice.smith@example.com",
        "smithalicesmith",
        "4lice 5mith 4lice",
        "tasklark 123456",
    ],
)
def test_who_owns_it_and_what_it_opens_is_no_secret(password: str) -> None:
    assert objection(password, ["alice.smith@example.com", "Alice Smith"])


def test_no_text_takes_long_to_judge() -> None:
    """An eighth of a second went by, in which the service answered nobody; a hundredth will do."""
    text = ("xqwertyuiop2020" + "aaaaaaaaaa123456789qwertyuiop2020aaaaaaaaaa" * 6)[
        :247
    ] + "~^~?~^?~"

    def seconds() -> float:
        started = time.process_time()
        assert objection(text) is None
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 0.06
