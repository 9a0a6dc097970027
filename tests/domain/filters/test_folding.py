"""Letters that count as one, and texts that stay themselves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.filters import folding
from tasklark.domain.filters.names import fits
from tasklark.domain.filters.tree import Name
from tests.domain.filters import trees


def found(sought: str, text: str) -> bool:
    """Tell whether a text is in another."""
    return re.search(folding.of_text(sought), text) is not None


@given(trees.TEXTS, trees.TEXTS, trees.TEXTS)
def test_every_text_is_found_where_it_stands(before: str, text: str, after: str) -> None:
    assert found(text, before + text + after)


@given(trees.TEXTS)
def test_every_name_is_its_own(name: str) -> None:
    assert fits(Name((name,)), name)


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("cafe", "Un CAFÉ"),
        ("CAFÉ", "un cafe\u0301"),
        ("strasse", "Straße"),
        ("STRAẞE", "strasse"),
        ("lodz", "ŁÓDŹ".replace("Ł", "L")),
        ("σας", "ΣΑΣ"),
        ("йод", "ИОД"),
        ("a.b", "A.B"),
        ("한글", "이것은 한글"),
        ("½", "½ l"),
    ],
)
def test_case_and_accents_make_no_difference_to_a_text(sought: str, text: str) -> None:
    assert found(sought, text)


def test_signs_stand_for_themselves() -> None:
    assert not found("a.b", "axb")
    assert not found("[a]", "a")
    assert not fits(Name(("a.",)), "ab")


def test_names_keep_their_accents_apart_and_their_case_together() -> None:
    assert fits(Name(("BÜRO",)), "büro")
    assert not fits(Name(("buro",)), "büro")


@pytest.mark.parametrize(
    ("pieces", "text", "fit"),
    [
        (("wait", ""), "waiting", True),
        (("", "ing"), "Waiting", True),
        (("w", "t", "g"), "waiting", True),
        (("a", "a"), "a", False),
        (("ab", "bc"), "abc", False),
        (("", "i", "i", ""), "waiting", True),
        (("", "i", "i", "i", ""), "waiting", False),
        (("", ""), "", True),
        (("a", "b"), "a\nb", True),
    ],
)
def test_a_wildcard_stands_for_anything(pieces: tuple[str, ...], text: str, *, fit: bool) -> None:
    assert fits(Name(pieces), text) is fit


@given(st.integers(20, 60))
def test_many_wildcards_cost_no_more_than_few(count: int) -> None:
    assert not fits(Name(("a",) * count + ("b",)), "a" * 200)
