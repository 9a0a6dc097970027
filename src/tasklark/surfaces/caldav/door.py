"""Who is asking, as calendar programs tell it: Basic, by e-mail address and app password."""

import binascii
from base64 import b64decode
from http import HTTPStatus
from typing import NamedTuple

from starlette.requests import Request

from tasklark.surfaces.caldav.preconditions import Refused

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Tasklark", charset="UTF-8"'}


class Credentials(NamedTuple):
    """What came in the `Authorization` header."""

    user_name: str
    password: str


def credentials(request: Request) -> Credentials:
    """Return the credentials of a request. Raises a 401 with a challenge."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise unknown("Sign in with your e-mail address and an app password")
    try:
        user_name, colon, password = (
            b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        raise unknown("The Authorization header can't be read") from None
    if not colon:
        raise unknown("The Authorization header can't be read")
    return Credentials(user_name, password)


def unknown(detail: str) -> Refused:
    """Return the refusal of somebody who is not known."""
    return Refused(HTTPStatus.UNAUTHORIZED, detail, headers=CHALLENGE)
