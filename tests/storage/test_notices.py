"""Word of changes: packed, sent and heard, and who may ask for which numbers."""

import asyncio
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.errors import Unavailable
from tasklark.storage import notices
from tasklark.storage.engine import Database
from tasklark.storage.notices import (
    PAYLOAD_MAX,
    Presence,
    ScopeKey,
    packed,
    people_in,
    unpacked,
)
from tests.conftest import Store
from tests.storage.residents import newcomer, on

SCOPES = st.tuples(st.integers(0, 2**63 - 1), st.uuids())
NUMBERS = st.dictionaries(SCOPES, st.integers(0, 2**63 - 1), max_size=200)
PRESENT = st.sets(st.tuples(SCOPES, st.uuids()), max_size=100)


@given(NUMBERS, PRESENT)
def test_what_is_packed_is_unpacked_and_no_payload_is_too_long(
    numbers: dict[ScopeKey, int], present: set[Presence]
) -> None:
    told: dict[ScopeKey, int] = {}
    seen: set[Presence] = set()
    for payload in packed(numbers, present):
        assert 0 < len(payload.encode()) <= PAYLOAD_MAX
        told |= unpacked(payload)
        seen |= people_in(payload)
    assert (told, seen) == (numbers, present)


@given(st.text() | st.text(alphabet="0123456789abcdef/ -@"))
def test_what_others_say_breaks_nothing(payload: str) -> None:
    for owner_id, scope_id in unpacked(payload):
        assert isinstance(owner_id, int)
        assert isinstance(scope_id, UUID)
    for (owner_id, scope_id), person_id in people_in(payload):
        assert (type(owner_id), type(scope_id), type(person_id)) == (int, UUID, UUID)


def test_a_thousand_scopes_are_heard_as_they_were_told(store: Store) -> None:
    numbers: dict[ScopeKey, int] = {(2**62 + n, uuid4()): 2**62 - n for n in range(1_000)}

    async def run(database: Database) -> None:
        heard: dict[ScopeKey, int] = {}

        def hear(payload: str) -> None:
            heard.update(unpacked(payload))

        async with asyncio.timeout(20), notices.listening(store.app, hear):
            await notices.send(database, numbers)
            while not heard.keys() >= numbers.keys():  # noqa: ASYNC110 - others may be heard as well
                await asyncio.sleep(0)
        assert {scope: heard[scope] for scope in numbers} == numbers

    on(store, run)


def test_who_listens_to_a_database_that_is_away_is_told(store: Store) -> None:
    async def run(_database: Database) -> None:
        with pytest.raises(Unavailable):
            async with notices.listening("host=/nowhere", lambda _: None):
                raise AssertionError

    on(store, run)


def test_numbers_are_told_of_scopes_that_are_named_and_there(store: Store) -> None:
    async def run(database: Database) -> None:
        ada, bob = await newcomer(database), await newcomer(database)
        inboxes = [(who.account_id, who.inbox_id) for who in (ada, bob)]
        crossed = (ada.account_id, bob.inbox_id)
        found = await notices.current(database, [*inboxes, crossed, (0, uuid4())])
        assert found == dict.fromkeys(inboxes, 0)
        assert await notices.current(database, []) == {}
        seen = await notices.seen(database, ada.account_id)
        assert seen.keys() == {inboxes[0], (ada.account_id, ada.person_id)}

    on(store, run)
