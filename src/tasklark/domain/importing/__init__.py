"""Files of other task programs, read into drafts of tasks.

Nothing is lost in silence: what a task has no field for is kept as lines at the end of its
description, and each draft says so in its `losses`. The importers are pure: no clock, no disk.
"""

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from tasklark.domain.importing import ticktick, todoist, todotxt
from tasklark.domain.importing.drafts import Draft, Importer, Refused, Result, Skipped, Source
from tasklark.domain.importing.files import FILE_MAX_BYTES, decode, refused

__all__ = [
    "FILE_MAX_BYTES",
    "Draft",
    "Importer",
    "Refused",
    "Result",
    "Skipped",
    "Source",
    "read",
    "recognise",
]

_SUPPORTED = (
    "is in no format that can be imported; these can: a todo.txt file, a CSV export or backup "
    "of a Todoist project, a CSV backup of TickTick"
)
_OTHER_FORMAT = re.compile(r'\s*(?:\{\s*["}]|\[\s*[{"\]]|<[?!a-z]|BEGIN:V|%PDF)', re.IGNORECASE)
_PLAIN = (".txt", ".todo", ".todotxt")


def read(
    name: str, data: bytes, zone: ZoneInfo | None = None, written_on: date | None = None
) -> Iterator[Result]:
    """Yield what each record of a file holds: a draft, or why there is none.

    `name` is the file's name. `zone` stands in where the file names no time zone; `written_on`,
    the day the file was written, dates what it dates without a year. Raises `Invalid`, before
    anything is yielded, when the bytes are no text or the format is not known.
    """
    text = decode(data)
    return recognise(name, text)(Source(name, text, zone, written_on))


def recognise(name: str, text: str) -> Importer:
    """Return the importer for a file, told by its header.

    todo.txt has none and is told by its name or by the marks on its lines.

    Raises `Invalid`, listing the formats that are known, when it is none of them.
    """
    if ticktick.table_of(text):
        return ticktick.read
    if todoist.table_of(text):
        return todoist.read
    lower = name.casefold()
    if lower.endswith(".csv") or _OTHER_FORMAT.match(text):
        raise refused(_SUPPORTED)
    if lower.endswith(_PLAIN) or todotxt.looks_right(text):
        return todotxt.read
    raise refused(_SUPPORTED)
