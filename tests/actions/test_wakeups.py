"""What wakes live streams: other processes, looks where these can't be heard, rights that end."""

import asyncio

import pytest

from tasklark.actions import wakeups
from tasklark.actions.live import Hub
from tasklark.domain.errors import Forbidden, TokenInvalid, Unavailable
from tasklark.storage.engine import Database
from tests.actions.town import NOWHERE, Town, in_town, kept_up, told, until, watching
from tests.conftest import Store


def test_two_processes_on_one_database_hear_each_other(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        async with (
            kept_up(town.database, store.app) as one,
            kept_up(town.database, store.app) as other,
            watching(other, ada) as events,
        ):
            await until(lambda: len(town.listeners()) == 1)
            began = asyncio.get_running_loop().time()
            numbers = town.move(ada.inbox)
            one.announce(numbers)
            await told(events, ada.inbox, numbers[ada.inbox])
            assert asyncio.get_running_loop().time() - began < wakeups.LOOK_SECONDS

    in_town(store, story)


def test_while_no_stream_is_open_no_connection_listens(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "_LINGER_SECONDS", 0.0)
    monkeypatch.setattr(wakeups, "LOOK_HEARING_SECONDS", 0.02)

    async def story(town: Town) -> None:
        ada = await town.person()
        async with kept_up(town.database, store.app) as hub:
            assert town.listeners() == []
            async with watching(hub, ada):
                await until(lambda: len(town.listeners()) == 1)
            await until(lambda: town.listeners() == [])

    in_town(store, story)


def test_what_changed_while_nobody_listened_arrives_when_the_connection_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the look after the return may find it.
    monkeypatch.setattr(wakeups, "LOOK_SECONDS", 1_000.0)
    monkeypatch.setattr(wakeups, "LOOK_HEARING_SECONDS", 1_000.0)

    async def story(town: Town) -> None:
        ada = await town.person()
        async with kept_up(town.database, store.app) as hub, watching(hub, ada) as events:
            for _ in range(2):
                await until(lambda: len(town.listeners()) == 1)
                town.run("SELECT pg_terminate_backend(%s)", *town.listeners())
                numbers = town.move(ada.inbox)
                await told(events, ada.inbox, numbers[ada.inbox])

    in_town(store, story)


@pytest.mark.parametrize("hears", [False, True], ids=["deaf", "word lost"])
def test_a_process_that_hears_nothing_looks_by_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch, hears: bool
) -> None:
    monkeypatch.setattr(wakeups, "LOOK_HEARING_SECONDS" if hears else "LOOK_SECONDS", 0.05)

    async def story(town: Town) -> None:
        ada = await town.person()
        direct = store.app if hears else NOWHERE
        async with kept_up(town.database, direct) as hub, watching(hub, ada) as events:
            for _ in range(3):
                numbers = town.move(ada.inbox)
                await told(events, ada.inbox, numbers[ada.inbox])

    in_town(store, story)


def test_a_right_that_was_taken_away_ends_also_when_no_word_came(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "LOOK_SECONDS", 0.05)

    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        town.share(bob.inbox, ada)
        async with kept_up(town.database, NOWHERE) as hub, watching(hub, ada) as events:
            town.unshare(bob.inbox, ada)
            town.move(ada.space)
            while (event := await anext(events)).name != "gone":
                pass
            assert event.data == {"scopes": [str(bob.inbox[1])]}

    in_town(store, story)


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (TokenInvalid(), "token.invalid"),
        (Forbidden("This account is disabled", code="account.disabled"), "account.disabled"),
    ],
    ids=["revoked", "disabled"],
)
def test_a_caller_who_is_let_in_no_more_is_told_so_within_a_second(
    store: Store, refusal: Exception, reason: str
) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        async with (
            kept_up(town.database, NOWHERE) as hub,
            watching(hub, ada) as events,
            watching(hub, bob) as others,
        ):
            ada.refusal = refusal
            async with asyncio.timeout(1):
                assert await anext(events) == ("end", {"reason": reason})
            assert not [event async for event in events]
            hub.announce({bob.inbox: 5})
            await told(others, bob.inbox, 5)

    in_town(store, story)


def test_what_could_not_be_told_is_told_when_the_database_is_back(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        away = Database(f"{NOWHERE} user=nobody", 1)
        hub = Hub(away)
        hub.announce({ada.inbox: 4})
        with pytest.raises(Unavailable):
            await wakeups._tell(hub)
        assert hub.take_untold() == {ada.inbox: 4}

    in_town(store, story)
