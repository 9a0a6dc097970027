"""Answers sent in gzip: JSON that repeats itself in each row, such as pages of sync."""

import gzip
import re

from starlette.requests import Request
from starlette.responses import Response

WORTH_BYTES = 1_000
"""What is smaller fits into one packet as it is."""
_LEVEL = 1
"""A page of 500 rows becomes a tenth in two milliseconds; the best level gains little on that."""
_ACCEPTED = re.compile(
    r"(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))\s*(?:[,;]|$)", re.IGNORECASE
)


def json(request: Request, body: bytes) -> Response:
    """Answer with JSON, in gzip if it is worth that and the client takes it.

    What is reflected and what is secret never stand in one answer of these, so its length tells
    nobody anything (BREACH).
    """
    headers = {"content-type": "application/json", "vary": "Accept-Encoding"}
    if len(body) >= WORTH_BYTES and _ACCEPTED.search(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        body = gzip.compress(body, _LEVEL, mtime=0)
    return Response(body, headers=headers)
