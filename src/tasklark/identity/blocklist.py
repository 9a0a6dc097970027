"""Which passwords an attacker tries first (NIST SP 800-63B-4, 3.1.1.2: the blocklist).

Lists of leaked passwords hold little of 15 characters and more, and what they hold is put together
from a few things: a well-known word or two, a run of keys, a year, the owner's name, the same once
more. So the list is kept as those parts, in `common_passwords.txt`, and as the rules that join
them; a test counts what that comes to.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

_SERVICE = ("tasklark", "tasks", "todo", "todolist", "mytasks")
_MAX_KNOWN_PARTS = 2
_MIN_RUN = 3
_MIN_DISTINCT = 4
_MIN_PERSONAL = 3
_MAX_STRAYS = 5

_SEPARATORS = re.compile(r"[\s\-_.,:;/+'\"]")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_LEET |= {"@": "a", "$": "s", "!": "i", "|": "l"}

# Neighbours on the keyboard, row by row, column by column and zigzag; and what everybody can count.
_TRACKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qweasdzxc",
    "147258369",
    "159753",
    "13579",
    "24680",
    "!@#$%^&*()",
)
_RUNS = tuple(run for track in _TRACKS for run in (track, track[::-1]))


class _Step(NamedTuple):
    """One way on through a password: how far, with which known part, and how many strays."""

    length: int
    part: frozenset[str]
    stray: int


@cache
def common_parts() -> frozenset[str]:
    """Read the well-known words and phrases, in small letters and without spaces."""
    lines = files(__package__).joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_plain(line) for line in lines if line and not line.startswith("#"))


def objection(password: str, context: Collection[str] = (), *, shortest: int = 15) -> str | None:
    """Say why a password is easily guessed, or None when it is not.

    `context`: e-mail address and name of the owner. `shortest`: how many characters a password must
    have, so that no shorter one is just said twice. The whole is judged: common words in an
    otherwise good password do no harm.
    """
    plain = _plain(password)
    if len(set(plain)) < _MIN_DISTINCT or _says_again(plain, shortest):
        return "repeats itself and is easily guessed; use words that don't belong together"
    if _is_common(plain, _by_first_letter(common_parts() | _personal(context))):
        return (
            "is easily guessed: well-known words, rows of keys, years or your own name make up "
            "nearly all of it; add two or three words that don't belong together"
        )
    return None


def _plain(text: str) -> str:
    """Write it as a guesser would: small letters, no accents, nothing between the words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _SEPARATORS.sub("", "".join(c for c in letters if not unicodedata.combining(c)))


def _says_again(plain: str, shortest: int) -> bool:
    """Tell whether a piece shorter than `shortest`, said twice or more, makes the text."""
    lengths = range(1, min(shortest - 1, len(plain) // 2) + 1)
    return any(plain[length:] == plain[:-length] for length in lengths)


def _personal(context: Collection[str]) -> frozenset[str]:
    pieces = [piece for value in context for piece in (value, *re.split(r"\W+", value))]
    plain = (_plain(piece) for piece in pieces)
    return frozenset(_SERVICE).union(piece for piece in plain if len(piece) >= _MIN_PERSONAL)


def _by_first_letter(parts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    ordered = sorted(parts)
    return {first: tuple(same) for first, same in groupby(ordered, key=lambda part: part[0])}


def _is_common(plain: str, known: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether known parts, runs and years explain all but a few characters of the text.

    Goes through the text once; of all readings that reach a place with the same parts, only the one
    with the fewest strays goes on, so that no text takes long.
    """
    letters = [character + _LEET.get(character, "") for character in plain]
    allowed = min(len(plain) // 4, _MAX_STRAYS)
    fewest: list[dict[frozenset[str], int]] = [{frozenset(): 0}, *({} for _ in plain)]
    for position, readings in enumerate(fewest[:-1]):
        steps = list(_steps(plain, letters, known, position)) if readings else []
        for parts, strays in readings.items():
            for length, part, stray in steps:
                further, count = parts | part, strays + stray
                if count <= allowed and len(further) <= _MAX_KNOWN_PARTS:
                    there = fewest[position + length]
                    there[further] = min(count, there.get(further, count))
    return bool(fewest[-1])


def _steps(
    plain: str, letters: list[str], known: Mapping[str, tuple[str, ...]], position: int
) -> Iterator[_Step]:
    yield _Step(1, frozenset(), 1)
    for length in _free_lengths(plain, position):
        yield _Step(length, frozenset(), 0)
    for first in letters[position]:
        for part in known.get(first, ()):
            if _reads(letters, position, part):
                yield _Step(len(part), frozenset({part}), 0)


def _reads(letters: list[str], position: int, part: str) -> bool:
    there = letters[position : position + len(part)]
    return len(there) == len(part) and all(map(str.__contains__, there, part))


def _free_lengths(plain: str, position: int) -> Iterator[int]:
    """How many characters from here are a year, one character again and again, or a run."""
    if _YEAR.match(plain, position):
        yield 4
    rest = plain[position:]
    same = len(rest) - len(rest.lstrip(rest[0]))
    longest = max([same, *(_shared(rest, run) for run in _RUNS)])
    yield from range(_MIN_RUN, longest + 1)


def _shared(rest: str, run: str) -> int:
    """How long a piece of `run` stands at the beginning of `rest`."""
    length = _MIN_RUN - 1
    while length < len(rest) and rest[: length + 1] in run:
        length += 1
    return length
