"""Secrets that nobody set: made once, kept in the data folder, never printed."""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from tasklark.domain.errors import Misconfigured
from tasklark.settings import Settings, listed

_FILE = "secret.key"
_PURPOSE = b"tasklark database role 1"


def own_secrets(settings: Settings) -> tuple[str, ...]:
    """Return Tasklark's own secrets, of which the first signs; one is made when there is none."""
    current = (
        settings.secret.get_secret_value() if settings.secret else _kept(settings.data / _FILE)
    )
    return (current, *listed(settings.previous_secrets.get_secret_value()))


def database_password(secret: str) -> str:
    """Return the password of the application's database role: every process derives the same."""
    return hmac.digest(secret.encode(), _PURPOSE, sha256).hex()


def _kept(path: Path) -> str:
    """Return the secret in a file that only we can read, written now if it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write(path, secrets.token_urlsafe(48))
        kept = path.read_text().strip()
    except OSError as error:
        raise Misconfigured(
            f"{path} can't be written or read ({error.strerror}): set TASKLARK_DATA to a folder"
            " that can, or TASKLARK_SECRET"
        ) from error
    if not kept:
        raise Misconfigured(
            f"{path} is empty: restore it from a backup, or remove it to have another made, which"
            " signs everybody out"
        )
    return kept


def _write(path: Path, secret: str) -> None:
    """Write a secret, unless somebody else just did.

    Written aside and linked into place, so that of two processes at once both get one secret, and
    a crash leaves none that is cut short; nor does a power cut: each step is on the disk before
    the next.
    """
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as draft:
        draft.write(secret)
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
