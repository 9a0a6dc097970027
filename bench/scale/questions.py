"""What is asked over HTTP, and for each the plainest SQL that gives the same rows as JSON."""

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench.cluster import Cluster
from bench.population import Population
from bench.scale import client
from bench.scale.client import Request
from bench.scale.filling import ABSENT, COMMON, FRIEND, HEAVY, RARE
from tasklark.domain.sync import Cursor
from tasklark.storage.tasks import FIELDS

PAGE = 50
DELTA = 500


@dataclass(frozen=True)
class Scene:
    """Who asks in a filled instance, and what of theirs is asked for."""

    heavy_token: str
    friend_token: str
    values: dict[str, Any] = field(default_factory=dict)
    """For the plain SQL: who asks and what for, by name."""
    toggled: tuple[UUID, ...] = ()
    cursor: str = ""
    """The heavy user's Inbox, as of `DELTA` changes ago."""


@dataclass(frozen=True)
class Question:
    """Something to ask, with its floor if it has one."""

    name: str
    asked: Request
    floor: str | None = None


def scene(cluster: Cluster, database: str, population: Population) -> Scene:
    """Look up who and what is in a filled instance."""
    with cluster.connect(database) as connection:
        ((heavy, inbox, friend),) = connection.execute(PEOPLE, _names(population)).fetchall()
        who = {"heavy": heavy, "friend": friend, "inbox": inbox}
        ((shared, number, mark, latest),) = connection.execute(PLACES, who).fetchall()
        toggled = connection.execute(
            "SELECT id FROM tasklark.tasks WHERE owner_id = %s AND NOT completed LIMIT 2000",
            (heavy,),
        ).fetchall()
    return Scene(
        heavy_token=population.token(HEAVY),
        friend_token=population.token(FRIEND),
        values={
            "heavy": heavy, "friend": friend, "inbox": inbox, "shared": shared, "number": number,
            "user_id": population.subject(HEAVY), "rows": PAGE, "delta": DELTA,
            "rare": f"%{RARE}%", "common": f"%{COMMON}%", "absent": f"%{ABSENT}%",
            "begun": f"%{RARE[:6]}%", "words": f"%{COMMON}%",
        },
        toggled=tuple(row[0] for row in toggled),
        cursor=str(Cursor(latest - min(DELTA, latest), mark or 0, int(time.time()))),
    )  # fmt: skip


def questions(scene: Scene, *, has_search: bool) -> Iterator[Question]:
    """Yield all questions; those that write come last."""
    yield from _lists(scene)
    yield from _filters(scene)
    yield from _searches(scene) if has_search else ()
    yield from _pulls(scene)
    yield from _writes(scene)


def _lists(scene: Scene) -> Iterator[Question]:
    pending = {"status": "pending", "sort": "due_date", "limit": PAGE}
    open_by_due = _plain("NOT t.completed")
    yield Question("page of 50, pending by due date", _get(scene, pending), open_by_due)
    in_zone = {**pending, "time_zone": "Europe/Berlin"}
    yield Question("the same, in a time zone", _get(scene, in_zone), open_by_due)
    newest = {"sort": "created", "limit": PAGE}
    yield Question("page of 50, newest", _get(scene, newest), _plain("true", "t.created_at DESC"))
    shared = {"project_id": scene.values["shared"], "sort": "position", "limit": PAGE}
    plain = _plain("t.project_id = %(shared)s", "t.position", owner="friend")
    yield Question("page of 50 of a shared project, by a member", _get(scene, shared), plain)
    asked = _get(scene, shared, scene.friend_token)
    yield Question("page of 50 of a shared project, by its owner", asked, plain)


def _filters(scene: Scene) -> Iterator[Question]:
    def filtered(text: str) -> Request:
        return _get(scene, {"filter": text, "sort": "due_date", "limit": PAGE})

    labelled = "NOT t.completed AND 'errand' = ANY (t.labels) AND t.priority = 'high'"
    yield Question("filter: @errand & p1", filtered("@errand & p1"), _plain(labelled))
    until_today = f"NOT t.completed AND t.due_sort_at < {TOMORROW}"
    yield Question("filter: today | overdue", filtered("today | overdue"), _plain(until_today))
    worded = "NOT t.completed AND (t.title ILIKE %(words)s OR t.description ILIKE %(words)s)"
    yield Question(f"filter: search: {COMMON}", filtered(f"search: {COMMON}"), _plain(worded))
    today = f"{until_today} AND t.due_sort_at >= {TODAY}"
    whole = _plain(today, "t.created_at DESC", limit="ALL")
    yield Question("today's view, whole", _get(scene, {"filter": "today"}), whole)


def _searches(scene: Scene) -> Iterator[Question]:
    for article, kind, text in (
        ("a", "rare", RARE), ("a", "common", COMMON), ("an", "absent", ABSENT),
        ("a", "begun", RARE[:6]),
    ):  # fmt: skip
        path = f"/api/search?{urlencode({'q': text})}"
        asked = _always(client.request("GET", path, scene.heavy_token))
        plain = _plain(f"(t.title ILIKE %({kind})s OR t.description ILIKE %({kind})s)")
        yield Question(f"search: {article} {kind} word", asked, plain)


def _pulls(scene: Scene) -> Iterator[Question]:
    inbox = str(scene.values["inbox"])
    for name, cursor, plain in (
        ("delta of 500 rows", scene.cursor, NEWS),
        ("first 500 rows of a first load", None, _plain("t.project_id = %(inbox)s"
         " AND NOT t.completed", "t.position", limit="%(delta)s")),
    ):  # fmt: skip
        body = json.dumps({"scopes": {inbox: cursor}, "limit": DELTA}).encode()
        asked = client.request("POST", "/api/sync/pull", scene.heavy_token, body)
        yield Question(name, _always(asked), plain)


def _writes(scene: Scene) -> Iterator[Question]:
    body = json.dumps(
        {"title": "Buy oat milk and bread", "priority": "medium", "due_date": "2030-02-10"}
    ).encode()
    made = client.request("POST", "/api/tasks", scene.heavy_token, body)
    yield Question("create", _always(made))
    turns = itertools.cycle(
        [
            client.request("PATCH", f"/api/tasks/{task_id}/complete", scene.heavy_token)
            for task_id in scene.toggled
        ]
    )
    yield Question("toggle", turns.__next__)


def _get(scene: Scene, query: dict[str, Any], token: str = "") -> Request:
    path = f"/api/tasks?{urlencode(query)}"
    return _always(client.request("GET", path, token or scene.heavy_token))


def _always(sent: bytes) -> Request:
    return lambda: sent


def _plain(
    where: str, order: str = "t.due_sort_at", *, owner: str = "heavy", limit: str = "%(rows)s"
) -> str:
    return (
        f"SELECT row_to_json(j)::text FROM (SELECT {_FIELDS} FROM tasklark.tasks t"
        f" WHERE t.owner_id = %({owner})s AND t.deleted_at IS NULL AND {where}"
        f" ORDER BY {order}, t.id LIMIT {limit}) j"
    )


def _names(population: Population) -> dict[str, str]:
    return {"heavy": population.subject(HEAVY), "friend": population.subject(FRIEND)}


TODAY = "date_trunc('day', now(), 'UTC')"
TOMORROW = f"{TODAY} + interval '1 day'"
_FIELDS = FIELDS.replace("$2::text", "%(user_id)s::text")
NEWS = f"""
SELECT row_to_json(j)::text FROM (
    SELECT {_FIELDS} FROM tasklark.changes c
    JOIN tasklark.tasks t ON t.owner_id = c.owner_id AND t.id = c.record_id
    WHERE c.owner_id = %(heavy)s AND c.scope_id = %(inbox)s AND c.number > %(number)s
    ORDER BY c.number LIMIT %(delta)s
) j
"""
PEOPLE = """
SELECT h.id, h.inbox_id, f.id FROM tasklark.accounts h, tasklark.accounts f
WHERE h.user_id = %(heavy)s AND f.user_id = %(friend)s
"""
PLACES = f"""
SELECT
    (SELECT id FROM tasklark.projects WHERE owner_id = %(friend)s AND name = 'Shared'),
    s.change_number - {DELTA},
    (SELECT (extract(epoch FROM max(c.changed_at)) * 1000000)::bigint FROM tasklark.changes c
        WHERE c.owner_id = s.owner_id AND c.scope_id = s.id
            AND c.number = s.change_number - {DELTA}),
    s.change_number
FROM tasklark.scopes s WHERE s.owner_id = %(heavy)s AND s.id = %(inbox)s
"""
