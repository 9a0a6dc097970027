"""Real Better Auth servers, one set for each process that runs tests."""

from collections.abc import Iterator, Mapping

import pytest

from tests.better_auth.server import BetterAuth, running


@pytest.fixture(scope="session")
def better_auths() -> Iterator[Mapping[str, BetterAuth]]:
    """Give every configuration by its name in `server.mjs`."""
    with running() as servers:
        yield servers


@pytest.fixture(scope="session")
def better_auth(better_auths: Mapping[str, BetterAuth]) -> BetterAuth:
    """Give the configuration that most have: the JWT plugin as it comes, and so EdDSA."""
    return better_auths["eddsa"]
