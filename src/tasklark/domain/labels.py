"""Labels: names on tasks, to which each account gives a colour and an order of its own."""

import unicodedata
from typing import Any

from tasklark.domain import fields, rank
from tasklark.domain.fields import Cleaner
from tasklark.domain.nouns import Noun, Record

NAME_MAX = 60
"""Longest name of a label, in Unicode code points."""


class Label(Record):
    """A label as one account sees it: `name` is what stands on tasks."""

    name: str
    color: str = "grey"
    position: str
    is_favourite: bool = False


def clean_name(field: str, value: Any) -> str:
    """Return a label's name: one line, composed (NFC). Raises `Invalid`."""
    name = unicodedata.normalize("NFC", fields.line(NAME_MAX)(field, value))
    if len(name) > NAME_MAX or any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in name):
        raise fields.refused(field, f"must be one line of at most {NAME_MAX} characters")
    return name


def name_key(name: str) -> str:
    """Return the form under which a name is one label's: without regard to case.

    As Unicode's canonical caseless matching (definition D145) has it: an "é" is one however it is
    written, a "²" is not a "2".
    """
    folded = unicodedata.normalize("NFD", name).casefold()
    return unicodedata.normalize("NFC", folded)


def names(most: int) -> Cleaner:
    """Return a cleaner of a list of label names; of names that are one label, the first counts."""

    def clean(field: str, value: Any) -> list[str]:
        found = fields.several(clean_name, most)(field, value)
        return list({name_key(name): name for name in reversed(found)}.values())[::-1]

    return clean


LABEL = Noun(
    name="label",
    record=Label,
    cleaners={
        "name": clean_name,
        "color": fields.color,
        "position": lambda field, value: rank.clean(value, field),
        "is_favourite": fields.truth,
    },
    required=("name",),
    in_project=False,
    chosen=("position",),
)
