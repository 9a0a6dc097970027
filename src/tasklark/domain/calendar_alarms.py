"""One person's alarms, put back into a text that others share."""

from collections.abc import Sequence

from tasklark.domain.calendar_objects import Alarm

_END = "END:VTODO"


def with_alarms(text: str, alarms: Sequence[Alarm], *, is_placed: bool) -> str:
    """Return a text with a person's alarms in it.

    Byte for byte the text out of which they were cut, if it is that one (`is_placed`). Into a text
    that somebody else has changed since, they go at the end of its first to-do.
    """
    if not is_placed:
        place = _end_of_first(text)
        return "".join([text[:place], *(alarm.text for alarm in alarms), text[place:]])
    parts, end = [], 0
    for alarm in alarms:
        parts += [text[end : alarm.place], alarm.text]
        end = alarm.place
    return "".join([*parts, text[end:]])


def _end_of_first(text: str) -> int:
    """Return where the line that ends the first to-do begins; the text's end if there is none."""
    place = 0
    for line in text.split("\n"):
        if line.strip().upper() == _END:
            return place
        place += len(line) + 1
    return len(text)
