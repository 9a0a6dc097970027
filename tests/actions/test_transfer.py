"""A new owner: every row bears the new key, nothing is lost, and who gave it stays as an admin."""

# ruff: noqa: S608 - statements are built from names of the catalog

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tasklark.actions import (
    calendar_moves,
    calendar_puts,
    project_invitations,
    records,
    sharing,
    sites,
)
from tasklark.actions.calendar_moves import Place
from tasklark.actions.calendar_sites import Sent
from tasklark.actions.unit_of_work import Work
from tasklark.domain import nouns
from tasklark.domain.access import Operation, Role
from tasklark.domain.calendar_objects import Alarm, Index, Meaning
from tasklark.domain.comments import COMMENT
from tasklark.domain.errors import Forbidden, NotFound, TasklarkError
from tasklark.domain.occurrences import OCCURRENCE, Fate
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.storage import records as stored
from tests.actions.neighbours import Street, on_street
from tests.conftest import Store

EDITOR, VIEWER = Role.EDITOR, Role.VIEWER
_TABLES = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = %s AND NOT a.attisdropped
JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = 'owner_id'
WHERE c.relnamespace = 'tasklark'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""


def rows(store: Store, project_id: UUID) -> dict[str, list[tuple[int, Any]]]:
    """Return the owner and the rest of each row of a project, by table, as they really are."""
    with psycopg.connect(store.superuser) as connection:
        found = {}
        for column in ("project_id", "scope_id"):
            for (table,) in connection.execute(_TABLES, [column]).fetchall():
                query = (
                    "SELECT owner_id, to_jsonb(t) - 'owner_id' - 'role' - 'updated_at'"
                    " - 'updated_text'"
                    f" FROM tasklark.{table} t WHERE {column} = %s"
                    " ORDER BY to_jsonb(t) ->> 'id', (to_jsonb(t) ->> 'number')::bigint, 2"
                )
                found[table] = connection.execute(query.encode(), [project_id]).fetchall()
        return found


async def give(street: Street) -> None:
    """Have the owner give the project to its editor."""
    heir = street.people["editor"].person_id
    await street.act("owner", sharing.transfer, street.project_id, heir)


async def furnish(street: Street, store: Store) -> UUID:
    """Put one of everything into the shared project; return the task."""
    task = await street.task("owner")
    for noun, fields in (
        (SECTION, {"project_id": str(street.project_id), "name": "Beds"}),
        (COMMENT, {"task_id": str(task), "body": "deep"}),
        (REMINDER, {"task_id": str(task), "minutes_before": 5}),
    ):
        await street.act("editor", records.create, noun, fields)
    await street.invite()
    await street.act("editor", _occur, street.project_id, task)
    await _put_in_calendars(street, store, task)
    return task


async def _put_in_calendars(street: Street, store: Store, task_id: UUID) -> None:
    """Have the editor's calendar program put the task, with an alarm, and an event."""
    owner, where = street.people["owner"], str(street.project_id)
    holds_both = "INSERT INTO tasklark.calendar_collections VALUES (%s, %s, %s, NULL, %s)"
    with psycopg.connect(store.superuser) as connection:
        both = [owner.account_id, street.project_id, owner.person_id, ["VTODO", "VEVENT"]]
        connection.execute(holds_both, both)
    alarm = Alarm(0, "rings", {"at": "2026-05-01T09:00:00"})
    told = Sent("text", str(task_id), "VTODO", Meaning("Dig"), Index("VTODO"), (alarm,))
    await street.act("editor", calendar_puts.put, where, f"{task_id}.ics", told)
    names = Place(where, f"{task_id}.ics"), Place(where, "dig.ics")
    await street.act("editor", calendar_moves.move, *names, overwrite=False)
    event = Sent("text", "event", "VEVENT", None, Index("VEVENT"))
    await street.act("editor", calendar_puts.put, where, "event.ics", event)


async def _occur(work: Work, project_id: UUID, task_id: UUID) -> None:
    at, of_task = datetime.now(UTC), {"project_id": project_id, "task_id": task_id}
    slot = {"slot": "2026-05-01", "fate": Fate.DONE}
    found = await sites.of_record(work, TASK, task_id, Operation.WRITE_TASKS)
    work.write(
        stored.insert(
            OCCURRENCE,
            found.site.owner_id,
            nouns.made(OCCURRENCE, uuid4(), {**of_task, **slot}, at),
        )
    )


def test_a_project_changes_hands_whole(store: Store) -> None:
    async def story(street: Street) -> None:
        task = await furnish(street, store)
        old, new = street.people["owner"].account_id, street.people["editor"].account_id
        before = rows(store, street.project_id)
        assert {len(found) > 0 for found in before.values()} == {True}
        await give(street)
        after = rows(store, street.project_id)
        for table, kept in before.items():
            assert {owner for owner, _ in kept} == {old}
            assert {owner for owner, _ in after[table]} == {new}
            assert [row for _, row in kept] == [row for _, row in after[table]][: len(kept)]
        await street.act("owner", records.change, TASK, task, {"title": "still an admin"})
        await street.act("editor", records.change, TASK, task, {"title": "now the owner"})
        found = await street.act("viewer", sharing.members, street.project_id)
        roles = {member.id: member.role for member in found}
        assert roles[street.people["owner"].person_id] is Role.ADMIN
        assert roles[street.people["editor"].person_id] is Role.OWNER

    on_street(store, story, EDITOR, VIEWER)


def test_giving_a_project_away_is_told_to_everybody_in_it(store: Store) -> None:
    async def story(street: Street) -> None:
        secret = await street.invite(role="viewer")
        street.moved.clear()
        await give(street)
        people = [street.people[who] for who in ("owner", "editor", "viewer")]
        spaces = {(person.account_id, person.person_id) for person in people}
        new = street.people["editor"].account_id
        assert set(street.moved) == {(new, street.project_id), *spaces}
        log = await street.log("viewer", "editor", street.project_id)
        roles = {entry for entry in log if entry[1] == "role"}
        assert roles == {
            ("member", "role", "owner", "admin"),
            ("member", "role", "editor", "owner"),
        }
        assert len(log) == await street.number("editor", street.project_id)
        own = await street.log("owner", "owner", street.people["owner"].person_id)
        assert ("placement", "role", "owner", "admin") in own
        await street.act("stranger", project_invitations.join, secret)

    on_street(store, story, EDITOR, VIEWER)


def test_what_is_nested_in_a_project_given_away_moves_a_step_out(store: Store) -> None:
    async def story(street: Street) -> None:
        outer = await street.project("owner", name="Outside")
        inner = await street.project("owner", name="Bed", parent_id=str(street.project_id))
        above = {"parent_id": str(outer)}
        await street.act("owner", records.change, PROJECT, street.project_id, above)
        await give(street)
        given = await street.record("editor", "editor", PROJECT, street.project_id)
        assert given.parent_id is None
        left = await street.record("owner", "owner", PROJECT, inner)
        assert left.parent_id == outer
        log = await street.log("owner", "owner", inner)
        assert log[-1] == ("project", "parent_id", str(street.project_id), str(outer))

    on_street(store, story, EDITOR)


def test_only_the_owner_gives_a_project_away_and_only_to_another_member(store: Store) -> None:
    async def story(street: Street) -> None:
        people = street.people
        attempts = (
            ("admin", street.project_id, people["admin"].person_id, Forbidden),
            ("stranger", street.project_id, people["stranger"].person_id, NotFound),
            ("owner", street.project_id, people["stranger"].person_id, NotFound),
            ("owner", street.project_id, people["owner"].person_id, TasklarkError),
            ("owner", people["owner"].inbox_id, people["owner"].person_id, TasklarkError),
        )
        for who, project_id, person_id, refusal in attempts:
            with pytest.raises(refusal):
                await street.act(who, sharing.transfer, project_id, person_id)

    on_street(store, story, Role.ADMIN)
