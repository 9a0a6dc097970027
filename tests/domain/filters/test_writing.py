"""Every tree has a text that parses to it."""

from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import Invalid
from tasklark.domain.filters import Node, parse, to_text
from tasklark.domain.filters.tree import And, Is, Lasting, Name, Not, Or, Word
from tests.domain.filters import trees


@given(trees.ANY)
def test_the_text_of_a_tree_parses_to_the_tree(node: Node) -> None:
    assert parse(to_text(node)) == node


def test_groups_stay_as_they_were_written() -> None:
    for text in ("(p1 & p2) & p3", "(p1 | p2) | p3", "!!p1", "!(p1 & p2)", "p1 & p2 | p3"):
        assert to_text(parse(text)) == text


def test_and_binds_closer_than_or_and_not_closer_than_both() -> None:
    p1, p2, p3 = (Is(Word(f"p{i}")) for i in (1, 2, 3))
    assert parse("p1 | !p2 & p3") == Or((p1, And((Not(p2), p3))))


def test_a_filter_of_the_longest_duration_is_written_so_that_it_can_be_read() -> None:
    assert parse(to_text(Lasting("<", 525_600))) == Lasting("<", 525_600)


_LONG_S, _DOTTED_I = "\u017f", "\u0130"
_PIECES = st.sampled_from(
    [*'"\\&|!(),*#@/: a7<\n', _LONG_S, _DOTTED_I, "today", "due before:", "search:", "assigned to:"]
)


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=20))
def test_any_text_is_a_filter_or_is_refused_with_a_reason(text: str) -> None:
    try:
        node = parse(text)
    except Invalid as invalid:
        refused = [error.field for error in invalid.errors]
        assert refused == ["filter"]
    else:
        assert parse(to_text(node)) == node


def test_names_are_quoted_only_where_they_need_it() -> None:
    for text in ("@errand", "@waiting*", "#Café", '#"My Project"', "##Work", '/"1. a"', "@*"):
        assert to_text(parse(text)) == text
    assert to_text(parse(r"#My\ Project")) == '#"My Project"'
    assert parse(r'@"a\*b*"') == parse(r"@a\*b*")
    assert parse(r"@a\*b*").name == Name(("a*b", ""))  # type: ignore[union-attr] # a label, it is
