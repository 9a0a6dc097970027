"""Streams of changes: what each caller is told, what nobody is, and how many there may be."""

from uuid import UUID

import pytest

from tasklark.actions import live, streams
from tasklark.actions.live import Hub
from tasklark.domain.errors import TooManyRequests, Unavailable
from tasklark.storage import notices
from tasklark.storage.engine import Database
from tasklark.storage.notices import ScopeKey
from tests.actions.town import Town, in_town, told, watching
from tests.conftest import Store


def test_a_stream_begins_with_what_its_caller_may_see_and_nothing_else(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        numbers = town.move(ada.inbox, bob.inbox, eve.inbox)
        town.share(bob.inbox, ada)
        hub = Hub(town.database)
        with hub.stream(ada.caller, ada.identify) as stream:
            start = await anext(stream.events())
        assert start.name == "start"
        scopes = start.data["scopes"]
        assert isinstance(scopes, dict)
        seen = {str(scope[1]): numbers[scope] for scope in (ada.inbox, bob.inbox)}
        assert scopes.items() >= seen.items()
        assert scopes.keys() == seen.keys() | {str(ada.space[1])}

    in_town(store, story)


def test_what_is_announced_is_told_to_those_who_may_see_it_only(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            hub.announce(town.move(bob.inbox))
            hub.announce({ada.inbox: 7})
            assert await anext(events) == ("changed", {"scopes": {str(ada.inbox[1]): 7}})

    in_town(store, story)


def test_a_slow_reader_is_owed_the_newest_number_of_each_scope(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            for number in range(1, 5_000):
                hub.announce({ada.inbox: number})
            hub.announce({ada.inbox: 17})
            assert await anext(events) == ("changed", {"scopes": {str(ada.inbox[1]): 4_999}})

    in_town(store, story)


def test_a_project_that_is_shared_appears_and_one_that_is_taken_away_is_gone(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            numbers = town.move(bob.inbox)
            town.share(bob.inbox, ada)
            hub.announce(town.move(ada.space))
            event = await anext(events)
            assert event.data["scopes"] == {
                str(ada.space[1]): 1,
                str(bob.inbox[1]): numbers[bob.inbox],
            }
            town.unshare(bob.inbox, ada)
            # What is told between the loss and the look must not come through.
            hub.announce({**town.move(ada.space), **town.move(bob.inbox)})
            assert await anext(events) == ("changed", {"scopes": {str(ada.space[1]): 2}})
            assert await anext(events) == ("gone", {"scopes": [str(bob.inbox[1])]})
            hub.announce(town.move(bob.inbox))
            hub.announce({ada.inbox: 9})
            assert await anext(events) == ("changed", {"scopes": {str(ada.inbox[1]): 9}})
            assert bob.inbox not in hub.watched
        assert hub.watched == []

    in_town(store, story)


def test_what_moves_between_the_look_and_the_listening_is_not_missed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    seen = notices.seen

    async def story(town: Town) -> None:
        ada = await town.person()
        hub = Hub(town.database)

        async def seen_and_moved(database: Database, account_id: int) -> dict[ScopeKey, int]:
            looks.append(account_id)
            found = await seen(database, account_id)
            if len(looks) == 1:
                hub.announce(town.move(ada.inbox))  # nobody listens yet
            return found

        monkeypatch.setattr(notices, "seen", seen_and_moved)
        with hub.stream(ada.caller, ada.identify) as stream:
            start = await anext(stream.events())
        assert start.data["scopes"] == {str(ada.inbox[1]): 1, str(ada.space[1]): 0}

    in_town(store, story)


def test_while_nobody_knows_who_is_asking_nothing_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.01)

    async def story(town: Town) -> None:
        ada = await town.person()
        hub = Hub(town.database)
        with hub.stream(ada.caller, ada.identify) as stream:
            events = stream.events()
            await anext(events)
            ada.refusal = Unavailable()
            await stream.check()
            hub.announce({ada.inbox: 3})
            assert [(await anext(events)).name for _ in range(5)] == ["beat"] * 5
            ada.refusal = None
            await stream.check()
            await told(events, ada.inbox, 3)

    in_town(store, story)


def test_a_silent_stream_says_that_it_lives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.01)

    async def story(town: Town) -> None:
        hub = Hub(town.database)
        async with watching(hub, await town.person()) as events:
            assert [(await anext(events)).name for _ in range(3)] == ["beat"] * 3

    in_town(store, story)


def test_an_account_and_a_process_have_so_many_streams_and_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAMS_OF_ACCOUNT_MAX", 2)

    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        hub = Hub(town.database, places=3)
        with hub.stream(ada.caller, ada.identify), hub.stream(ada.caller, ada.identify):
            with pytest.raises(TooManyRequests, match="2 live streams"):
                hub.stream(ada.caller, ada.identify).__enter__()
            with hub.stream(bob.caller, bob.identify), pytest.raises(Unavailable):
                hub.stream(bob.caller, bob.identify).__enter__()
        with hub.stream(ada.caller, ada.identify):
            assert len(hub.streams) == 1

    in_town(store, story)


def test_when_the_hub_closes_streams_end_and_none_begins(store: Store) -> None:
    async def story(town: Town) -> None:
        ada = await town.person()
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            hub.close()
            assert [event async for event in events] == [("end", {"reason": "server.stopping"})]
        with pytest.raises(Unavailable):
            hub.stream(ada.caller, ada.identify).__enter__()

    in_town(store, story)


def test_a_process_bounds_what_it_is_still_to_tell(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "UNTOLD_MAX", 3)

    async def story(town: Town) -> None:
        hub = Hub(town.database)
        hub.announce({(1, UUID(int=n)): 1 for n in range(10)})
        hub.announce({(1, UUID(int=1)): 2})
        assert hub.take_untold() == {(1, UUID(int=0)): 1, (1, UUID(int=1)): 2, (1, UUID(int=2)): 1}

    in_town(store, story)
