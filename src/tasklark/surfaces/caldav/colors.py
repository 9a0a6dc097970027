"""Colours: calendars have any, as "#RRGGBB" with or without two digits of opacity; projects a name.

Programs that write a name instead mean the colour that we call so.

What a client has chosen is kept as it wrote it, and told again as long as the project has the
colour that is nearest to it.
"""

import re

_NAMED = {
    "berry": "#b3236a",
    "red": "#c9302c",
    "orange": "#c45410",
    "yellow": "#9a7400",
    "olive": "#747a14",
    "lime": "#5b8512",
    "green": "#2a8040",
    "mint": "#1c8667",
    "teal": "#0e7f86",
    "sky": "#157fb0",
    "blue": "#2b63c4",
    "grape": "#6c45c4",
    "violet": "#8e3bbd",
    "lavender": "#8a64b8",
    "magenta": "#b932a8",
    "salmon": "#c2543f",
    "charcoal": "#4b5159",
    "grey": "#737780",
    "taupe": "#85705a",
}
"""As the web app shows them in the light."""
_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})(?:[0-9a-fA-F]{2})?")


def told(name: str) -> str:
    """Return a project's colour as calendars have it."""
    return f"{_NAMED[name].upper()}FF"


def nearest(written: str) -> str | None:
    """Return the name of the colour nearest to a written one; None for what is no colour."""
    wanted = _parts(written)
    if wanted is None:
        return None
    return min(_NAMED, key=lambda name: _distance(wanted, _parts(_NAMED[name]) or wanted))


def _parts(written: str) -> tuple[int, int, int] | None:
    name = written.strip().casefold()
    found = _HEX.fullmatch(_NAMED.get(name, name))
    return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return how far apart two colours look, cheaply: "redmean"."""
    red = (one[0] + other[0]) / 2
    r, g, b = (x - y for x, y in zip(one, other, strict=True))
    return (2 + red / 256) * r * r + 4 * g * g + (2 + (255 - red) / 256) * b * b
