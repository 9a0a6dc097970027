"""Calendar collections: which there are, who may do what with them, and what is kept there."""

import asyncio

import pytest

from tasklark.actions import calendars, records, trash
from tasklark.actions.calendar_sites import UidTaken
from tasklark.actions.calendars import Collection, NewCollection, Resource
from tasklark.domain.access import Role
from tasklark.domain.errors import Conflict, Forbidden, Invalid, NotFound
from tasklark.domain.preferences import FILTER, SETTINGS
from tasklark.domain.projects import PROJECT
from tests.actions.neighbours import Street, on_street
from tests.actions.programs import Program, program
from tests.conftest import Store

ADMIN, EDITOR, VIEWER = Role.ADMIN, Role.EDITOR, Role.VIEWER


async def home(street: Street, who: str) -> dict[str, Collection]:
    found = await calendars.home(street.door(who))
    return {each.name: each for each in found}


def test_a_home_shows_what_its_person_sees(store: Store) -> None:
    async def story(street: Street) -> None:
        shared = str(street.project_id)
        mine, theirs = await home(street, "owner"), await home(street, VIEWER)
        assert len(mine) == 2  # the Inbox and the shared project
        assert (mine[shared].role, mine[shared].owner_name) == (Role.OWNER, None)
        assert (theirs[shared].role, theirs[shared].owner_name) == (Role.VIEWER, "Ada")
        assert mine[shared].owner_id == theirs[shared].owner_id
        assert [each.is_inbox for each in mine.values()] == [True, False]
        assert shared not in await home(street, "stranger")
        await street.act("owner", records.change, PROJECT, street.project_id, {"archived": True})
        assert shared not in await home(street, "owner")
        with pytest.raises(NotFound):
            await (await program(street)).collection()

    on_street(store, story, VIEWER)


def test_a_collection_has_the_name_that_its_maker_chose(store: Store) -> None:
    async def story(street: Street) -> None:
        wanted = NewCollection({"name": "Errands", "color": "red"}, properties={"{x:}a": "<a/>"})
        await street.act("owner", calendars.make, "errands", wanted)
        found = await calendars.collection(street.door("owner"), "errands")
        assert (found.display_name, found.color, found.role) == ("Errands", "red", Role.OWNER)
        assert found.properties == {"{x:}a": "<a/>"}
        assert found.components == {"VTODO"}
        assert (await calendars.collection(street.door("owner"), str(found.id))).id == found.id
        for taken in ("errands", str(found.id)):
            with pytest.raises(Conflict) as refused:
                await street.act("owner", calendars.make, taken, NewCollection())
            assert refused.value.code == "calendar.exists"
        await street.act("owner", calendars.remove, "errands")
        assert "errands" not in await home(street, "owner")
        await street.act("owner", calendars.make, "errands", NewCollection())
        again = await calendars.collection(street.door("owner"), "errands")
        assert again.id != found.id
        await street.act("owner", trash.restore, PROJECT, found.id)
        assert {"errands", str(found.id)} <= (await home(street, "owner")).keys()

    on_street(store, story)


def test_two_that_make_one_name_at_once_make_one_collection(store: Store) -> None:
    async def story(street: Street) -> None:
        at_once = [street.act("owner", calendars.make, "same", NewCollection()) for _ in range(3)]
        found = await asyncio.gather(*at_once, return_exceptions=True)
        assert [type(each) for each in found].count(Conflict) == 2

    on_street(store, story)


def test_what_holds_no_tasks_is_shown_to_programs_only(store: Store) -> None:
    async def story(street: Street) -> None:
        wanted = NewCollection(components=frozenset({"VEVENT", "VJOURNAL"}))
        await street.act("owner", calendars.make, "events", wanted)
        events = Program(street, "owner", "events")
        project = await street.record("owner", "owner", PROJECT, (await events.collection()).id)
        assert project.archived
        stored = await events.put("e.ics", component="VEVENT", text="EVENT")
        seen = await events.one("e.ics")
        assert (seen.base, seen.etag, seen.is_exact) == ("EVENT", stored.etag, True)
        at = (await events.news()).cursor
        assert (await events.put("e.ics", component="VEVENT", text="EVENT")).etag == stored.etag
        assert (await events.news(at)).objects == []
        await events.put("e.ics", component="VEVENT", text="OTHER")
        assert [each.name for each in (await events.news(at)).objects] == ["e.ics"]
        with pytest.raises(UidTaken):
            await events.put("f.ics", uid="e", component="VEVENT")
        await events.delete("e.ics")
        news = await events.news(at)
        assert (news.objects, news.gone) == ([], ["e.ics"])
        with pytest.raises(Invalid):
            await street.act(
                "owner", calendars.make, "x", NewCollection(components=frozenset({"VCARD"}))
            )

    on_street(store, story)


def test_roles_hold_for_collections(store: Store) -> None:
    async def story(street: Street) -> None:
        shared = Resource(street.project_id)
        for who, allowed in ((VIEWER, False), (EDITOR, False), (ADMIN, True), ("owner", True)):
            change = street.act(
                who, calendars.set_properties, shared, {"name": f"By {who}"}, {"{x:}a": "<b/>"}
            )
            if allowed:
                await change
                assert (await home(street, who))[str(shared.id)].properties == {"{x:}a": "<b/>"}
                continue
            with pytest.raises(Forbidden):
                await change
            assert (await home(street, who))[str(shared.id)].properties == {}
        # What one keeps there is one's own.
        await street.act(VIEWER, calendars.set_properties, shared, {}, {"{x:}c": "<c/>"})
        seen = {
            who: (await home(street, who))[str(shared.id)].properties for who in (VIEWER, ADMIN)
        }
        assert seen == {VIEWER: {"{x:}c": "<c/>"}, ADMIN: {"{x:}a": "<b/>"}}
        with pytest.raises(Forbidden):
            await street.act(ADMIN, calendars.remove, str(shared.id))
        inbox = str(street.people["owner"].inbox_id)
        with pytest.raises(Conflict) as refused:
            await street.act("owner", calendars.remove, inbox)
        assert refused.value.code == "inbox.stays"
        await street.act("owner", calendars.remove, str(shared.id))
        assert str(shared.id) not in await home(street, VIEWER)

    on_street(store, story, ADMIN, EDITOR, VIEWER)


def test_properties_are_kept_at_anything(store: Store) -> None:
    async def story(street: Street) -> None:
        person = Resource(street.people["owner"].person_id, "home")
        inner = Resource(street.project_id, "a.ics")
        for place in (person, inner):
            await street.act("owner", calendars.set_properties, place, {}, {"{x:}a": "<a/>"})
        kept = await calendars.properties(street.door("owner"), [person.id, inner.id])
        assert kept == {person: {"{x:}a": "<a/>"}, inner: {"{x:}a": "<a/>"}}
        await street.act("owner", calendars.set_properties, inner, {}, {"{x:}a": None})
        assert list(await calendars.properties(street.door("owner"), [inner.id])) == []

    on_street(store, story)


def test_saved_filters_are_collections_that_are_only_read(store: Store) -> None:
    async def story(street: Street) -> None:
        await street.task("owner", title="Urgent", priority="high")
        await street.task("owner", title="Idle", priority="low")
        made = await street.act("owner", records.create, FILTER, {"name": "Now", "query": "p1"})
        name = f"filter-{made.record.id}"
        assert name not in await home(street, "owner")
        settings = street.people["owner"].person_id
        extras = {"extras": {"calendar_filters": True}}
        await street.act("owner", records.change, SETTINGS, settings, extras)
        assert list(await home(street, "owner"))[-1] == name
        shown = Program(street, "owner", name)
        found = await shown.collection()
        assert (found.role, found.cursor, found.is_filter) == (Role.VIEWER, None, True)
        (only,) = (await shown.there()).values()
        assert only.meaning is not None
        assert (only.meaning.title, only.name) == ("Urgent", f"{only.id}.ics")
        with pytest.raises(Forbidden):
            await shown.put(only.name)
        with pytest.raises(Forbidden):
            await shown.delete(only.name)
        with pytest.raises(NotFound):
            await calendars.collection(street.door("stranger"), name)

    on_street(store, story)
