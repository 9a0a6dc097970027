"""App passwords: what a calendar program shows instead of the account's own password.

24 characters in six groups, `k3f9-x0q7-…`: people type them on phones, so they are short, of one
case, without signs that need another keyboard, and without letters that look like digits
(Crockford's base 32). 23 characters are chance, 115 bits, so plain SHA-256 is enough to store and
nobody guesses one; the last is a check, so a typing error is told from a password that was revoked.
"""

import secrets
from hashlib import sha256
from zlib import crc32

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CHANCE = 23
_GROUP = 4
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None, "\u00a0": None})


def new_app_password() -> str:
    """Make an app password, 29 characters with the hyphens: show it once, store its digest."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_CHANCE))
    whole = body + _check(body)
    return "-".join(whole[i : i + _GROUP] for i in range(0, len(whole), _GROUP))


def read_app_password(text: str) -> str | None:
    """Return what was typed in the one form that counts; None for what can't be one.

    Case, hyphens and spaces don't matter, and what looks alike is taken for what there is.
    """
    found = text.strip().lower().translate(_READ_AS)
    if len(found) != _CHANCE + 1 or not set(found) <= set(_ALPHABET):
        return None
    return found if _check(found[:_CHANCE]) == found[_CHANCE] else None


def digest(app_password: str) -> bytes:
    """Return SHA-256 of what `read_app_password` gave: what the database holds."""
    return sha256(b"app password\0" + app_password.encode()).digest()


def _check(body: str) -> str:
    return _ALPHABET[crc32(body.encode()) & 31]
