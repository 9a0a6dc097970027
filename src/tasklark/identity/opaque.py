"""Secrets without content: API tokens, refresh tokens, sessions, invitations.

`tasklark_pat_` + 43 base-62 characters (256 random bits) + 6 characters of CRC-32. The prefix lets
secret scanners and people recognise one; the checksum tells a typing error, and spares the database
a look-up for anything that was never ours. Only the digest is stored: with 256 bits of chance in
the secret, plain SHA-256 is enough, and neither salt nor stretching would add anything.
"""

import re
import secrets
from enum import StrEnum
from hashlib import sha256
from zlib import crc32

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_BITS = 256
_RANDOM_CHARACTERS = 43
_CHECK_CHARACTERS = 6
_FORM = re.compile(r"(tasklark_([a-z]{3})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})", re.ASCII)


class SecretKind(StrEnum):
    """What an opaque secret is for; the value stands in its prefix."""

    API = "pat"
    REFRESH = "rft"
    SESSION = "ses"
    INVITATION = "inv"


_KINDS = {kind.value: kind for kind in SecretKind}


def new_secret(kind: SecretKind) -> str:
    """Make a secret of this kind, 66 characters of ASCII: show it once, store `digest` of it."""
    body = f"tasklark_{kind}_{_base62(secrets.randbits(_RANDOM_BITS), _RANDOM_CHARACTERS)}"
    return body + _checksum(body)


def kind_of(text: str) -> SecretKind | None:
    """Tell the kind of secret that `text` is by its form, or None when it cannot be one of ours."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(form[1]) != form[3]:
        return None
    return _KINDS.get(form[2])


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
