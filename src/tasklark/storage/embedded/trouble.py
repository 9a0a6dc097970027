"""What goes wrong around the embedded PostgreSQL, told so that the operator can mend it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasklark.domain.errors import Misconfigured

ELSEWHERE = "or set TASKLARK_DATA to another folder"
FULL = "The disk of the data folder {folder} is full; free some space and start again"
SENTENCES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: f"The data folder {{folder}} is read-only; make it writable, {ELSEWHERE}",
    errno.EACCES: f"This user may not use {{file}}; give it to this user, {ELSEWHERE}",
    errno.EPERM: f"This user may not use {{file}}; give it to this user, {ELSEWHERE}",
    errno.EEXIST: f"{{file}} is not a folder; move it away, {ELSEWHERE}",
    errno.ENOTDIR: f"{{file}} is not in a folder; move away what is there, {ELSEWHERE}",
    errno.ENOLCK: f"The file system of {{folder}} has no file locks; use a local disk, {ELSEWHERE}",
}
LAST_WORDS = ("PANIC: ", "FATAL: ", "error: ")


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses in the block into a `Misconfigured`."""
    try:
        yield
    except OSError as error:
        sentence = SENTENCES.get(error.errno or 0, "{file} cannot be used: {why}")
        file = error.filename or folder
        detail = sentence.format(folder=folder, file=file, why=error.strerror or error)
        raise Misconfigured(detail) from error


def from_output(output: str, folder: Path, log: Path | None = None) -> Misconfigured:
    """Return the error for a PostgreSQL program that gave up, by the last thing that it said."""
    if "No space left on device" in output:
        return Misconfigured(FULL.format(folder=folder))
    where = f"; its log is {log}" if log else ""
    return Misconfigured(f"The embedded PostgreSQL did not start: {_last_words(output)}{where}")


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for word in LAST_WORDS:
        for line in reversed(lines):
            if word in line:
                return line.partition(word)[2].strip()
    return lines[-1] if lines else "it gave no reason"
