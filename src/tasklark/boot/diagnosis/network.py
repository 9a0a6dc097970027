"""The way in: the port, and who can come through it."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address

from tasklark.boot.diagnosis.finding import Finding, doubtful, good, wrong
from tasklark.boot.web import listen
from tasklark.domain.errors import Misconfigured
from tasklark.settings import Settings, SignUpPolicy

_ANSWER_SECONDS = 2
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only named


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield findings about the port, and about strangers who may sign up through it."""
    yield _port(settings)
    yield _strangers(settings)


def _port(settings: Settings) -> Finding:
    place = f"{settings.host}:{settings.port}"
    try:
        listen(settings).close()
    except Misconfigured:
        if _is_tasklark(_EVERYWHERE.get(settings.host, settings.host), settings.port):
            return good("port", f"A Tasklark answers at {place}")
        return wrong(
            "port",
            f"{place} can't be listened on: another program has it, or it is not ours to take",
            "Set PORT (above 1023) or HOST to another, or stop the other program",
        )
    return good("port", f"{place} is free")


def _is_tasklark(host: str, port: int) -> bool:
    with closing(http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)) as connection:
        try:
            connection.request("GET", "/health")
            told = json.loads(connection.getresponse().read(1_000))
        except (OSError, http.client.HTTPException, ValueError):
            return False
    return bool(told == {"status": "healthy"})


def _strangers(settings: Settings) -> Finding:
    if settings.signup is not SignUpPolicy.OPEN:
        return good("sign-up", f"SIGNUP is {settings.signup}")
    if _is_local(settings.host):
        return good("sign-up", "Open, to whoever uses this machine")
    return doubtful(
        "sign-up",
        f"SIGNUP is open and HOST is {settings.host}: whoever reaches it can make an account",
        "Set SIGNUP to invitation or closed, unless that is what you want",
    )


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        try:
            return ip_address(socket.gethostbyname(host)).is_loopback
        except OSError:
            return False
