"""A copy of an object that stands beside it needs a name of its own: another UID."""

from tasklark.surfaces.caldav.ical import tree


def with_uid(text: str, uid: str) -> str:
    """Return the text of an object with another UID in all its components, and nothing else new."""
    calendar = tree.parse(text)
    lines = [line for item in calendar.items for line in item.all("UID")]
    parts, end = [], 0
    for line in sorted(lines, key=lambda each: each.start):
        parts += [calendar.text[end : line.start], f"UID:{uid}{calendar.line_end}"]
        end = line.end
    return "".join([*parts, calendar.text[end:]])
