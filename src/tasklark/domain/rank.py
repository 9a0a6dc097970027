"""Manual order: fractional keys, between any two of which there is always room for another.

A key is text compared byte by byte: an integer part, whose first letter tells its length (`a` two
characters … `z` twenty-seven, `Z` two … `A` twenty-seven for those before zero), and a fraction in
base 62 that never ends in 0. It is the form of the `fractional-indexing` packages, so clients in
any language make keys that fit between ours.
"""

from datetime import UTC, datetime, timedelta

from tasklark.domain.errors import FieldError, Invalid

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
KEY_MAX = 64
"""Longest key that a client may send; a longer one asks for its list to be spaced anew."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALLEST = "A" + "0" * 26


def at(moment: datetime) -> str:
    """Return the key of what is added at an aware moment: after all that was added before.

    Its integer part is the milliseconds since 1970, its fraction the microseconds.
    """
    milliseconds, rest = divmod(moment - _EPOCH, timedelta(milliseconds=1))
    return f"g{_base62(milliseconds, 7)}{_base62(rest.microseconds, 2).rstrip('0')}"


def between(low: str | None, high: str | None) -> str:
    """Return a key after `low` and before `high`; None stands for the list's ends.

    Raises `ValueError` when `low` is not before `high`, or one of them is no key.
    """
    for key in (low, high):
        if key is not None:
            require(key)
    if low is not None and high is not None and low >= high:
        raise ValueError("the first key must come before the second")
    if low is None:
        return _first() if high is None else _before(high)
    if high is None:
        return _after(low)
    whole_low, part_low = _split(low)
    whole_high, part_high = _split(high)
    if whole_low == whole_high:
        return whole_low + _middle(part_low, part_high)
    step = _incremented(whole_low)
    if step is not None and step < high:
        return step
    return whole_low + _middle(part_low, None)


def spread(count: int, low: str | None = None, high: str | None = None) -> list[str]:
    """Return `count` short keys in order, all between `low` and `high`."""
    if count == 0:
        return []
    if low is None and high is None:
        return [_whole(position) for position in range(count)]
    half = count // 2
    middle = between(low, high)
    return [*spread(half, low, middle), middle, *spread(count - half - 1, middle, high)]


def clean(value: object, field: str = "position") -> str:
    """Return a client's key. Raises `Invalid` when it is none, or longer than `KEY_MAX`."""
    try:
        if isinstance(value, str) and len(value) <= KEY_MAX:
            return require(value)
    except ValueError:
        pass
    raise Invalid(
        FieldError(field, f"must be a fractional key of at most {KEY_MAX} characters, like a0")
    )


def require(key: str) -> str:
    """Return the key. Raises `ValueError` when it is none."""
    whole, part = _split(key)
    proper = all(c in DIGITS for c in whole[1:] + part)
    if not proper or part.endswith("0") or key == _SMALLEST:
        raise ValueError("not a fractional key")
    return key


def _split(key: str) -> tuple[str, str]:
    head = key[:1]
    if "a" <= head <= "z":
        length = ord(head) - ord("a") + 2
    elif "A" <= head <= "Z":
        length = ord("Z") - ord(head) + 2
    else:
        raise ValueError("not a fractional key")
    if len(key) < length:
        raise ValueError("not a fractional key")
    return key[:length], key[length:]


def _first() -> str:
    return "a0"


def _after(low: str) -> str:
    whole, part = _split(low)
    step = _incremented(whole)
    return whole + _middle(part, None) if step is None else step


def _before(high: str) -> str:
    whole, part = _split(high)
    if whole == _SMALLEST:
        return whole + _middle("", part)
    if part:
        return whole
    step = _decremented(whole)
    return step + DIGITS[-1] if step == _SMALLEST else step


def _middle(low: str, high: str | None) -> str:
    """Return a fraction between two: as short as it can be, and never ending in 0."""
    if high is not None:
        shared = 0
        while (low[shared : shared + 1] or "0") == high[shared : shared + 1]:
            shared += 1
        if shared:
            return high[:shared] + _middle(low[shared:], high[shared:])
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high is not None else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return high[:1]
    return DIGITS[first] + _middle(low[1:], None)


def _incremented(whole: str) -> str | None:
    head, digits = whole[0], whole[1:]
    kept = digits.rstrip("z")
    if kept:
        step = DIGITS[DIGITS.index(kept[-1]) + 1]
        return head + kept[:-1] + step + "0" * (len(digits) - len(kept))
    if head == "z":
        return None
    if head == "Z":
        return "a0"
    up = chr(ord(head) + 1)
    return up + "0" * (len(digits) + (1 if up > "a" else -1))


def _decremented(whole: str) -> str:
    head, digits = whole[0], whole[1:]
    kept = digits.rstrip("0")
    if kept:
        step = DIGITS[DIGITS.index(kept[-1]) - 1]
        return head + kept[:-1] + step + "z" * (len(digits) - len(kept))
    if head == "a":
        return "Zz"
    down = chr(ord(head) - 1)
    return down + "z" * (len(digits) + (1 if down < "Z" else -1))


def _whole(position: int) -> str:
    """Return the position-th key of a list that is spaced anew: four digits, then more."""
    return f"d{_base62(position, 4)}" if position < len(DIGITS) ** 4 else f"g{_base62(position, 7)}"


def _base62(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text
