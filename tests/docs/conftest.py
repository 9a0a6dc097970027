"""A Tasklark for the documents' commands, and nobody else in it."""

from collections.abc import Iterator

import pytest

from tests.backends import Service, service


@pytest.fixture(scope="package")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark on its own embedded database, in which nobody has an account."""
    with service("embedded", tmp_path_factory.mktemp("fresh")) as running:
        yield running
