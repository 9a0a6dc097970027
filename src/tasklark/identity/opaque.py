"""Opaque secrets: API tokens, refresh tokens, sessions, invitations.

`tasklark_pat_` + the id of what it opens (22 base-62 characters) + 256 random bits (43) + CRC-32
(6). The prefix lets secret scanners and people recognise one; the checksum tells a typing error,
and spares the database a look-up for anything that was never ours; the id finds the row, also when
the random part is an old one that was rotated away. Only the digest is stored: with 256 bits of
chance in the secret, plain SHA-256 is enough, and neither salt nor stretching would add anything.
"""

import re
import secrets
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_CHARACTERS = 22
_RANDOM_BITS = 256
_RANDOM_CHARACTERS = 43
_CHECK_CHARACTERS = 6
_FORM = re.compile(
    r"(tasklark_([a-z]{3})_([0-9A-Za-z]{22})[0-9A-Za-z]{43})([0-9A-Za-z]{6})", re.ASCII
)


class SecretKind(StrEnum):
    """What an opaque secret is for; the value stands in its prefix."""

    API = "pat"
    REFRESH = "rft"
    SESSION = "ses"
    INVITATION = "inv"
    PROJECT_INVITATION = "pin"
    CALENDAR_FEED = "cal"


_KINDS = {kind.value: kind for kind in SecretKind}


class Opaque(NamedTuple):
    """What can be read off a secret without a look-up: its kind, and the id of what it opens."""

    kind: SecretKind
    id: UUID


def new_secret(kind: SecretKind, opens: UUID) -> str:
    """Make a secret of this kind, 88 characters of ASCII: show it once, store `digest` of it."""
    reference = _base62(opens.int, _ID_CHARACTERS)
    chance = _base62(secrets.randbits(_RANDOM_BITS), _RANDOM_CHARACTERS)
    body = f"tasklark_{kind}_{reference}{chance}"
    return body + _checksum(body)


def read_secret(text: str) -> Opaque | None:
    """Tell what a secret claims to open by its form, or None when it cannot be one of ours."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(form[1]) != form[4]:
        return None
    kind, number = _KINDS.get(form[2]), _number(form[3])
    return Opaque(kind, UUID(int=number)) if kind and number < 1 << 128 else None


def digest(secret: str) -> bytes:
    """SHA-256 of the whole secret, 32 bytes: what the database holds and is asked for."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _checksum(body: str) -> str:
    return _base62(crc32(body.encode("ascii")), _CHECK_CHARACTERS)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(_ALPHABET) + _ALPHABET.index(digit)
    return number
