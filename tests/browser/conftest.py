"""A real Chromium before a real Tasklark; no page may fail or call another host unseen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.api.people import Person, joined, on_new_database
from tests.backends import Cluster, Service
from tests.browser.desk import Desk
from tests.browser.household import newcomer
from tests.peers import require_peer


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Return how to start the system's browser; as root it has no sandbox of its own."""
    return {
        "executable_path": str(require_peer("chromium")),
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--force-color-profile=srgb",
            # An address like that of a machine at home: no HTTPS, and not this machine's own name.
            "--host-resolver-rules=MAP tasklark.test 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def home(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark that believes X-Forwarded-For, so that everybody comes from elsewhere."""
    with on_new_database(cluster, tmp_path_factory.mktemp("home")) as running:
        joined(running, email="first@example.org")
        yield running


@pytest.fixture
def person(home: Service) -> Person:
    """Give somebody with a new account."""
    return newcomer(home, "Anna Berg")


@pytest.fixture
def desks(browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Give a way to sit down at further browsers; what failed in any of them fails the test."""
    taken: list[Desk] = []

    def take(person: Person, **options: Any) -> Desk:
        desk = Desk.of(browser, person, **options)
        taken.append(desk)
        return desk

    yield take
    problems = [problem for desk in taken for problem in desk.problems]
    for desk in taken:
        desk.context.close()
    assert not problems


@pytest.fixture
def desk(desks: Callable[..., Desk], person: Person) -> Desk:
    """Give a browser in which somebody new is signed in, on their Inbox, empty but for nothing."""
    return desks(person).open("/inbox")
