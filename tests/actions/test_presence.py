"""Who looks at a project: told to the others who may see it, by every process, and kept nowhere."""

import pytest

from tasklark.actions import live, streams, wakeups
from tasklark.actions.live import Hub
from tasklark.domain.errors import Unavailable
from tasklark.storage.engine import Database
from tests.actions.town import NOWHERE, Person, Town, in_town, kept_up, until, watching
from tests.conftest import Store


def here(where: Person, who: Person) -> tuple[str, dict[str, object]]:
    """Return the event which says that somebody looks at somebody's Inbox."""
    return "present", {"scopes": {str(where.inbox[1]): [str(who.caller.person_id)]}}


def test_members_are_told_who_looks_and_nobody_else_is_nor_oneself(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        town.share(bob.inbox, ada)
        hub = Hub(town.database)
        async with (
            watching(hub, ada) as events,
            watching(hub, bob) as own,
            watching(hub, eve) as others,
        ):
            hub.show(bob.inbox, bob.caller.person_id)
            assert await anext(events) == here(bob, bob)
            hub.show(bob.inbox, ada.caller.person_id)
            assert await anext(own) == here(bob, ada)
            hub.announce({eve.inbox: 9})
            assert (await anext(others)).name == "changed"

    in_town(store, story)


def test_a_slow_reader_is_told_everybody_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "GATHER_SECONDS", 0.0)

    async def story(town: Town) -> None:
        ada, bob, eve = [await town.person() for _ in range(3)]
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            for who in (bob, eve, bob, eve):
                hub.show(ada.inbox, who.caller.person_id)
            people = sorted(str(who.caller.person_id) for who in (bob, eve))
            assert await anext(events) == ("present", {"scopes": {str(ada.inbox[1]): people}})
            hub.announce({ada.inbox: 9})
            assert (await anext(events)).name == "changed"

    in_town(store, story)


def test_who_may_see_a_project_no_more_is_not_told_who_looks_at_it(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        town.share(bob.inbox, ada)
        hub = Hub(town.database)
        async with watching(hub, ada) as events:
            town.unshare(bob.inbox, ada)
            hub.show(bob.inbox, bob.caller.person_id)
            hub.announce(town.move(ada.space))
            assert [(await anext(events)).name for _ in range(2)] == ["changed", "gone"]
            hub.show(bob.inbox, bob.caller.person_id)
            hub.announce({ada.inbox: 9})
            assert (await anext(events)).name == "changed"

    in_town(store, story)


def test_two_processes_tell_each_other_who_looks(store: Store) -> None:
    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        town.share(bob.inbox, ada)
        async with (
            kept_up(town.database, store.app) as one,
            kept_up(town.database, store.app) as other,
            watching(other, ada) as events,
        ):
            await until(lambda: len(town.listeners()) == 1)
            one.show(bob.inbox, bob.caller.person_id)
            assert await anext(events) == here(bob, bob)

    in_town(store, story)


def test_what_could_not_be_told_of_who_looks_is_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "UNTOLD_MAX", 1)

    async def story(town: Town) -> None:
        ada, bob = await town.person(), await town.person()
        hub = Hub(Database(f"{NOWHERE} user=nobody", 1))
        for who in (ada, bob):
            hub.show(ada.inbox, who.caller.person_id)
        assert hub.take_shown() == {(ada.inbox, ada.caller.person_id)}
        hub.show(ada.inbox, bob.caller.person_id)
        with pytest.raises(Unavailable):
            await wakeups._tell(hub)
        assert hub.take_shown() == set()

    in_town(store, story)
