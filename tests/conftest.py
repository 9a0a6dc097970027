"""What all tests share: real databases, and a real Tasklark on them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

from tasklark.domain.zones import tzdata_version
from tasklark.storage import schema
from tasklark.storage.address import as_role
from tasklark.storage.embedded import start
from tasklark.storage.roles import Roles, roles_of
from tests.backends import Cluster, Service, service

settings.register_profile(
    "tasklark", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("tasklark")

APP_PASSWORD = "app"


def pytest_report_header() -> str:
    """Tell which time zones the tests run with."""
    return f"time zones: IANA {tzdata_version()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many clock changes were looked at, if any were."""
    counted: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        if "test_every_clock_change" in report.nodeid:
            counted.update(dict(report.user_properties))
    if counted:
        found = ", ".join(f"{number:,} {what}" for what, number in counted.items())
        terminalreporter.write_line(f"dates: {found}; time zones: IANA {tzdata_version()}")


@dataclass(frozen=True)
class Store:
    """A migrated database of the tests' own: how the app, the migrator and the superuser enter."""

    cluster: Cluster
    database: str

    @property
    def roles(self) -> Roles:
        """Return the database's own roles."""
        return roles_of(self.database)

    @property
    def app(self) -> str:
        """Return the address that requests would use."""
        return as_role(self.direct, self.roles.app, APP_PASSWORD)

    @property
    def direct(self) -> str:
        """Return the migrator's address."""
        return self.cluster.migrator(self.database)

    @property
    def superuser(self) -> str:
        """Return the address of the one whom nothing holds."""
        return self.cluster.conninfo(self.database)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give an embedded PostgreSQL 18, one for each process that runs tests."""
    folder = tmp_path_factory.mktemp("cluster")
    quick = {"fsync": "off", "synchronous_commit": "off"}
    with start(folder, exclusive=False, max_connections=200, settings=quick) as server:
        address = server.address
        yield Cluster(address.socket_folder, address.port, address.password)


@pytest.fixture(scope="session")
def store(cluster: Cluster) -> Store:
    """Give a migrated database on it."""
    made = Store(cluster, cluster.new_database())
    schema.migrate(made.direct, APP_PASSWORD)
    return made


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark on its own embedded database."""
    with service("embedded", tmp_path_factory.mktemp("embedded")) as running:
        yield running


@pytest.fixture(
    scope="session",
    params=[
        "embedded",
        pytest.param("debian15", marks=pytest.mark.peer("postgres")),
        pytest.param("pgbouncer", marks=pytest.mark.peer("postgres", "pgbouncer")),
    ],
)
def everywhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Give a Tasklark on each database that is supported, one after the other."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded")
        return
    with service(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield running
