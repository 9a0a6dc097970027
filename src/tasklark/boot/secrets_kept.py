"""Secrets that nobody set: made once, kept in the data folder, never printed."""

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

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
    """Return the secret in a file that only we can read, written now if it is not there.

    Written aside and linked into place, so that of two processes at once both get one secret, and
    a crash leaves none that is cut short.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f".{_FILE}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise Misconfigured(
            f"{path} can't be written or read ({error.strerror}): set TASKLARK_DATA to a folder"
            " that can, or TASKLARK_SECRET"
        ) from error
