"""What tests with real clients share."""

from collections.abc import Iterator

import pytest

from tests.backends import Service
from tests.clients.account import Account, new_account


@pytest.fixture
def account(embedded: Service) -> Iterator[Account]:
    """Give somebody with an app password."""
    made = new_account(embedded)
    yield made
    made.api.close()
