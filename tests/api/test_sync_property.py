"""Whatever devices do, wherever they are cut off: all converge, and nothing acknowledged is lost.

And that this test would notice: without the lock of a scope, it does.
"""

import random
from collections.abc import Iterator

import pytest

from tests.api.people import as_superuser, on_new_database
from tests.backends import Cluster, Service
from tests.sync.fleet import Fleet
from tests.sync.unlocked import SEQUENCE

SEEDS = (1, 2, 3)
TRIES = 20


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with on_new_database(cluster, tmp_path_factory.mktemp("fleet")) as running:
        yield running


@pytest.fixture(scope="module")
def unlocked(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("unlocked")
    with on_new_database(cluster, folder, module="tests.sync.unlocked") as running:
        as_superuser(running, SEQUENCE)
        yield running


def rested(service: Service, seed: int) -> Fleet:
    with Fleet(service, random.Random(seed)) as fleet:  # noqa: S311 - a seed
        fleet.run()
        fleet.wrong = [*fleet.diverged(), *fleet.lost(), *fleet.silent()]
    return fleet


@pytest.mark.parametrize("seed", SEEDS)
def test_all_converge_and_all_that_was_acknowledged_is_kept(service: Service, seed: int) -> None:
    assert rested(service, seed).wrong == []


def test_without_the_lock_of_a_scope_devices_diverge_or_edits_are_lost(unlocked: Service) -> None:
    assert any(rested(unlocked, seed).wrong for seed in range(TRIES))
