"""Content lines (RFC 5545, sections 3.1 and 3.2): unfolding, taking apart, folding."""

import re
from collections.abc import Iterator

LOGICAL = re.compile(r"[^\n]*(?:\n[ \t][^\n]*)*\n?")
"""One content line with its folds and its end."""
_FOLD = re.compile(r"\r?\n[ \t]")
_PARTS = re.compile(r'([A-Za-z0-9_-]+)((?:;[^";:]*(?:"[^"]*"[^";:]*)*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9_-]+)=((?:"[^"]*"|[^";])*)')
_VALUES = re.compile(r'"([^"]*)"|([^",]+)')
_CARET = re.compile(r"\^(['n^])")
_OF_CARET = {"'": '"', "n": "\n", "^": "^"}
_TO_CARET = {"^": "^^", '"': "^'", "\n": "^n"}
_LONGEST = 75
_SPLIT_BYTES = re.compile(rb"(?<=[\x80-\xff])\r?\n[ \t](?=[\x80-\xbf])")
# What XML 1.0 can't carry, or reads as a line end where none is.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r(?!\n)")


class Property:
    """One content line: its parts without folds, and where it stands in the text."""

    __slots__ = ("end", "name", "parameters", "start", "value")

    def __init__(self, name: str, parameters: str, value: str, start: int, end: int) -> None:
        self.name = name
        self.parameters = parameters
        self.value = value
        self.start = start
        self.end = end

    def parameter(self, name: str) -> str | None:
        """Return the first value of a parameter, RFC 6868 carets read; None when it is absent."""
        if not self.parameters:
            return None
        return next((values[0] for found, values in self.all_parameters() if found == name), None)

    def all_parameters(self) -> Iterator[tuple[str, list[str]]]:
        """Give the parameters with their values, names in capital letters."""
        for name, text in _PARAMETER.findall(self.parameters):
            values = [quoted or bare for quoted, bare in _VALUES.findall(text)]
            yield name.upper(), [_CARET.sub(_caret, value) for value in values] or [""]


def _caret(found: re.Match[str]) -> str:
    return _OF_CARET[found[1]]


def decoded(body: bytes) -> str:
    """Return what a body says, folds inside of UTF-8 sequences undone. Raises `UnicodeError`."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return _SPLIT_BYTES.sub(b"", body).decode()


def fit(text: str) -> str:
    """Return the text without what can't be stored or sent on: a BOM, control characters."""
    text = text.removeprefix("\ufeff")
    return _UNFIT.sub("", text) if _UNFIT.search(text) else text


def split(raw: str, start: int, end: int) -> Property | None:
    """Return the property in one logical line; None when it is none."""
    line = raw.rstrip("\r\n")
    if "\n" in line:
        line = _FOLD.sub("", line)
    found = _PARTS.match(line)
    if found is None:
        return None
    name, parameters, value = found.groups()
    return Property(name.upper(), parameters, value, start, end)


def parameter(name: str, *values: str) -> str:
    """Return a parameter as it is written, quoted and with carets (RFC 6868) where needed."""
    written = []
    for value in values:
        safe = re.sub('[\\^"\n]', lambda found: _TO_CARET[found[0]], value)
        written.append(f'"{safe}"' if re.search("[:;,]", safe) else safe)
    return f";{name}={','.join(written)}"


def folded(line: str, line_end: str = "\r\n") -> str:
    """Return a content line folded to 75 octets, with its end."""
    if len(line) <= _LONGEST and (line.isascii() or len(line.encode()) <= _LONGEST):
        return line + line_end
    parts, room, begin = [], _LONGEST, 0
    for place, character in enumerate(line):
        size = 1 if character < "\x80" else len(character.encode())
        if size > room:
            parts.append(line[begin:place])
            begin, room = place, _LONGEST - 1
        room -= size
    parts.append(line[begin:])
    return f"{line_end} ".join(parts) + line_end
