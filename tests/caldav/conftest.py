"""Somebody with a calendar program, whose home all tests of a file share."""

from collections.abc import Iterator

import pytest

from tests.api.people import Person, joined
from tests.backends import Service
from tests.caldav.davs import Dav, program


@pytest.fixture(scope="module")
def person(embedded: Service) -> Person:
    """Give somebody with an account."""
    return joined(embedded)


@pytest.fixture(scope="module")
def dav(person: Person) -> Iterator[Dav]:
    """Give the person's calendar program."""
    with program(person) as found:
        yield found


@pytest.fixture(scope="module")
def other(embedded: Service) -> Iterator[Dav]:
    """Give somebody else's."""
    with program(joined(embedded)) as found:
        yield found
