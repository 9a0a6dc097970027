"""What a sign introduces: `#project /section @label +person p1 !reminder {deadline} // more`."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tasklark.domain.quick_add import clock, days
from tasklark.domain.quick_add.line import QUOTES, plain
from tasklark.domain.quick_add.reader import Reader
from tasklark.domain.quick_add.result import Kind, Names, Value

KINDS: Mapping[str, Kind] = {
    "#": "project",
    "/": "section",
    "@": "label",
    "%": "label",
    "+": "assignee",
}
PRIORITIES = {"p1": "high", "p2": "medium", "p3": "low", "p4": None}
_LONGEST_NAME = 12
_LONGEST_REMINDER = 8
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Sign:
    """The words `first` up to `last` (not included) of the line became `value`.

    `known` tells whether a name is among the known ones.
    """

    first: int
    last: int
    kind: Kind
    value: Value
    known: bool = True


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The known names of each kind by their folded form."""

    by_kind: Mapping[Kind, Mapping[str, str]]
    lengths: Mapping[tuple[Kind, str], int]
    """Of each kind and first word, how many words the longest such name has."""

    @classmethod
    def of(cls, names: Names) -> "KnownNames":
        """Fold all names once; of names that fold alike, the first counts."""
        by_kind: Mapping[Kind, Mapping[str, str]] = {
            "project": _folded(names.projects),
            "section": _folded(names.sections),
            "label": _folded(names.labels),
            "assignee": _folded(names.people),
        }
        lengths: dict[tuple[Kind, str], int] = {}
        for kind, folded in by_kind.items():
            for name in folded:
                first, *more = name.split(" ")
                lengths[kind, first] = max(lengths.get((kind, first), 0), 1 + len(more))
        return cls(by_kind, lengths)

    def longest(self, kind: Kind, word: str) -> int:
        """Return how many words a known name may have that begins with `word`."""
        return min(self.lengths.get((kind, fold(word)), 0), _LONGEST_NAME)


def _folded(names: Collection[str]) -> Mapping[str, str]:
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(fold(name), name)
    return folded


def fold(name: str) -> str:
    """Return the form in which names are compared: composed, without regard to case and spacing."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def read(line: str, reader: Reader, names: KnownNames) -> Iterator[Sign]:
    """Yield what signs introduce, in order."""
    i, project_ended = 0, -1
    while i < len(reader.words):
        sign = _at(line, reader, names, i)
        if sign and sign.kind == "section" and not sign.known and project_ended != i:
            sign = None  # an unknown /word is a path, unless it follows a project
        if sign is None:
            i += 1
            continue
        yield sign
        i = sign.last
        project_ended = i if sign.kind == "project" else -1


def _at(line: str, reader: Reader, names: KnownNames, i: int) -> Sign | None:
    word = reader.words[i]
    if word.kind == "description":
        return Sign(i, i + 1, "description", word.text[2:].strip())
    if word.kind == "braced":
        return _deadline(line, reader, i)
    if word.kind != "word" or word.head:
        return None
    if word.key in PRIORITIES:
        return Sign(i, i + 1, "priority", PRIORITIES[word.key])
    if word.text[:1] in KINDS and len(word.text) > 1:
        return _name(line, reader, names, i)
    return _exclaimed(reader, i) if word.text[:1] == "!" else None


def _name(line: str, reader: Reader, names: KnownNames, i: int) -> Sign | None:
    word = reader.words[i]
    kind = KINDS[word.text[0]]
    known = names.by_kind[kind]
    if word.text[1] in QUOTES and not word.key:
        name = " ".join(word.text[2:-1].split())
        found = known.get(fold(name))
        return Sign(i, i + 1, kind, found or name, found is not None) if name else None
    first = line[word.start + 1 : word.whole[1]]
    longest = max(names.longest(kind, first), names.longest(kind, word.text[1:]))
    for last in range(min(i + longest, len(reader.words)) - 1, i - 1, -1):
        end = reader.words[last]
        for to in (end.whole[1], end.end):
            if (found := known.get(fold(line[word.start + 1 : to]))) is not None:
                return Sign(i, last + 1, kind, found)
    name = word.text[1:]
    return Sign(i, i + 1, kind, name, known=False) if _may_be_new(word.text[0], name) else None


def _may_be_new(sign: str, name: str) -> bool:
    """Tell whether an unknown name is one: `#7`, `+49`, `%d`, `/etc/hosts` are none."""
    if not _LETTER.match(name) or (sign == "%" and len(name) < 2):
        return False
    return not (sign in "/@%" and any(c in name for c in "/()=<>"))


def _exclaimed(reader: Reader, i: int) -> Sign | None:
    """Read `!high`, `!10 min before`, `!9am`, `!tomorrow 9am`."""
    word = reader.words[i]
    bare = word.key[1:]
    priorities = reader.vocabulary.map("priorities")
    if bare in priorities:
        told = priorities[bare]
        return Sign(i, i + 1, "priority", None if told == "none" else told)
    inner = reader.behind_sign(i, _LONGEST_REMINDER)
    found = _reminder(inner) if inner.words[0].key else None
    return Sign(i, i + found[0], "reminder", found[1]) if found else None


def _reminder(reader: Reader) -> tuple[int, Value] | None:
    """Return end and value: minutes before the due date, a day and time, or a time (`T09:00`)."""
    if before := clock.amount(reader, 0, 0, short=True):
        return reader.skip("before", before[0], 0), before[1]
    day = days.read(reader, 0)
    if day and day[1].at_local:
        return day[0], day[1].at_local.isoformat()
    at = day[0] if day else 0
    time = clock.read(reader, at) if reader.key(at, 0) else None
    if time is None and day:
        time = clock.beside_day(reader, at, 0)
    if day is None and time is None:
        number = reader.number(0, 0)
        unit = reader.vocabulary.map("units").get(reader.key(1, 0))
        minutes = {"day": 1440, "week": 10080}.get(unit or "")
        return (reader.skip("before", 2, 0), number * minutes) if number and minutes else None
    if time is None:
        return None
    end, told = time
    told_at = told.in_part(day[1].part if day else None).at
    return end, (f"{day[1].falls_on}" if day else "") + f"T{told_at:%H:%M}:00"


def _deadline(line: str, reader: Reader, i: int) -> Sign | None:
    """Read `{friday}`: a day, and nothing else, between braces."""
    word = reader.words[i]
    pieces = re.finditer(r"\S+", line[word.start + 1 : word.end - 1])
    offset = word.start + 1
    inside = [plain(line, offset + piece.start(), offset + piece.end()) for piece in pieces]
    if not inside or len(inside) > _LONGEST_REMINDER:
        return None
    inner = Reader(inside, reader.vocabulary, reader.now_local, reader.day_first)
    start = inner.skip("on", 0, 0)
    found = days.read(inner, start, introduced=start > 0) if start < len(inside) else None
    if found is None or found[0] != len(inside) or found[1].at_local:
        return None
    return Sign(i, i + 1, "deadline", found[1].falls_on.isoformat())
