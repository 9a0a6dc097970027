"""Texts as regular expressions that take letters for one another.

PostgreSQL and Python read them alike, and neither asks its locale what a capital letter is: the
letters that count as one are written out. So a filter finds the same on every server.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from tasklark.domain.filters.tree import Name
from tasklark.domain.labels import name_key
from tasklark.domain.text import sort_key

_BLOCKS = (
    range(ord("A"), ord("Z") + 1),
    range(0xA0, 0x590),
    range(0x1C80, 0x2000),
    range(0x2C00, 0x2E00),
    range(0xA640, 0xA800),
    range(0xFF10, 0xFF5B),
)
"""Where the letters with capitals or accents are: Latin, Greek, Cyrillic, Armenian, full width."""
_MARKS = "[\u0300-\u036f]*"


@lru_cache(maxsize=256)
def of_text(text: str) -> str:
    """Return the expression of a text within another, without regard to case and accents."""
    return _or_as_written(_MARKS.join(_parts(sort_key(text), sort_key)), text)


@lru_cache(maxsize=256)
def of_name(name: Name) -> str:
    """Return the expression of a whole text that is the name, without regard to case."""
    return rf"\A{'.*'.join(map(_named, name.pieces))}\Z"


@lru_cache(maxsize=256)
def compiled(name: Name) -> re.Pattern[str]:
    """Return the same, compiled in a form in which Python never goes back over what it has read."""
    first, *others = map(_named, name.pieces)
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    return re.compile(rf"\A{first}{middle}{f'.*{others[-1]}' if others else ''}\Z", re.DOTALL)


def _named(piece: str) -> str:
    return _or_as_written("".join(_parts(name_key(piece), name_key)), piece)


def _or_as_written(folded: str, text: str) -> str:
    """Return the expression that also takes the text itself, where folding has changed it so that
    the folded one doesn't: letters of other scripts, ligatures, fractions."""
    forms = (form for form in {text, normalize("NFC", text)} if not re.fullmatch(folded, form))
    return "|".join(["(?:" + folded, *map(re.escape, sorted(forms))]) + ")"


def _parts(folded: str, fold: Callable[[str], str]) -> list[str]:
    """Return an expression for each letter, or letters, for which another may stand."""
    alike, several = _alike(fold)
    return [
        f"(?:{''.join(_one_of(c, alike) for c in part)}|[{alike[part]}])"
        if len(part) > 1
        else _one_of(part, alike)
        for part in several.findall(folded)
    ]


def _one_of(character: str, alike: Mapping[str, str]) -> str:
    forms = alike.get(character)
    return f"[{character}{forms}]" if forms else re.escape(character)


@cache
def _alike(fold: Callable[[str], str]) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return which letters are folded to others, by these; and what cuts a folded text so."""
    alike: dict[str, str] = {}
    for character in (chr(point) for block in _BLOCKS for point in block):
        folded = fold(character)
        if folded.isalnum() and folded != character:
            alike[folded] = alike.get(folded, "") + character
    several = sorted((part for part in alike if len(part) > 1), key=len, reverse=True)
    return alike, re.compile("|".join([*several, "."]), re.DOTALL)
