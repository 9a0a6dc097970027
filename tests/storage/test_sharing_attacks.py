"""Shared rows under attack: people of a project, and one who is in none, with any SQL at hand."""

# ruff: noqa: S608 - statements are built from names of ours, and this is an attack

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from tasklark.actions import records, sharing
from tasklark.actions.unit_of_work import Door, perform
from tasklark.domain.access import Caller, Role
from tasklark.domain.comments import COMMENT
from tasklark.domain.projects import PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.identity.opaque import digest, read_secret
from tasklark.storage.engine import Database
from tests.actions.neighbours import Street, street
from tests.conftest import Store
from tests.storage.residents import on

MEMBERS = (Role.VIEWER, Role.COMMENTER, Role.EDITOR, Role.ADMIN)
SHARED = ("scopes", "projects", "sections", "tasks", "comments", "members", "changes")


class Scene:
    """A street with something in its project, and its people inside the database."""

    def __init__(self, store: Store, found: Street, task: UUID, secret: str) -> None:
        self.store = store
        self.street = found
        self.task = task
        self.project = found.project_id
        self.owner = found.people["owner"].account_id
        self.secret = secret

    def who(self, name: str) -> Caller:
        return self.street.people[name]

    @contextmanager
    def inside(self, name: str) -> Iterator[psycopg.Connection]:
        """Give a connection of the app's role that runs for somebody; nothing of it stays."""
        with psycopg.connect(self.store.app) as connection:
            connection.execute(f"SET LOCAL tasklark.account_id = '{self.who(name).account_id}'")
            yield connection
            connection.rollback()

    def touched(self, name: str, sql: str, *params: object) -> int:
        """Return how many rows a statement of somebody's touched; 0 when it is refused."""
        with self.inside(name) as connection:
            try:
                return connection.execute(sql.encode(), params).rowcount
            except (errors.InsufficientPrivilege, errors.UniqueViolation):
                return 0

    def outcome(self, name: str, call: str, *params: object) -> Any:
        """Return the first value that a function gives somebody."""
        with self.inside(name) as connection:
            row = connection.execute(f"SELECT * FROM tasklark.{call}".encode(), params).fetchone()
            return row[0] if row else None

    def state(self) -> list[Any]:
        """Return who is in the project and with which role, in both of its tables."""
        with psycopg.connect(self.store.superuser) as connection:
            return [
                connection.execute(query.encode(), [self.project]).fetchall()
                for query in (
                    "SELECT * FROM tasklark.members WHERE project_id = %s ORDER BY id",
                    "SELECT * FROM tasklark.placements WHERE id = %s ORDER BY owner_id",
                )
            ]


@pytest.fixture(scope="module")
def scene(store: Store) -> Scene:
    async def build(database: Database) -> Scene:
        found = await street(database, *MEMBERS)
        task = await found.task("owner")
        for noun, fields in (
            (SECTION, {"project_id": str(found.project_id), "name": "Beds"}),
            (COMMENT, {"task_id": str(task), "body": "deep"}),
            (REMINDER, {"task_id": str(task), "minutes_before": 10}),
        ):
            await found.act("owner", records.create, noun, fields)
        return Scene(store, found, task, await found.invite(role="admin"))

    return on(store, build)


def test_a_viewer_sees_all_of_the_project_and_the_stranger_nothing(scene: Scene) -> None:
    for table in SHARED:
        query = f"SELECT FROM tasklark.{table} WHERE owner_id = %s"
        assert scene.touched("viewer", query, scene.owner) > 0, table
        assert scene.touched("stranger", query, scene.owner) == 0, table
    invited = "SELECT FROM tasklark.project_invitations WHERE owner_id = %s"
    for name, sees in (("stranger", 0), ("viewer", 0), ("editor", 0), ("admin", 1), ("owner", 1)):
        assert (scene.touched(name, invited, scene.owner) > 0) == bool(sees)


def test_nobody_sees_the_owners_other_rows(scene: Scene) -> None:
    for name in (*MEMBERS, "stranger"):
        for sql, params in (
            ("SELECT FROM tasklark.accounts WHERE id = %s", [scene.owner]),
            ("SELECT FROM tasklark.placements WHERE owner_id = %s", [scene.owner]),
            ("SELECT FROM tasklark.settings WHERE owner_id = %s", [scene.owner]),
            (
                "SELECT FROM tasklark.projects WHERE owner_id = %s AND id = %s",
                [scene.owner, scene.who("owner").inbox_id],
            ),
            (
                "SELECT FROM tasklark.scopes WHERE owner_id = %s AND id = %s",
                [scene.owner, scene.who("owner").person_id],
            ),
        ):
            assert scene.touched(name, sql, *params) == 0


WRITES = {
    "UPDATE tasklark.tasks SET title = 'x' WHERE owner_id = %(owner)s": "editor",
    "DELETE FROM tasklark.tasks WHERE owner_id = %(owner)s": "editor",
    "INSERT INTO tasklark.tasks (owner_id, id, project_id, position, title, title_key, completed,"
    " due_sort_at, links, created_at, updated_at) VALUES (%(owner)s, gen_random_uuid(),"
    " %(project)s, 'a0', 'x', 'x', false, 'infinity', '[]', now(), now())": "editor",
    "UPDATE tasklark.sections SET name = 'x' WHERE owner_id = %(owner)s": "editor",
    "UPDATE tasklark.comments SET body = 'x' WHERE owner_id = %(owner)s": "owner",
    "UPDATE tasklark.comments SET deleted_at = now() WHERE owner_id = %(owner)s": "admin",
    "DELETE FROM tasklark.comments WHERE owner_id = %(owner)s": "admin",
    "INSERT INTO tasklark.comments (owner_id, id, created_at, updated_at, project_id, task_id,"
    " author_id, body, body_key) VALUES (%(owner)s, gen_random_uuid(), now(), now(), %(project)s,"
    " %(task)s, %(person)s, 'x', 'x')": "commenter",
    "INSERT INTO tasklark.comments (owner_id, id, created_at, updated_at, project_id, task_id,"
    " author_id, body, body_key) SELECT %(owner)s, gen_random_uuid(), now(), now(), %(project)s,"
    " %(task)s, author_id, 'forged', 'x' FROM tasklark.comments": "owner",
    "INSERT INTO tasklark.reminders (owner_id, id, created_at, updated_at, project_id, task_id,"
    " person_id, minutes_before) VALUES (%(owner)s, gen_random_uuid(), now(), now(), %(project)s,"
    " %(task)s, %(person)s, 5)": "viewer",
    "UPDATE tasklark.reminders SET minutes_before = 1 WHERE owner_id = %(owner)s": "owner",
    "DELETE FROM tasklark.reminders WHERE owner_id = %(owner)s": "editor",
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, actor_id,"
    " surface, changed_at) VALUES (%(owner)s, %(project)s, 999, 'title', 'task', %(task)s, %(me)s,"
    " 'rest', now())": "viewer",
    "INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, actor_id,"
    " surface, changed_at) VALUES (%(owner)s, %(project)s, 999, 'title', 'task', %(task)s,"
    " %(owner)s, 'rest', now())": "owner",
    "UPDATE tasklark.scopes SET change_number = change_number + 10000000"
    " WHERE owner_id = %(owner)s": "viewer",
    **{
        f"UPDATE tasklark.scopes SET change_number = {number} WHERE owner_id = %(owner)s": "nobody"
        for number in ("9223372036854775807", "change_number + 10000001", "change_number - 1")
    },
    "UPDATE tasklark.projects SET deleted_at = now() WHERE owner_id = %(owner)s"
    " AND id = %(project)s": "owner",
    "UPDATE tasklark.projects SET trashed_with = id WHERE owner_id = %(owner)s"
    " AND id = %(project)s": "owner",
    "UPDATE tasklark.projects SET name = 'x' WHERE owner_id = %(owner)s"
    " AND id = %(project)s": "admin",
}
"""A statement, and the lowest role that gets it done."""


@pytest.mark.parametrize("sql", WRITES, ids=lambda sql: " ".join(sql.split()[:3]))
def test_a_role_below_the_one_that_may_writes_nothing(scene: Scene, sql: str) -> None:
    lowest = WRITES[sql]
    for name in ("stranger", *MEMBERS, Role.OWNER):
        me = scene.who(name)
        params = {
            "owner": scene.owner,
            "project": scene.project,
            "task": scene.task,
            "me": me.account_id,
            "person": me.person_id,
        }
        with scene.inside(name) as connection:
            try:
                count = connection.execute(sql.encode(), params).rowcount
            except errors.InsufficientPrivilege:
                count = 0
        may = {name, lowest}.isdisjoint({"stranger", "nobody"}) and Role(name).includes(
            Role(lowest)
        )
        assert (count > 0) == may, name


FORGERIES = (
    "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at, project_owner_id,"
    " owner_user_id, role, position) VALUES (%(me)s, %(project)s, now(), now(), %(owner)s, 'x',"
    " 'owner', 'a0')",
    "INSERT INTO tasklark.members (owner_id, id, created_at, updated_at, project_id, account_id,"
    " role) VALUES (%(owner)s, %(person)s, now(), now(), %(project)s, %(me)s, 'owner')",
    "UPDATE tasklark.placements SET role = 'owner' WHERE owner_id = %(me)s",
    "UPDATE tasklark.placements SET project_owner_id = %(owner)s WHERE owner_id = %(me)s",
    "UPDATE tasklark.placements SET id = %(project)s WHERE owner_id = %(me)s",
    "UPDATE tasklark.members SET role = 'owner' WHERE owner_id = %(owner)s",
    "DELETE FROM tasklark.members WHERE owner_id = %(owner)s",
    "DELETE FROM tasklark.placements WHERE id = %(project)s",
    "UPDATE tasklark.tasks SET owner_id = %(me)s WHERE owner_id = %(owner)s",
    "UPDATE tasklark.directory SET owner_id = %(me)s WHERE owner_id = %(owner)s",
    "DELETE FROM tasklark.directory WHERE owner_id = %(owner)s",
    "INSERT INTO tasklark.project_invitations (owner_id, id, project_id, role, digest, created_by,"
    " created_at, expires_at) VALUES (%(owner)s, gen_random_uuid(), %(project)s, 'admin', '\\x00',"
    " %(person)s, now(), now())",
    "UPDATE tasklark.project_invitations SET role = 'admin' WHERE owner_id = %(owner)s",
    "UPDATE tasklark.changes SET actor_id = %(me)s WHERE owner_id = %(owner)s",
    "DELETE FROM tasklark.scopes WHERE owner_id = %(owner)s",
    "DELETE FROM tasklark.projects WHERE owner_id = %(owner)s",
    "SELECT tasklark.log_change(%(owner)s, %(project)s, 'task', %(project)s, '*', NULL, NULL, 'x',"
    " NULL)",
    "SELECT * FROM tasklark.end_membership(%(owner)s, %(project)s, %(person)s, 'x', NULL)",
    "SELECT tasklark.unassign(%(owner)s, %(project)s, %(person)s, 'x', NULL)",
    "SELECT * FROM tasklark.good_invitation(%(project)s, '\\x00')",
    "SELECT tasklark.is_alive(%(owner)s, %(project)s)",
)


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda sql: " ".join(sql.split()[:3]))
def test_no_row_that_gives_a_right_can_be_forged(scene: Scene, forgery: str) -> None:
    before = scene.state()
    for name in ("stranger", *MEMBERS):
        me = scene.who(name)
        params = {
            "me": me.account_id,
            "person": me.person_id,
            "owner": scene.owner,
            "project": scene.project,
        }
        with psycopg.connect(scene.store.app) as connection:
            connection.execute(f"SET LOCAL tasklark.account_id = '{me.account_id}'")
            try:
                assert connection.execute(forgery.encode(), params).rowcount == 0
                connection.commit()
            except (errors.InsufficientPrivilege, errors.UniqueViolation):
                connection.rollback()
    assert scene.state() == before


def test_an_own_project_with_a_copied_id_shows_nothing_of_the_other(scene: Scene) -> None:
    thief = scene.who("stranger")
    with psycopg.connect(scene.store.app) as connection:
        connection.execute(f"SET LOCAL tasklark.account_id = '{thief.account_id}'")
        for sql in (
            "INSERT INTO tasklark.projects (owner_id, id, created_at, updated_at, name)"
            " VALUES (%(me)s, %(project)s, now(), now(), 'Trap')",
            "INSERT INTO tasklark.scopes (owner_id, id) VALUES (%(me)s, %(project)s)",
            "INSERT INTO tasklark.members (owner_id, id, created_at, updated_at, project_id,"
            " account_id, role) VALUES (%(me)s, %(person)s, now(), now(), %(project)s, %(me)s,"
            " 'owner')",
            "INSERT INTO tasklark.placements (owner_id, id, created_at, updated_at,"
            " project_owner_id, owner_user_id, role, position)"
            " VALUES (%(me)s, %(project)s, now(), now(), %(me)s, 'x', 'owner', 'a0')",
        ):
            mine = {"me": thief.account_id, "person": thief.person_id, "project": scene.project}
            connection.execute(sql.encode(), mine)
        for table in SHARED:
            query = f"SELECT FROM tasklark.{table} WHERE owner_id = %s"
            assert connection.execute(query.encode(), [scene.owner]).rowcount == 0
        for call, params in calls(scene, "stranger").items():
            row = connection.execute(f"SELECT * FROM tasklark.{call}".encode(), params).fetchone()
            assert row is not None
            assert row[0] in REFUSED, call
        connection.rollback()


def test_nobody_can_be_a_member_of_a_project_with_the_id_of_their_person(scene: Scene) -> None:
    thief, victim = scene.who("stranger"), scene.who("viewer")
    with (
        psycopg.connect(scene.store.superuser) as connection,
        pytest.raises(errors.CheckViolation, match="members_project_id_check"),
    ):
        connection.execute(
            "INSERT INTO tasklark.members (owner_id, id, created_at, updated_at, project_id,"
            " account_id, role) VALUES (%(owner)s, %(id)s, now(), now(), %(id)s, %(account)s, 'x')",
            {"owner": thief.account_id, "id": victim.person_id, "account": victim.account_id},
        )


REFUSED = {"refused", False}


def calls(scene: Scene, name: str) -> dict[str, list[object]]:
    """Return calls by hand of each function that only some may call, aimed at the project."""
    me, viewer = scene.who(name), scene.who("viewer").person_id
    at, project, owner = me.account_id, scene.project, scene.owner
    return {
        "invite_to_project(%s, %s, %s, NULL, 'admin', '\\x00', 7)": [owner, project, uuid4()],
        "revoke_project_invitation(%s, %s, %s)": [owner, project, _opened(scene.secret)],
        "set_member_role(%s, %s, %s, 'admin', 'x', NULL)": [owner, project, viewer],
        "remove_member(%s, %s, %s, 'x', NULL)": [owner, project, scene.who("editor").person_id],
        "transfer_project(%s, %s, 'x', NULL)": [project, me.person_id],
        "move_tasks(%s, %s, %s, %s, %s, '{}', now())": [
            owner, project, at, me.inbox_id, [scene.task],
        ],
    }  # fmt: skip


ALLOWED = {
    "stranger": [],
    "viewer": [],
    "commenter": [],
    "editor": ["move_tasks", "remove_member"],  # the editor that is aimed at: to leave
    "admin": [
        "invite_to_project", "move_tasks", "remove_member", "revoke_project_invitation",
        "set_member_role",
    ],
}  # fmt: skip
"""Which functions do what somebody calls them for by hand; all others refuse."""


@pytest.mark.parametrize("name", ALLOWED)
def test_each_function_finds_out_for_itself_who_may_call_it(scene: Scene, name: str) -> None:
    outcomes = {
        call.partition("(")[0]: scene.outcome(name, call, *params)
        for call, params in calls(scene, name).items()
    }
    assert [call for call, told in outcomes.items() if told not in REFUSED] == sorted(
        ALLOWED[name], key=list(outcomes).index
    )


def test_the_owners_role_is_out_of_reach_of_every_function(scene: Scene) -> None:
    owner = scene.who("owner").person_id
    for name in ("admin", "owner"):
        for role in ("viewer", "owner"):
            call = "set_member_role(%s, %s, %s, %s, 'x', NULL)"
            assert scene.outcome(name, call, scene.owner, scene.project, owner, role) == "refused"
        call = "remove_member(%s, %s, %s, 'x', NULL)"
        assert scene.outcome(name, call, scene.owner, scene.project, owner) == "refused"
    call = "set_member_role(%s, %s, %s, 'owner', 'x', NULL)"
    viewer = scene.who("viewer").person_id
    assert scene.outcome("admin", call, scene.owner, scene.project, viewer) == "refused"


def test_a_secret_opens_by_its_digest_only_and_never_for_nobody(scene: Scene) -> None:
    found = _opened(scene.secret)
    call = "join_project(%s, %s, 'a0', 'x', NULL)"
    assert scene.outcome("stranger", call, found, digest("another")) == "refused"
    assert scene.outcome("stranger", call, uuid4(), digest(scene.secret)) == "refused"
    with psycopg.connect(scene.store.app) as connection:
        told = connection.execute(
            f"SELECT * FROM tasklark.{call}".encode(), [found, digest(scene.secret)]
        ).fetchone()
        assert told is not None
        assert told[0] == "refused"


def test_a_tasks_key_in_the_directory_is_its_owners_alone(scene: Scene) -> None:
    for name in ("stranger", *MEMBERS):
        query = "SELECT FROM tasklark.directory WHERE owner_id = %s"
        assert scene.touched(name, query, scene.owner) == 0
        update = "UPDATE tasklark.directory SET owner_id = owner_id WHERE key = %s"
        assert scene.touched(name, update, scene.task) == 0


def test_whoever_is_removed_finds_no_row_with_any_sql(store: Store) -> None:
    async def build(database: Database) -> tuple[Street, UUID]:
        found = await street(database, Role.EDITOR)
        await found.task("owner")
        gone = found.people["editor"].person_id
        await perform(
            Door(database, found.people["owner"], "rest"), sharing.remove, found.project_id, gone
        )
        made = await found.act("owner", records.create, PROJECT, {"name": "Other"})
        return found, made.record.id

    found, _ = on(store, build)
    scene = Scene(store, found, uuid4(), "")
    for table in (*SHARED, "project_invitations"):
        query = f"SELECT FROM tasklark.{table} WHERE owner_id = %s"
        assert scene.touched("editor", query, scene.owner) == 0, table


def _opened(secret: str) -> UUID:
    opaque = read_secret(secret)
    assert opaque is not None
    return opaque.id
