"""A calendar program at the actions' door: what it puts says what it is told to, in any text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasklark.actions import calendar_changes, calendar_moves, calendar_objects, calendar_puts
from tasklark.actions import calendars as collections
from tasklark.actions.calendar_changes import Changes
from tasklark.actions.calendar_moves import Place
from tasklark.actions.calendar_objects import Object, Part
from tasklark.actions.calendar_sites import ALWAYS, Condition, Sent, Stored
from tasklark.actions.calendars import Collection
from tasklark.domain.calendar_objects import Alarm, Index, Meaning
from tasklark.domain.sync import Cursor
from tests.actions.neighbours import Street

FIRST = Condition(none_match=("*",))


@dataclass
class Program:
    """A program of one person, on one collection."""

    street: Street
    who: str
    name: str

    async def collection(self) -> Collection:
        return await collections.collection(self.street.door(self.who), self.name)

    async def put(
        self,
        name: str,
        title: str = "Rake",
        condition: Condition = ALWAYS,
        **said: Any,
    ) -> Stored:
        sent = sent_of(name, title, **said)
        return await self.street.act(self.who, calendar_puts.put, self.name, name, sent, condition)

    async def delete(self, name: str, condition: Condition = ALWAYS) -> None:
        place = Place(self.name, name)
        await self.street.act(self.who, calendar_moves.delete, place, condition)

    async def move(self, name: str, to: "Program", as_name: str, **how: Any) -> bool:
        source, target = Place(self.name, name), Place(to.name, as_name)
        how = {"overwrite": False, **how}
        return await self.street.act(self.who, calendar_moves.move, source, target, **how)

    async def there(self, part: Part = Part.TEXTS) -> Mapping[str, Object]:
        door, found = self.street.door(self.who), await self.collection()
        listed = await calendar_objects.entries(door, found, part=part)
        return {each.name: each for each in listed}

    async def one(self, name: str) -> Object:
        return await calendar_objects.entry(self.street.door(self.who), self.name, name)

    async def news(self, cursor: Cursor | None = None, limit: int = 100) -> Changes:
        door, found = self.street.door(self.who), await self.collection()
        return await calendar_changes.changes(door, found, cursor, limit)


def sent_of(
    name: str,
    title: str = "Rake",
    *,
    uid: str | None = None,
    text: str | None = None,
    alarms: tuple[Alarm, ...] = (),
    component: str = "VTODO",
    **said: Any,
) -> Sent:
    """Return what a program puts: a meaning, and a text that nobody reads."""
    uid = uid or name.removesuffix(".ics")
    meaning = Meaning(title, **said) if component == "VTODO" else None
    text = text or f"{component} {uid} {title} {sorted(said.items())}"
    return Sent(text, uid, component, meaning, Index(component), alarms)


async def program(street: Street, who: str = "owner") -> Program:
    """Return a program on the shared project."""
    return Program(street, who, str(street.project_id))


async def on_new(street: Street, who: str = "owner", **fields: Any) -> Program:
    """Return a program on a new project of somebody's own."""
    return Program(street, who, str(await street.project(who, **fields)))
