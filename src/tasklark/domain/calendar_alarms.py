"""One person's alarms, put back into a text that others share."""

import re
from collections.abc import Sequence

from tasklark.domain.calendar_objects import Alarm

# Lines may be folded anywhere.
_FOLD = r"(?:\r?\n[ \t])?"
_END = re.compile("^" + _FOLD.join("END:VTODO"), re.IGNORECASE | re.MULTILINE)


def with_alarms(text: str, alarms: Sequence[Alarm], *, is_placed: bool) -> str:
    """Return a text with a person's alarms in it.

    Byte for byte the text out of which they were cut, if it is that one (`is_placed`). Into a text
    that somebody else has changed since, they go at the end of its first to-do.
    """
    if not is_placed:
        place = end_of_first(text)
        return "".join([text[:place], *(alarm.text for alarm in alarms), text[place:]])
    parts, end = [], 0
    for alarm in alarms:
        parts += [text[end : alarm.place], alarm.text]
        end = alarm.place
    return "".join([*parts, text[end:]])


def end_of_first(text: str) -> int:
    """Return the place in a text at which its first to-do ends."""
    found = _END.search(text)
    return found.start() if found else len(text)
