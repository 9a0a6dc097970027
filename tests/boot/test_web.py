"""The address that is served on."""

import socket

import pytest

from tasklark.boot.web import listen
from tasklark.domain.errors import Misconfigured
from tasklark.settings import Settings


def test_an_address_takes_connections_before_it_is_announced() -> None:
    with listen(Settings(port=0)) as listener:
        socket.create_connection(listener.getsockname(), timeout=5).close()


def test_a_second_server_on_a_port_is_told_what_to_do() -> None:
    with listen(Settings(port=0)) as listener:
        taken = Settings(port=listener.getsockname()[1])
        with pytest.raises(Misconfigured, match="set HOST and PORT to others"):
            listen(taken)
