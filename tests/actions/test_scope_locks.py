"""Locks for work in many scopes: all are taken before anything is written."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tasklark.actions import records, trash
from tasklark.domain.labels import LABEL
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tests.actions.people_at_work import Person, Town, in_town
from tests.conftest import Store


def deeds_of(ada: Person, task_id: UUID, label_id: UUID) -> dict[str, Any]:
    """Give what writes in many scopes at once, by name."""
    return {
        "empty": lambda: ada.does(trash.empty),
        "for good": lambda: ada.does(trash.delete_for_good, TASK, task_id),
        "rename": lambda: ada.changes(LABEL, label_id, name="renamed"),
        "delete": lambda: ada.deletes(LABEL, label_id),
    }


@pytest.mark.parametrize("deed", ["empty", "for good", "rename", "delete"])
def test_what_writes_in_many_scopes_holds_nothing_while_it_waits_for_the_first(
    store: Store, deed: str
) -> None:
    """Else it and a batch, which locks in the order of ids, could wait for each other."""

    async def story(town: Town) -> None:
        ada = await town.person()
        # Its id is before all others, and so everybody locks it first.
        first = UUID(int=uuid4().int >> 64)
        made = await ada.does(records.create, PROJECT, {"name": "First"}, first)
        task = await ada.task("bears it", project_id=made.record.id, labels=["errand"])
        gone = await ada.task("gone", project_id=made.record.id)
        label = await ada.makes(LABEL, name="errand")
        await ada.deletes(TASK, gone.id)
        deeds = deeds_of(ada, gone.id, label.id)
        with psycopg.connect(store.superuser) as holder:
            holder.execute("SELECT FROM tasklark.scopes WHERE id = %s FOR UPDATE", [first])
            doing = asyncio.ensure_future(deeds[deed]())
            while not town.run(_WAITS):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0)
            # What is locked already is passed over, and so there must be all.
            scopes = holder.execute(
                "SELECT id FROM tasklark.scopes WHERE owner_id = %s FOR UPDATE SKIP LOCKED",
                [ada.caller.account_id],
            ).fetchall()
            tasks = holder.execute(
                "SELECT id FROM tasklark.tasks WHERE owner_id = %s FOR UPDATE SKIP LOCKED",
                [ada.caller.account_id],
            ).fetchall()
            holder.rollback()
            await doing
        assert {row[0] for row in scopes} == {first, ada.caller.inbox_id, ada.caller.person_id}
        assert {row[0] for row in tasks} == {task.id, gone.id}

    in_town(store, story)


_WAITS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
