"""Random filters: trees of every kind of node."""

from datetime import date

from hypothesis import strategies as st

from tasklark.domain.filters.tree import (
    And,
    AssignedTo,
    CreatedBy,
    Day,
    Edge,
    Field,
    InProject,
    InSection,
    Is,
    Labelled,
    Lasting,
    Name,
    Node,
    Not,
    OnDay,
    Or,
    Person,
    Relation,
    Shifted,
    Term,
    Text,
    Unit,
    Weekday,
    When,
    Within,
    Word,
    Yearly,
)

_ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
TEXTS = _ANY_TEXT.filter(lambda text: bool(text.strip()))
NAMES = (
    st.lists(_ANY_TEXT, min_size=1, max_size=3)
    .map(lambda pieces: Name(tuple(pieces)))
    .filter(lambda name: name != Name(("",)))
)


def days(around: date = date(2026, 11, 21), reach: int = 300_000) -> st.SearchStrategy[Day]:
    """Return days in every form, those of the calendar so many days around one at most."""
    known = (
        st.integers(-reach, reach)
        .map(lambda n: date.fromordinal(around.toordinal() + n))
        .filter(lambda day: 1000 <= day.year <= 9998)
    )
    return st.one_of(
        st.builds(OnDay, known),
        st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda d: Yearly(d.month, d.day)),
        st.builds(Weekday, st.integers(0, 6)),
        st.builds(Shifted, st.integers(-3, 3) | st.integers(-9999, 9999), st.sampled_from(Unit)),
        st.builds(
            Edge,
            st.booleans(),
            st.integers(-1, 1),
            st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.YEAR]),
        ),
    )


def terms(
    names: st.SearchStrategy[Name], texts: st.SearchStrategy[str], day: st.SearchStrategy[Day]
) -> st.SearchStrategy[Term]:
    """Return terms with such names, texts and days."""
    who = st.sampled_from(Person) | names
    return st.one_of(
        st.builds(Is, st.sampled_from(Word)),
        st.builds(Text, texts),
        st.builds(Labelled, names),
        st.builds(InProject, names, st.booleans()),
        st.builds(InSection, names),
        st.builds(AssignedTo, who),
        st.builds(CreatedBy, who),
        st.builds(When, st.sampled_from(Field), st.sampled_from(Relation), day),
        st.builds(Within, st.integers(1, 9) | st.integers(1, 9999)),
        st.builds(
            Lasting, st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 90).map(int)
        ),
    )


def trees(leaves: st.SearchStrategy[Term]) -> st.SearchStrategy[Node]:
    """Return trees of such terms."""
    return st.recursive(
        leaves,
        lambda nodes: st.one_of(
            st.builds(Not, nodes),
            st.builds(And, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
            st.builds(Or, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=8,
    )


ANY = trees(terms(NAMES, TEXTS, days()))
"""Every filter that can be written."""
