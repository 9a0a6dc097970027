"""todo.txt (the format of todotxt.org): one task on each line, told in plain words."""

import re
from collections.abc import Iterator
from datetime import date

from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.importing.drafts import (
    Draft,
    Refused,
    Result,
    Sketch,
    Source,
    SourceIds,
    quoted,
)
from tasklark.domain.tasks import Priority

_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^ \t]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LETTER = re.compile(r"\(([A-Z])\)")
_TAG = re.compile(r"(due|pri|rec|t):(.+)")
_PRI = re.compile(r"pri:[A-Z]")
_REPEAT = re.compile(r"\+?[0-9]{1,4}[dbwmy]")
_SIGN = re.compile(r"x |\([A-Z]\) |[0-9]{4}-[0-9]{2}-[0-9]{2} |(?:.* )?(?:[+@]\w|due:[0-9])")
_SAMPLE_LENGTH = 65_536
_PRIORITIES = {"A": Priority.HIGH, "B": Priority.MEDIUM}


def looks_right(text: str) -> bool:
    """Tell whether at least half of the first lines bear a mark: x, (A), a date, +, @ or due:."""
    lines = [line for line in _LINE_END.split(text[:_SAMPLE_LENGTH]) if line.strip()]
    marked = sum(_SIGN.match(line) is not None for line in lines)
    return 0 < len(lines) <= 2 * marked


def read(source: Source) -> Iterator[Result]:
    """Yield what each line holds, in order; blank lines hold nothing.

    Titles keep their +projects and @contexts; `due:` becomes the due date; dates of creation and
    completion, `rec:` and `t:` move to the description.
    """
    ids = SourceIds("todotxt")
    for line, text in enumerate(_LINE_END.split(source.text), start=1):
        if text.strip():
            yield _task(line, _WORD.findall(text.strip()), ids)


def _task(line: int, words: list[str], ids: SourceIds) -> Draft | Refused:
    sketch = Sketch(line, "todo.txt", "")
    sketch.completed = len(words) > 1 and words[0] == "x"
    if sketch.completed:
        words = words[1:]
    letter, words = _letter(words)
    days, words = _days(words, 2 if sketch.completed else 1)
    if sketch.completed and letter is None:
        # Some programs write the letter after the day of completion.
        letter, words = _letter(words)
        more, words = _days(words, 2 - len(days))
        days += more
    finished = days.pop(0) if sketch.completed and days else ""
    created = days[0] if days else ""
    if letter:
        _prioritise(sketch, letter)
    sketch.title = " ".join([word for word in words if not _understood(sketch, word)] or words)
    sketch.keep("Created", created)
    sketch.keep("Completed", finished)
    # A task stays the same one when it is completed or its priority changes.
    return sketch.finish(ids, created, *(word for word in words if not _PRI.fullmatch(word)))


def _letter(words: list[str]) -> tuple[str | None, list[str]]:
    found = _LETTER.fullmatch(words[0]) if len(words) > 1 else None
    return (found[1], words[1:]) if found else (None, words)


def _days(words: list[str], most: int) -> tuple[list[str], list[str]]:
    count = 0
    while count < min(most, len(words) - 1) and _is_day(words[count]):
        count += 1
    return words[:count], words[count:]


def _is_day(word: str) -> bool:
    try:
        return _DAY.fullmatch(word) is not None and bool(date.fromisoformat(word))
    except ValueError:
        return False


def _understood(sketch: Sketch, word: str) -> bool:
    """Take what a word says about the task; True when the title can do without the word."""
    if word[0] in "+@" and len(word) > 1:
        noun = "project" if word[0] == "+" else "context"
        sketch.tell(f"{noun} {quoted(word)} has no field yet; it stays in the title")
        return False
    tag = _TAG.fullmatch(word)
    if tag is None:
        return False
    if _takes(sketch, tag[1], tag[2]):
        return True
    sketch.tell(f"{quoted(word)} is not understood; it stays in the title")
    return False


def _takes(sketch: Sketch, key: str, value: str) -> bool:
    if key == "due":
        return sketch.due is None and _takes_due(sketch, value)
    if key == "rec" and _REPEAT.fullmatch(value):
        sketch.keep("Repeats", value)
        return True
    if key == "t" and _is_day(value):
        sketch.keep("Hidden until", value)
        return True
    if key == "pri" and sketch.priority is None and re.fullmatch("[A-Z]", value):
        _prioritise(sketch, value)
        return True
    return False


def _takes_due(sketch: Sketch, value: str) -> bool:
    try:
        sketch.due = parse_due(value)
    except Invalid:
        return False
    return True


def _prioritise(sketch: Sketch, letter: str) -> None:
    sketch.priority = _PRIORITIES.get(letter, Priority.LOW)
    if letter > "C":
        sketch.keep("Priority", letter, "became low")
