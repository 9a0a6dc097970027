"""Sharing: who comes in, what they may, and that what is taken away is gone at once."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.actions import accounts, project_invitations, records, sharing
from tasklark.domain import stamps
from tasklark.domain.access import Role
from tasklark.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    TasklarkError,
)
from tasklark.domain.nouns import timestamp
from tasklark.domain.projects import PROJECT
from tasklark.domain.tasks import TASK
from tasklark.storage import sharing as stored
from tasklark.storage.engine import Identity
from tasklark.storage.wire import once
from tests.actions.neighbours import Street, on_street
from tests.conftest import Store

VIEWER, EDITOR, ADMIN = Role.VIEWER, Role.EDITOR, Role.ADMIN


async def code_of(street: Street, who: str, action: object, *args: object) -> str:
    """Return the code with which an action is refused; empty when it isn't."""
    try:
        await street.act(who, action, *args)  # type: ignore[arg-type] # any action
    except TasklarkError as refused:
        return refused.code
    return ""


async def members(street: Street, who: str = "owner") -> dict[UUID, Role]:
    found = await street.act(who, sharing.members, street.project_id)
    return {member.id: member.role for member in found}


def test_a_link_lets_anybody_in_who_has_it_until_it_is_revoked(store: Store) -> None:
    async def story(street: Street) -> None:
        secret = await street.invite(role="editor")
        for who in ("stranger", "viewer"):
            assert await street.act(who, project_invitations.join, secret) == street.project_id
        roles = await members(street)
        assert roles[street.people["stranger"].person_id] is Role.EDITOR
        assert roles[street.people["viewer"].person_id] is Role.VIEWER, "as they were before"
        (one, other) = await street.act("owner", project_invitations.listed, street.project_id)
        assert {one.role, other.role} == {Role.VIEWER, Role.EDITOR}
        for found in (one, other):
            revoke = project_invitations.revoke
            await street.act("owner", revoke, street.project_id, found.id)
            assert await code_of(street, "owner", revoke, street.project_id, found.id) == (
                "invitation.not_found"
            )
        assert await code_of(street, "viewer", project_invitations.join, secret) == (
            "invitation.not_found"
        )

    on_street(store, story, VIEWER)


def test_an_invitation_by_address_is_for_that_address_and_used_up(store: Store) -> None:
    async def story(street: Street) -> None:
        other = await street.invite(email="b@example.org")
        assert await code_of(street, "stranger", project_invitations.join, other) == (
            "invitation.email"
        )
        secret = await street.invite(email="A@EXAMPLE.org")
        offer = await project_invitations.show(street.door("stranger"), secret)
        assert (offer.project_name, offer.role, offer.inviter) == ("Garden", VIEWER, "Ada")
        await street.act("stranger", project_invitations.join, secret)
        with pytest.raises(NotFound):
            await project_invitations.show(street.door("owner"), secret)

    on_street(store, story)


def test_an_invitation_ends_with_its_givers_right_to_give_it(store: Store) -> None:
    async def story(street: Street) -> None:
        secret = await street.invite("admin")
        admin = street.people["admin"].person_id
        await street.act("owner", sharing.change_role, street.project_id, admin, EDITOR)
        assert await code_of(street, "stranger", project_invitations.join, secret) == (
            "invitation.not_found"
        )

    on_street(store, story, ADMIN)


def test_nobody_gives_a_role_above_admin_and_days_have_a_limit(store: Store) -> None:
    async def story(street: Street) -> None:
        for draft in ({"role": "owner"}, {"role": "chief"}, {"role": "viewer", "days": 91}, {}):
            with pytest.raises(Invalid):
                await street.act("owner", project_invitations.create, street.project_id, draft)

    on_street(store, story)


def test_an_inbox_is_never_shared(store: Store) -> None:
    async def story(street: Street) -> None:
        inbox = street.people["owner"].inbox_id
        create = project_invitations.create
        assert await code_of(street, "owner", create, inbox, {"role": "viewer"}) == (
            "inbox.not_shared"
        )

    on_street(store, story)


def test_what_changes_is_logged_in_the_project_and_in_the_persons_own_space(store: Store) -> None:
    async def story(street: Street) -> None:
        viewer = street.people["viewer"]
        street.moved.clear()
        change = sharing.change_role
        changed = await street.act("owner", change, street.project_id, viewer.person_id, EDITOR)
        assert changed.role is EDITOR
        owner = street.people["owner"].account_id
        assert set(street.moved) == {
            (owner, street.project_id),
            (viewer.account_id, viewer.person_id),
        }
        log = await street.log("viewer", "owner", street.project_id)
        assert log[-1] == ("member", "role", "viewer", "editor")
        own = await street.log("viewer", "viewer", viewer.person_id)
        assert own[-1] == ("placement", "role", "viewer", "editor")
        await street.act("viewer", sharing.leave, street.project_id)
        log = await street.log("owner", "owner", street.project_id)
        assert log[-1][:2] == ("member", "*")
        assert log[-1][2]["id"] == str(viewer.person_id)
        own = await street.log("viewer", "viewer", viewer.person_id)
        assert own[-1][:2] == ("placement", "*")
        assert own[-1][2]["role"] == "editor"
        assert [each[2] is None for each in own if each[1] == "*"] == [True, False]
        assert len(log) == await street.number("owner", street.project_id)

    on_street(store, story, VIEWER)


def test_members_are_managed_by_admins_and_the_owner_stays(store: Store) -> None:
    async def story(street: Street) -> None:
        owner, admin, viewer = (
            street.people[who].person_id for who in ("owner", "admin", "viewer")
        )
        project = street.project_id
        change, remove = sharing.change_role, sharing.remove
        assert await code_of(street, "viewer", change, project, viewer, ADMIN) == "project.role"
        assert await code_of(street, "viewer", remove, project, admin) == "project.role"
        assert await code_of(street, "admin", change, project, owner, VIEWER) == "member.owner"
        assert await code_of(street, "admin", remove, project, owner) == "member.owner"
        assert await code_of(street, "admin", change, project, viewer, Role.OWNER) == (
            "input.invalid"
        )
        assert await code_of(street, "admin", change, project, uuid4(), ADMIN) == (
            "member.not_found"
        )
        assert await code_of(street, "stranger", remove, project, viewer) == "project.not_found"
        assert await code_of(street, "owner", sharing.leave, project) == "project.owner_stays"
        await street.act("admin", change, project, viewer, ADMIN)
        await street.act("viewer", remove, project, admin)
        assert await members(street) == {owner: Role.OWNER, viewer: ADMIN}

    on_street(store, story, VIEWER, ADMIN)


def test_a_members_version_guards_their_role(store: Store) -> None:
    async def story(street: Street) -> None:
        viewer = street.people["viewer"].person_id
        args = (street.project_id, viewer)
        (known,) = [
            each
            for each in await street.act("owner", sharing.members, street.project_id)
            if each.id == viewer
        ]
        version = timestamp(known.updated_at)
        await street.act("owner", sharing.change_role, *args, EDITOR, {version})
        with pytest.raises(PreconditionFailed):
            await street.act("owner", sharing.change_role, *args, VIEWER, {version})
        with pytest.raises(PreconditionFailed):
            await street.act("owner", sharing.remove, *args, {version})

    on_street(store, story, VIEWER)


def test_whoever_is_removed_sees_nothing_and_is_off_the_open_tasks(store: Store) -> None:
    async def story(street: Street) -> None:
        gone = street.people["editor"]
        assigned = {"assignee_ids": [str(gone.person_id), str(street.people["owner"].person_id)]}
        open_task = await street.task("owner", **assigned)
        done_task = await street.task("owner", completed=True, **assigned)
        await street.act("owner", sharing.remove, street.project_id, gone.person_id)
        task = await street.record("owner", "owner", TASK, open_task)
        assert task.assignee_ids == [street.people["owner"].person_id]
        element = f"assignee_ids/{gone.person_id}"
        assert task.stamps[element] > stamps.at(task.created_at)
        log = await street.log("owner", "owner", street.project_id)
        assert ("task", element, True, False) in log
        done = await street.record("owner", "owner", TASK, done_task)
        assert gone.person_id in done.assignee_ids
        assert await street.record("editor", "owner", TASK, open_task) is None
        assert await street.log("editor", "owner", street.project_id) == []
        with pytest.raises(Forbidden):
            await street.act("editor", records.change, TASK, open_task, {"title": "mine"})
        with pytest.raises(NotFound):
            await street.act("editor", sharing.members, street.project_id)

    on_street(store, story, EDITOR)


def test_a_write_that_waits_while_its_right_is_taken_away_is_refused(store: Store) -> None:
    async def story(street: Street) -> None:
        task = await street.task("owner")
        editor, owner = street.people["editor"].person_id, street.people["owner"].account_id
        taken = stored.set_role(owner, street.project_id, editor, VIEWER, "rest", uuid4())
        async with street.database.transaction(Identity(owner)) as transaction:
            await transaction.run(taken)
            given = {"title": "mine"}
            writing = asyncio.create_task(
                code_of(street, "editor", records.change, TASK, task, given)
            )
            while not await waiting(street):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
            await transaction.commit()
        assert await writing == "project.role"

    on_street(store, story, EDITOR)


async def waiting(street: Street) -> bool:
    """Tell whether somebody waits for a lock."""
    query = once("SELECT FROM pg_locks WHERE NOT granted")
    (found,) = await street.database.read(Identity(), query())
    return found.count() > 0


def test_people_who_change_each_others_roles_at_once_all_come_to_an_end(store: Store) -> None:
    async def story(street: Street) -> None:
        admin, viewer = (street.people[who].person_id for who in ("admin", "viewer"))
        roles = [EDITOR, VIEWER, Role.COMMENTER, EDITOR]
        change = sharing.change_role
        await asyncio.gather(
            *(street.act("owner", change, street.project_id, viewer, role) for role in roles),
            *(street.act("admin", change, street.project_id, viewer, role) for role in roles),
            *(street.act("owner", sharing.members, street.project_id) for _ in roles),
        )
        assert (await members(street))[admin] is ADMIN
        log = await street.log("owner", "owner", street.project_id)
        steps = [(before, after) for _, field, before, after in log if field == "role"]
        assert [after for _, after in steps[:-1]] == [before for before, _ in steps[1:]]
        assert len(log) == await street.number("owner", street.project_id)

    on_street(store, story, VIEWER, ADMIN)


@given(st.integers(0, 2**52), st.none() | st.integers(0, 2**60))
def test_the_database_stamps_as_the_domain_does(
    superuser: psycopg.Connection, microseconds: int, counter: int | None
) -> None:
    stamp = None if counter is None else f"{counter:016x}-client"
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    row = superuser.execute("SELECT tasklark.stamp_after(%s, %s)", [stamp, at]).fetchone()
    assert row == (stamps.after(stamp, at),)


@pytest.fixture(scope="module")
def superuser(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        yield connection


def test_nobody_comes_into_a_project_that_bears_their_own_persons_id(store: Store) -> None:
    async def story(street: Street) -> None:
        stranger = street.people["stranger"]
        trap = await street.act(
            "owner", records.create, PROJECT, {"name": "Trap"}, stranger.person_id
        )
        draft = {"role": "editor"}
        secret = (
            await street.act("owner", project_invitations.create, trap.record.id, draft)
        ).secret
        code = await code_of(street, "stranger", project_invitations.join, secret)
        assert code == "project.id_taken"

    on_street(store, story)


def test_a_project_with_a_copied_id_opens_nothing_and_can_not_be_confused(store: Store) -> None:
    async def story(street: Street) -> None:
        fields = {"name": "Trap"}
        copied = street.project_id
        made = await street.act("stranger", records.create, PROJECT, fields, copied)
        assert made.is_new
        task = await street.task("owner")
        assert await street.record("stranger", "owner", TASK, task) is None
        secret = await street.invite()
        assert await code_of(street, "stranger", project_invitations.join, secret) == (
            "project.id_taken"
        )
        with pytest.raises(Conflict):
            await street.act("viewer", records.create, PROJECT, fields, copied)

    on_street(store, story, VIEWER)


def test_whoever_deletes_their_account_leaves_every_project_and_closes_their_own(
    store: Store,
) -> None:
    async def story(street: Street) -> None:
        gone, owner = street.people["viewer"], street.people["owner"]
        task = await street.task("owner", assignee_ids=[str(gone.person_id)])
        theirs = await street.project("viewer")
        draft = {"role": "viewer"}
        made = await street.act("viewer", project_invitations.create, theirs, draft)
        await street.act("owner", project_invitations.join, made.secret)
        street.moved.clear()
        await street.act("viewer", accounts.erase)
        assert set(street.moved) == {
            (owner.account_id, street.project_id),
            (owner.account_id, owner.person_id),
        }
        assert await members(street) == {owner.person_id: Role.OWNER}
        found = await street.record("owner", "owner", TASK, task)
        assert found.assignee_ids == []
        log = await street.log("owner", "owner", street.project_id)
        assert log[-1][:2] == ("member", "*")
        own = await street.log("owner", "owner", owner.person_id)
        assert (own[-1][:2], own[-1][2]["id"]) == (("placement", "*"), str(theirs))
        with pytest.raises(NotFound):
            await street.act("owner", sharing.members, theirs)

    on_street(store, story, VIEWER)
