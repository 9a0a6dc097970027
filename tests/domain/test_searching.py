"""What a search looks for, and where it is shown: in the text as it was written."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain import searching, text
from tasklark.domain.errors import Invalid
from tasklark.domain.searching import RANGES_MAX, SNIPPET_MAX, Range, highlights, parse, snippet
from tasklark.domain.text import SORT_KEY_MAX_BYTES, fold

LETTERS = "aAeEsSß ﬁÉé\u0301\u0308\u0345\u0300Łłöõ京한 .-/'½ΐςΣ\u0130İŉǰﷺ\n"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=30) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30
)
TERMS = st.text(st.sampled_from("aesfiél京ㅎ. -'"), min_size=1, max_size=6).filter(
    lambda text: fold(text).strip()
)


def test_all_combining_marks_are_where_folding_looks_for_them() -> None:
    marks = [point for point in range(0x110000) if unicodedata.combining(chr(point))]
    assert all(point in text.MARKS for point in marks)


@given(TEXTS, TEXTS)
def test_a_text_is_folded_character_by_character(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)
    assert fold(fold(one)) == fold(one)


@given(TEXTS)
def test_a_text_and_its_capitals_are_one_in_every_normal_form(written: str) -> None:
    forms = {fold(unicodedata.normalize(form, written)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {fold(written)}


@given(TEXTS, TERMS)
def test_what_is_shown_is_what_was_looked_for(written: str, looked_for: str) -> None:
    query = parse(looked_for)
    found = highlights(written, query)
    assert bool(found) == any(term in fold(written) for term in query.terms)
    for start, end in found:
        assert 0 <= start < end <= len(written)
        assert any(term in fold(written[start:end]) for term in query.terms)
        assert end == len(written) or fold(written[end])  # no accent is cut from its letter
    for one, following in pairwise(found):
        assert one.end < following.start


@given(TEXTS)
def test_every_beginning_of_every_word_is_found_and_shown(written: str) -> None:
    for word in written.split():
        for length in range(1, len(word) + 1):
            if fold(word[:length]).strip() and len(fold(word[:length]).split()) == 1:
                assert highlights(written, parse(word[:length]))


@given(st.text(st.sampled_from(LETTERS), max_size=900), TERMS)
def test_a_snippet_is_a_part_of_the_text_around_what_was_found(
    written: str, looked_for: str
) -> None:
    query = parse(looked_for)
    found = snippet(written, query)
    assert (found is None) == (not highlights(written, query))
    if found is not None:
        bare = found.text.removeprefix("…").removesuffix("…")
        assert bare in written
        assert len(bare) <= SNIPPET_MAX
        assert found.ranges
        for start, end in found.ranges:
            assert 0 <= start < end <= len(found.text)
        start, end = found.ranges[0]
        assert any(term in fold(found.text[start:end]) for term in query.terms)


@pytest.mark.parametrize(
    ("looked_for", "written", "shown"),
    [
        ("strasse", "Die Straße", [(4, 10)]),
        ("fi", "Der ﬁnale Fisch", [(4, 5), (10, 12)]),
        ("cafe", "Ein Cafe\u0301 hier", [(4, 9)]),
        ("CAFÉ", "cafe", [(0, 4)]),
        ("en", "Ende am Ende, Lenden", [(0, 2), (8, 10)]),
        ("nd", "Ende am Ende", [(1, 3), (9, 11)]),
        ("pla wat", "Water the plants", [(0, 3), (10, 13)]),
        ("wat ate", "Water", [(0, 4)]),
        ("京", "東京都", [(1, 2)]),
    ],
)
def test_what_is_found_is_shown_as_it_was_written(
    looked_for: str, written: str, shown: list[tuple[int, int]]
) -> None:
    assert highlights(written, parse(looked_for)) == shown


def test_a_long_text_of_many_scripts_is_shown_at_the_right_place() -> None:
    written = "é" * 3_000 + "e\u0301" * 500 + " Ziel"
    assert highlights(written, parse("ziel")) == [Range(4_001, 4_005)]
    found = snippet(written, parse("ziel"))
    assert found is not None
    start, end = found.ranges[0]
    assert found.text[start:end] == "Ziel"
    assert found.text.startswith("…")


def test_a_text_shows_a_bounded_number_of_places() -> None:
    assert len(highlights("a " * 500, parse("a"))) == RANGES_MAX


@pytest.mark.parametrize(
    "unfit", ["", "  \n", "\u0301", "x" * 201, "a b c d e f g h i j k", "a\0b", "\ud800"]
)
def test_an_unfit_query_is_refused(unfit: str) -> None:
    with pytest.raises(Invalid):
        parse(unfit)


@given(TERMS, TEXTS)
def test_what_begins_with_a_phrase_is_before_what_is_beyond_it(phrase: str, more: str) -> None:
    query = parse(phrase)
    assert query.phrase.encode() <= (query.phrase + fold(more)).encode() < query.beyond.encode()


def test_what_is_beyond_is_storable_whatever_the_phrase_ends_with() -> None:
    for last in ("\ud7ff", "\U0010ffff", "a\U0010ffff"):
        assert parse(last).beyond.encode() > parse(last).phrase.encode()


@pytest.mark.parametrize(
    ("title", "description", "indexed", "long"),
    [
        ("Title", None, None, None),
        ("Title", "", None, None),
        ("Title", "Ünd", "und", None),
        ("Title", "x" * SORT_KEY_MAX_BYTES, None, "title\n" + "x" * SORT_KEY_MAX_BYTES),
        ("京" * 1_000, None, None, "京" * 1_000 + "\n"),
    ],
)
def test_what_does_not_fit_into_the_index_is_kept_beside_it(
    title: str, description: str | None, indexed: str | None, long: str | None
) -> None:
    assert searching.description_key(title, description) == indexed
    assert searching.long_text(title, description) == long
