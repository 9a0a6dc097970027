"""What clients would rather have (RFC 7240 and, for WebDAV, RFC 8144)."""

from collections.abc import Mapping
from typing import NamedTuple

MINIMAL, REPRESENTATION = "minimal", "representation"


class Preference(NamedTuple):
    """How much a client wants to be told in return: `MINIMAL`, `REPRESENTATION`, or as usual."""

    way: str = ""

    @property
    def is_minimal(self) -> bool:
        """Tell whether only what is new or has failed is wanted."""
        return self.way == MINIMAL

    def prefers(self, way: str) -> bool:
        """Tell whether this way of answering is wanted."""
        return self.way == way


def preference(headers: Mapping[str, str]) -> Preference:
    """Return what a request prefers. `Brief` is what `return=minimal` was called before it."""
    told = [
        part.strip().lower().replace(" ", "").replace('"', "")
        for part in headers.get("prefer", "").replace(";", ",").split(",")
    ]
    if headers.get("brief", "").strip().lower() == "t":
        told.append(f"return={MINIMAL}")
    ways = (part.removeprefix("return=") for part in told if part.startswith("return="))
    return Preference(next((way for way in ways if way in {MINIMAL, REPRESENTATION}), ""))
