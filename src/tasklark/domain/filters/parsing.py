"""From text to tree, or to a message that says where it goes wrong and what was meant."""

from typing import NoReturn

from tasklark.domain.errors import FieldError, Invalid
from tasklark.domain.filters import suggestions
from tasklark.domain.filters.names import Names
from tasklark.domain.filters.tree import Node, depth, terms
from tasklark.domain.text import require_storable

FIELD = "filter"
LENGTH_MAX = 1_024
"""Longest filter, in Unicode code points."""
TERMS_MAX = 100
"""Most terms of a filter."""
DEPTH_MAX = 20
"""Most levels of a filter: how deep groups and negations may lie in one another."""


def parse(text: str, known: Names | None = None) -> Node:
    """Return the tree of a filter.

    With `known`, a name (without wildcards) that nothing bears is a mistake; without, it stands
    for nothing. Raises `Invalid` on the field `filter`; its message names the place, the first
    character being 1, and what may have been meant.
    """
    require_storable(FIELD, text)
    if not text.strip():
        refuse("must not be empty; all open tasks are: all")
    if len(text) > LENGTH_MAX:
        refuse(f"must be at most {LENGTH_MAX} characters")
    node, named = _read(text)
    if len(terms(node)) > TERMS_MAX:
        refuse(f"must have at most {TERMS_MAX} terms")
    if depth(node) > DEPTH_MAX:
        refuse(f"must be nested at most {DEPTH_MAX} levels deep")
    for place, term in named if known else ():
        if message := suggestions.of_unknown_name(term, known or Names()):
            refuse(message, place)
    return node


def _read(text: str) -> tuple[Node, list[tuple[int, Node]]]:
    """Return the tree, and the terms that hold a name, each with its place."""
    # Here, not above: the parser generator is only waited for by those who filter.
    from lark.exceptions import UnexpectedInput, VisitError  # noqa: PLC0415 - see above

    from tasklark.domain.filters import grammar, planting  # noqa: PLC0415 - see above

    planter = planting.Planter()
    try:
        node = planter.transform(grammar.parser().parse(text))
    except UnexpectedInput as unexpected:
        place, message = suggestions.of_fault(text, unexpected)
        refuse(message, place)
    except VisitError as wrapped:
        if not isinstance(wrapped.orig_exc, planting.Misused):
            raise
        refuse(wrapped.orig_exc.message, wrapped.orig_exc.place)
    return node, planter.named


def refuse(message: str, place: int | None = None) -> NoReturn:
    """Raise `Invalid` for the filter; `place` counts characters from 0."""
    where = "" if place is None else f"at character {place + 1}: "
    raise Invalid(FieldError(FIELD, where + message)) from None
