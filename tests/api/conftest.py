"""Services for the tests of who is asking: behind a trusted proxy, several on one database."""

from collections.abc import Iterator

import pytest

from tests.api.people import Person, another, joined, on_new_database
from tests.backends import Cluster, Service


@pytest.fixture(scope="session")
def guarded(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark that believes X-Forwarded-For; somebody has an account there already."""
    with on_new_database(cluster, tmp_path_factory.mktemp("guarded")) as running:
        joined(running, email="first@example.org")
        yield running


@pytest.fixture(scope="session")
def administrator(guarded: Service) -> Person:
    """Give whoever was first at the guarded one."""
    return Person(guarded, email="first@example.org")


@pytest.fixture(scope="session")
def invited(guarded: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a second process on the same database, where newcomers need an invitation."""
    with another(guarded, tmp_path_factory.mktemp("invited"), SIGNUP="invitation") as running:
        yield running


@pytest.fixture(scope="session")
def closed(guarded: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a third one, which lets nobody new in and trusts only a proxy that is elsewhere."""
    folder = tmp_path_factory.mktemp("closed")
    with another(guarded, folder, SIGNUP="closed", TRUSTED_PROXIES="10.9.9.9") as running:
        yield running
