"""From the bytes of a file to its text."""

import codecs

from tasklark.domain.errors import FieldError, Invalid

FILE_MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read; the whole of it is in memory while it is."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE_LENGTH = 4_096


def decode(data: bytes) -> str:
    """Return the text in `data`: UTF-8 with or without its mark, or UTF-16 with its mark.

    Raises `Invalid`, naming the place of the first byte that fits neither, when the file is too
    large, an archive, or not text.
    """
    if len(data) > FILE_MAX_BYTES:
        raise refused(f"is larger than {FILE_MAX_BYTES // 1024**2} MiB; split it into parts")
    if data.startswith(b"PK\x03\x04"):
        raise refused("is a ZIP archive; unpack it and import each CSV file in it")
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(
            f"is not {encoding.upper()} text at byte {error.start + 1:,} (line {line:,}); "
            "save it as UTF-8 and import it again"
        ) from None
    sample = text[:_SAMPLE_LENGTH]
    if sample.count("\0") * 4 > len(sample):
        raise refused("is not text; if it is UTF-16, save it as UTF-8 and import it again")
    return text.lstrip("\ufeff")


def refused(message: str) -> Invalid:
    """Return the error that says what is wrong with the file."""
    return Invalid(FieldError("file", message))
