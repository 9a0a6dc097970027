"""Names of labels: which are one label's."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.labels import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Errand", "eRRAND"), ("é", "e\u0301"), ("Straße", "STRASSE"), ("\u0386", "\u03b1\u0301")],
)
def test_names_that_differ_in_case_or_in_how_they_are_written_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("m²", "m2"), ("½", "1\u20442")])
def test_names_of_other_letters_are_other_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=60))
def test_a_name_is_one_with_each_form_of_itself(name: str) -> None:
    forms = {name_key(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert forms == {name_key(name)}
