"""Identifiers: UUIDs, made here or by a client."""

import os
import re
import time
from uuid import UUID

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7): milliseconds since 1970, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    return UUID(
        int=milliseconds << 80
        | 0x7 << 76
        | (random >> 68) << 64
        | 0b10 << 62
        | random & ((1 << 62) - 1)
    )


def parse_id(text: str) -> UUID | None:
    """Return the UUID written in `text` in its hyphenated form, either case; None for any other."""
    return UUID(text) if _CANONICAL.fullmatch(text) else None
