"""What a filter is about without saying so.

The rule: a filter means open tasks of projects that are not archived. One that speaks of closed
tasks anywhere (by a word of status or `completed`) means tasks of any status; one that says
`archived` means tasks of any project.
"""

from tasklark.domain.filters.tree import And, Field, Is, Node, Not, Term, When, Word, terms

STATUS_WORDS = frozenset(
    {Word.TODO, Word.IN_PROGRESS, Word.DONE, Word.CANCELLED, Word.OPEN, Word.CLOSED}
)
"""Words by which a filter speaks of status."""


def whole(node: Node) -> Node:
    """Return the filter with what goes without saying."""
    spoken = terms(node)
    unsaid: list[Node] = []
    if not any(map(_speaks_of_status, spoken)):
        unsaid.append(Is(Word.OPEN))
    if Is(Word.ARCHIVED) not in spoken:
        unsaid.append(Not(Is(Word.ARCHIVED)))
    return And((*unsaid, node)) if unsaid else node


def _speaks_of_status(term: Term) -> bool:
    if isinstance(term, When):
        return term.field is Field.COMPLETED
    return isinstance(term, Is) and term.word in STATUS_WORDS
