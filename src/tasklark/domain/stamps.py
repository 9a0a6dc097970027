"""Stamps: when a field was last written, by a hybrid logical clock, as text that sorts.

A stamp is `mmmmmmmmmmmmcccc-writer`: twelve hexadecimal digits of milliseconds since 1970, four of
a counter, and who wrote (1-16 letters, digits or `_`), which breaks ties. Compared as text, the
greater stamp is the later write. Clients make them by the rule of Kulkarni and others, "Logical
Physical Clocks" (2014); the server cuts what lies too far ahead of its own clock.
"""

import re
from datetime import UTC, datetime, timedelta

from tasklark.domain.errors import FieldError, Invalid

AHEAD_MAX = timedelta(seconds=60)
"""How far a client's clock may run ahead before its stamps are cut to the server's."""
SERVER = "0"
"""The writer of whatever is written through another surface than sync."""
WRITER_MAX = 16

_STAMP = re.compile(rf"([0-9a-f]{{12}})([0-9a-f]{{4}})-([A-Za-z0-9_]{{1,{WRITER_MAX}}})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTERS = 1 << 16


def at(moment: datetime, writer: str = SERVER) -> str:
    """Return the stamp of an aware moment; its microseconds become the counter."""
    milliseconds, rest = divmod(moment - _EPOCH, timedelta(milliseconds=1))
    return f"{milliseconds:012x}{rest.microseconds:04x}-{writer}"


def moment(stamp: str) -> datetime:
    """Return the moment of a stamp, to the millisecond; in UTC."""
    return _EPOCH + timedelta(milliseconds=int(stamp[:12], 16))


def after(stamp: str | None, moment: datetime) -> str:
    """Return the server's stamp of a moment, or the first one past `stamp` where that is later."""
    now = at(moment)
    if stamp is None or stamp < now:
        return now
    return next_after(stamp, SERVER)


def next_after(stamp: str, writer: str | None = None) -> str:
    """Return the first stamp past `stamp`, of the same writer or of another."""
    clock, _, same = stamp.partition("-")
    return f"{int(clock, 16) + 1:016x}-{writer or same}"


def clean(text: object, now: datetime, field: str = "stamp") -> str:
    """Return a client's stamp, cut when it lies more than `AHEAD_MAX` ahead of the server's `now`.

    Raises `Invalid` when it is no stamp.
    """
    found = _STAMP.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Invalid(
            FieldError(
                field,
                "must be a stamp: 16 hexadecimal digits (12 of milliseconds since 1970, 4 of a"
                f" counter), a hyphen and 1 to {WRITER_MAX} letters, digits or _",
            )
        )
    return min(found[0], at(now + AHEAD_MAX, found[3]))
