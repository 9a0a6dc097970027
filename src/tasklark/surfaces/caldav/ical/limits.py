"""How much of iCalendar is taken at once."""

from tasklark.domain.errors import FieldError, Invalid

MOST_BYTES = 2 * 1024 * 1024
"""Of one object, attachments in its text included (CALDAV:max-resource-size)."""
MOST_PROPERTIES = 50_000
MOST_COMPONENTS = 5_000
DEEPEST = 6
MOST_DATES = 2_000
"""Dates that RDATE and EXDATE list."""
MOST_INSTANCES = 3_000
"""Occurrences that one answer expands."""
MOST_STEPS = 20_000
"""Occurrences that are passed over in search of one."""


def refused(message: str, line: int | None = None, code: str = "calendar.invalid") -> Invalid:
    """Return the error that says what is wrong with a calendar object, and in which line."""
    where = f"line {line}: " if line is not None else ""
    return Invalid(FieldError("calendar", where + message), code=code)
