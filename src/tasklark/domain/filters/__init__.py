"""The filter language: which tasks a list holds, in words (docs/filters.md).

One language for the API, saved filters, the web app, virtual lists of calendars and agents. A
text is parsed to a tree of `tree`'s nodes; `matches` says what the tree means.
"""

from tasklark.domain.filters.context import Context, Item, items
from tasklark.domain.filters.matching import matches
from tasklark.domain.filters.names import Named, Names, Project
from tasklark.domain.filters.parsing import DEPTH_MAX, LENGTH_MAX, TERMS_MAX, parse
from tasklark.domain.filters.tree import Node
from tasklark.domain.filters.writing import to_text

__all__ = [
    "DEPTH_MAX",
    "LENGTH_MAX",
    "TERMS_MAX",
    "Context",
    "Item",
    "Named",
    "Names",
    "Node",
    "Project",
    "items",
    "matches",
    "parse",
    "to_text",
]
