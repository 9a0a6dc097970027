"""The permission matrix: what each route gives to whom.

A route is asked by a stranger, by somebody of each role in a project, and by the owner with a token
that has all scopes but the one that the route's operation needs. `Asked.statuses` are the answers
to the stranger, viewer, commenter, editor, admin and owner; the token always gets 403.

What a route is asked for is made anew where asking uses it up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx

from tasklark.domain.access import Operation as Op
from tests.api.circle import GIVEN, Circle, invitation, join, made

_MEANT = {"forbidden": 403, "role": 403, "not_found": 404}

Request = tuple[str, Any]
"""An address, and a body or None."""


@dataclass
class Stage:
    """A circle, and things in it to ask for."""

    circle: Circle
    task: str = field(init=False)
    link: str = field(init=False)
    section: str = field(init=False)

    def __post_init__(self) -> None:
        owner = self.circle["owner"]
        self.task = self.circle.task()["id"]
        self.section = self.record("owner", "sections", project_id=self.circle.project, name="Beds")
        self.link = invitation(owner, self.circle.project, "viewer")

    def record(self, role: str, plural: str, **draft: Any) -> str:
        """Have somebody make a record; return its id."""
        return str(made(self.circle[role].post(f"/api/{plural}", json=draft))["id"])

    def mine_or_owners(self, role: str, plural: str, least: str, **draft: Any) -> str:
        """Make a record as somebody, or as the owner for those who may not."""
        ranks = ("stranger", *GIVEN, "owner")
        may = ranks.index(role) >= ranks.index(least)
        return self.record(role if may else "owner", plural, **draft)

    def joined(self, role: str) -> str:
        """Make a project of the owner's that somebody is in by their role; return its address."""
        owner = self.circle["owner"]
        project = made(owner.post("/api/projects", json={"name": "Shed"}))["id"]
        if role in GIVEN:
            joining = join(self.circle[role], invitation(owner, project, role))
            assert joining.status_code == 200, joining.text
        return f"/api/projects/{project}"

    def guest(self) -> str:
        """Have somebody be in the project as a viewer; return who."""
        with_them = self.circle["guest"]
        assert join(with_them, self.link).status_code == 200
        listed = with_them.get(f"{self.circle.address}/members").json()
        return str(next(each["id"] for each in listed if each["name"] == "guest"))


class Asked(NamedTuple):
    """What a route needs, what each role is answered, and how it is asked by somebody."""

    operation: Op
    statuses: str
    request: Callable[[Stage, str], Request]


ALL = "200 200 200 200 200 200"
MADE = "201 201 201 201 201 201"
GONE = "204 204 204 204 204 204"
ADMINISTRATORS = "403 403 403 403 403 403"
MEMBERS = "404 200 200 200 200 200"


def at(address: str, body: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks at an address that needs nothing made."""
    return lambda _stage, _role: (address, body)


def own(plural: str, change: Any = None, **draft: Any) -> Callable[[Stage, str], Request]:
    """Return what asks for a record of one's own account, made for it."""
    return lambda s, role: (f"/api/{plural}/{s.record(role, plural, **draft)}", change)


def occurrences(path: str) -> Callable[[Stage, str], Request]:
    """Return what asks for something below a repeating task, made for it."""
    daily = {"due_date": "2030-02-10", "repeat": {"rule": "FREQ=DAILY"}}
    return lambda s, _role: (f"/api/tasks/{s.circle.task(**daily)['id']}{path}", None)


def label(change: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks for a label of one's own, made for it; names are unique."""

    def request(s: Stage, role: str) -> Request:
        return own("labels", change, name=uuid4().hex)(s, role)

    return request


def _feed(s: Stage, role: str) -> Request:
    """Return what asks for a feed of somebody's own filter."""
    kept = s.record(role, "filters", name="a", query="today")
    return f"/api/feeds/{s.record(role, 'feeds', kind='filter', resource_id=kept)}", None


def project(path: str = "", body: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks for the project, or something below it."""
    return lambda s, _role: (f"{s.circle.address}{path}", body)


def fresh(path: str = "", body: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks for a project made for it."""
    return lambda s, role: (f"{s.joined(role)}{path}", body)


def comment(change: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks for a comment: one's own, or the owner's for those who may make none."""
    return lambda s, role: (
        "/api/comments/"
        + s.mine_or_owners(role, "comments", "commenter", task_id=s.task, body="deep"),
        change,
    )


def reminder(change: Any = None) -> Callable[[Stage, str], Request]:
    """Return what asks for a reminder: one's own, or the owner's for a stranger."""
    return lambda s, role: (
        "/api/reminders/"
        + s.mine_or_owners(role, "reminders", "viewer", task_id=s.task, minutes_before=5),
        change,
    )


def _section(s: Stage) -> str:
    return s.record("owner", "sections", project_id=s.circle.project, name="Beds")


def _heir(s: Stage, role: str) -> Request:
    address = s.joined(role)
    owner = s.circle["owner"]
    secret = invitation(owner, address.rpartition("/")[2], "viewer")
    assert join(s.circle["guest"], secret).status_code == 200
    listed = owner.get(f"{address}/members").json()
    heir = next(each["id"] for each in listed if each["name"] == "guest")
    return f"{address}/transfer", {"person_id": heir}


def _revoked(s: Stage, _role: str) -> Request:
    draft = {"role": "viewer"}
    told = made(s.circle["owner"].post(f"{s.circle.address}/invitations", json=draft))
    return f"{s.circle.address}/invitations/{told['id']}", None


def _push(s: Stage, _role: str) -> Request:
    change = {"noun": "task", "verb": "change", "id": s.task, "set": {"title": "x"}}
    client = uuid4().hex[:16]
    mutation = {"n": 1, "stamp": f"0194a1b2c3d4012c-{client}", **change}
    return "/api/sync/push", {"client": client, "mutations": [mutation]}


def _batch(s: Stage, _role: str) -> Request:
    change = {"noun": "task", "verb": "change", "id": s.task, "set": {"title": uuid4().hex}}
    return "/api/batch", {"verbs": [change]}


def _trashed(s: Stage) -> str:
    task = s.circle.task()["id"]
    assert s.circle["owner"].delete(f"/api/tasks/{task}").status_code == 204
    return f"/api/trash/task/{task}"


def _undo(s: Stage, role: str) -> Request:
    s.record(role, "labels", name=uuid4().hex)
    return "/api/undo", {}


def _then(s: Stage, _role: str) -> Request:
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat()
    return f"{s.circle.address}/at?moment={moment}Z", None


def judged(answer: httpx.Response) -> int:
    """Return an answer's status; of a batch, what its one part was given."""
    told = answer.json() if answer.content and answer.status_code == 200 else None
    parts = told.get("results") or told.get("outcomes") if isinstance(told, dict) else None
    if not parts:
        return answer.status_code
    refused = parts[0].get("problem")
    return _MEANT[refused["code"].rpartition(".")[2]] if refused else answer.status_code


MATRIX: Mapping[str, Asked] = {
    # Tasks: of somebody who has not shared them, the contract says 403.
    "GET /api/tasks": Asked(Op.READ_TASKS, ALL, at("/api/tasks")),
    "POST /api/tasks": Asked(
        Op.WRITE_TASKS,
        "404 403 403 201 201 201",
        lambda s, _: ("/api/tasks", {"title": "Rake", "project_id": s.circle.project}),
    ),
    "GET /api/tasks/{id}": Asked(
        Op.READ_TASKS, "403 200 200 200 200 200", lambda s, _: (f"/api/tasks/{s.task}", None)
    ),
    "PUT /api/tasks/{id}": Asked(
        Op.WRITE_TASKS,
        "403 403 403 200 200 200",
        lambda s, _: (f"/api/tasks/{s.task}", {"title": "Hoe"}),
    ),
    "DELETE /api/tasks/{id}": Asked(
        Op.WRITE_TASKS,
        "403 403 403 204 204 204",
        lambda s, _: (f"/api/tasks/{s.circle.task()['id']}", None),
    ),
    "PATCH /api/tasks/{id}/complete": Asked(
        Op.WRITE_TASKS,
        "403 403 403 200 200 200",
        lambda s, _: (f"/api/tasks/{s.task}/complete", None),
    ),
    "GET /api/tasks/{id}/occurrences": Asked(
        Op.READ_TASKS, "403 200 200 200 200 200", occurrences("/occurrences")
    ),
    "GET /api/tasks/{id}/occurrences/upcoming": Asked(
        Op.READ_TASKS, "403 200 200 200 200 200", occurrences("/occurrences/upcoming")
    ),
    "PATCH /api/tasks/{id}/occurrences/{slot}/complete": Asked(
        Op.WRITE_TASKS, "403 403 403 200 200 200", occurrences("/occurrences/2030-02-10/complete")
    ),
    "PATCH /api/tasks/{id}/occurrences/{slot}/skip": Asked(
        Op.WRITE_TASKS, "403 403 403 200 200 200", occurrences("/occurrences/2030-02-10/skip")
    ),
    "POST /api/tasks/quick": Asked(Op.WRITE_TASKS, MADE, at("/api/tasks/quick", {"text": "Rake"})),
    "POST /api/tasks/quick/parse": Asked(
        Op.READ_TASKS, ALL, at("/api/tasks/quick/parse", {"text": "Rake"})
    ),
    "POST /api/sync/push": Asked(Op.WRITE_TASKS, "403 403 403 200 200 200", _push),
    "POST /api/sync/pull": Asked(Op.READ_TASKS, ALL, at("/api/sync/pull", {})),
    "POST /api/batch": Asked(Op.WRITE_TASKS, "403 403 403 200 200 200", _batch),
    "GET /api/live": Asked(Op.READ_TASKS, ALL, at("/api/live")),
    "POST /api/live/presence": Asked(
        Op.READ_TASKS,
        "404 204 204 204 204 204",
        lambda s, _: ("/api/live/presence", {"project_id": s.circle.project}),
    ),
    # The past.
    "GET /api/trash": Asked(Op.READ_TASKS, ALL, at("/api/trash")),
    "POST /api/trash/{noun}/{id}/restore": Asked(
        Op.WRITE_TASKS, "403 403 403 200 200 200", lambda s, _: (f"{_trashed(s)}/restore", None)
    ),
    "DELETE /api/trash/{noun}/{id}": Asked(
        Op.WRITE_TASKS, "403 403 403 204 204 204", lambda s, _: (_trashed(s), None)
    ),
    "DELETE /api/trash": Asked(Op.ORGANISE, ALL, at("/api/trash")),
    "GET /api/undo": Asked(Op.READ_TASKS, ALL, at("/api/undo")),
    "POST /api/undo": Asked(Op.WRITE_TASKS, ALL, _undo),
    "GET /api/tasks/{id}/history": Asked(
        Op.READ_TASKS,
        "403 200 200 200 200 200",
        lambda s, _: (f"/api/tasks/{s.task}/history", None),
    ),
    "GET /api/projects/{id}/history": Asked(Op.READ_TASKS, MEMBERS, project("/history")),
    "GET /api/history": Asked(Op.READ_TASKS, ALL, at("/api/history")),
    "GET /api/projects/{id}/at": Asked(Op.READ_TASKS, MEMBERS, _then),
    # Sections.
    "GET /api/search": Asked(Op.READ_TASKS, ALL, at("/api/search?q=rake")),
    "GET /api/sections": Asked(Op.READ_TASKS, ALL, at("/api/sections")),
    "POST /api/sections": Asked(
        Op.WRITE_TASKS,
        "404 403 403 201 201 201",
        lambda s, _: ("/api/sections", {"project_id": s.circle.project, "name": "Beds"}),
    ),
    "GET /api/sections/{id}": Asked(
        Op.READ_TASKS, MEMBERS, lambda s, _: (f"/api/sections/{s.section}", None)
    ),
    "PATCH /api/sections/{id}": Asked(
        Op.WRITE_TASKS,
        "404 403 403 200 200 200",
        lambda s, _: (f"/api/sections/{s.section}", {"name": "Pots"}),
    ),
    "DELETE /api/sections/{id}": Asked(
        Op.WRITE_TASKS,
        "404 403 403 204 204 204",
        lambda s, _: (f"/api/sections/{_section(s)}", None),
    ),
    # Comments: one's own; what viewers ask for is the owner's.
    "GET /api/comments": Asked(Op.READ_TASKS, ALL, at("/api/comments")),
    "POST /api/comments": Asked(
        Op.COMMENT,
        "400 403 201 201 201 201",
        lambda s, _: ("/api/comments", {"task_id": s.task, "body": "deep"}),
    ),
    "GET /api/comments/{id}": Asked(Op.READ_TASKS, MEMBERS, comment()),
    "PATCH /api/comments/{id}": Asked(
        Op.COMMENT, "404 403 200 200 200 200", comment({"body": "deeper"})
    ),
    "DELETE /api/comments/{id}": Asked(Op.COMMENT, "404 403 204 204 204 204", comment()),
    # Reminders: everybody's own.
    "GET /api/reminders": Asked(Op.READ_TASKS, ALL, at("/api/reminders")),
    "POST /api/reminders": Asked(
        Op.BE_REMINDED,
        "400 201 201 201 201 201",
        lambda s, _: ("/api/reminders", {"task_id": s.task, "minutes_before": 5}),
    ),
    "GET /api/reminders/{id}": Asked(Op.READ_TASKS, MEMBERS, reminder()),
    "PATCH /api/reminders/{id}": Asked(Op.BE_REMINDED, MEMBERS, reminder({"minutes_before": 6})),
    "DELETE /api/reminders/{id}": Asked(Op.BE_REMINDED, "404 204 204 204 204 204", reminder()),
    # What an account keeps for itself.
    "GET /api/labels": Asked(Op.READ_TASKS, ALL, at("/api/labels")),
    "POST /api/labels": Asked(
        Op.ORGANISE, MADE, lambda _s, _role: ("/api/labels", {"name": uuid4().hex})
    ),
    "GET /api/labels/{id}": Asked(Op.READ_TASKS, ALL, label()),
    "PATCH /api/labels/{id}": Asked(Op.ORGANISE, ALL, label({"color": "red"})),
    "DELETE /api/labels/{id}": Asked(Op.ORGANISE, GONE, label()),
    "GET /api/filters": Asked(Op.READ_TASKS, ALL, at("/api/filters")),
    "POST /api/filters": Asked(
        Op.ORGANISE, MADE, at("/api/filters", {"name": "Now", "query": "today"})
    ),
    "GET /api/filters/{id}": Asked(Op.READ_TASKS, ALL, own("filters", name="a", query="today")),
    "PATCH /api/filters/{id}": Asked(
        Op.ORGANISE, ALL, own("filters", {"name": "b"}, name="a", query="today")
    ),
    "DELETE /api/filters/{id}": Asked(Op.ORGANISE, GONE, own("filters", name="a", query="today")),
    "GET /api/filters/{id}/tasks": Asked(
        Op.READ_TASKS,
        ALL,
        lambda s, role: (f"{own('filters', name='a', query='today')(s, role)[0]}/tasks", None),
    ),
    "GET /api/settings": Asked(Op.READ_TASKS, ALL, at("/api/settings")),
    "PATCH /api/settings": Asked(Op.MANAGE_ACCOUNT, ALL, at("/api/settings", {"language": "en"})),
    # Projects.
    "GET /api/projects": Asked(Op.READ_TASKS, ALL, at("/api/projects")),
    "POST /api/projects": Asked(Op.MANAGE_PROJECT, MADE, at("/api/projects", {"name": "Shed"})),
    "GET /api/projects/{id}": Asked(Op.READ_TASKS, MEMBERS, project()),
    "PATCH /api/projects/{id}": Asked(
        Op.MANAGE_PROJECT, "404 403 403 403 200 200", project(body={"name": "Yard"})
    ),
    "DELETE /api/projects/{id}": Asked(Op.OWN_PROJECT, "404 403 403 403 403 204", fresh()),
    # Sharing.
    "GET /api/projects/{id}/members": Asked(Op.READ_TASKS, MEMBERS, project("/members")),
    "PATCH /api/projects/{id}/members/{person_id}": Asked(
        Op.MANAGE_MEMBERS,
        "404 403 403 403 200 200",
        lambda s, _: (f"{s.circle.address}/members/{s.guest()}", {"role": "viewer"}),
    ),
    "DELETE /api/projects/{id}/members/{person_id}": Asked(
        Op.MANAGE_MEMBERS,
        "404 403 403 403 204 204",
        lambda s, _: (f"{s.circle.address}/members/{s.guest()}", None),
    ),
    "POST /api/projects/{id}/leave": Asked(Op.JOIN, "404 204 204 204 204 409", fresh("/leave")),
    "POST /api/projects/{id}/transfer": Asked(Op.OWN_PROJECT, "404 403 403 403 403 200", _heir),
    "GET /api/projects/{id}/invitations": Asked(
        Op.MANAGE_MEMBERS, "404 403 403 403 200 200", project("/invitations")
    ),
    "POST /api/projects/{id}/invitations": Asked(
        Op.MANAGE_MEMBERS,
        "404 403 403 403 201 201",
        fresh("/invitations", {"role": "viewer"}),
    ),
    "DELETE /api/projects/{id}/invitations/{invitation_id}": Asked(
        Op.MANAGE_MEMBERS, "404 403 403 403 204 204", _revoked
    ),
    "POST /api/project-invitations/show": Asked(
        Op.JOIN, ALL, lambda s, _: ("/api/project-invitations/show", {"invitation": s.link})
    ),
    "POST /api/project-invitations/join": Asked(
        Op.JOIN,
        ALL,
        lambda s, _: (
            "/api/project-invitations/join",
            {
                "invitation": invitation(
                    s.circle["owner"], s.joined("owner").rpartition("/")[2], "viewer"
                )
            },
        ),
    ),
    # The account that is asking.
    "GET /api/account": Asked(Op.MANAGE_ACCOUNT, ALL, at("/api/account")),
    "POST /api/account/password": Asked(
        Op.MANAGE_ACCOUNT,
        "409 409 409 409 409 409",  # these people sign in elsewhere
        at("/api/account/password", {"current_password": "x", "new_password": "x" * 20}),
    ),
    "POST /api/account/delete": Asked(
        Op.MANAGE_ACCOUNT,
        "400 400 400 400 400 400",  # not confirmed
        at("/api/account/delete", {}),
    ),
    "GET /api/tokens": Asked(Op.MANAGE_ACCOUNT, ALL, at("/api/tokens")),
    "POST /api/tokens": Asked(
        Op.MANAGE_ACCOUNT, MADE, at("/api/tokens", {"name": "x", "scopes": ["tasks:read"]})
    ),
    "DELETE /api/tokens/{id}": Asked(
        Op.MANAGE_ACCOUNT, GONE, own("tokens", name="x", scopes=["tasks:read"])
    ),
    "GET /api/feeds": Asked(Op.MANAGE_ACCOUNT, ALL, at("/api/feeds")),
    "POST /api/feeds": Asked(
        Op.MANAGE_ACCOUNT,
        "404 201 201 201 201 201",
        lambda s, _: (
            "/api/feeds",
            {"kind": "project", "resource_id": s.circle.address.rpartition("/")[2]},
        ),
    ),
    "DELETE /api/feeds/{id}": Asked(Op.MANAGE_ACCOUNT, GONE, _feed),
    "GET /api/auth/sessions": Asked(Op.MANAGE_ACCOUNT, ALL, at("/api/auth/sessions")),
    "DELETE /api/auth/sessions/{id}": Asked(
        Op.MANAGE_ACCOUNT,
        "404 404 404 404 404 404",  # these people have none
        at(f"/api/auth/sessions/{UUID(int=1)}"),
    ),
    # The server's administrators.
    "GET /api/invitations": Asked(Op.INVITE, ADMINISTRATORS, at("/api/invitations")),
    "POST /api/invitations": Asked(Op.INVITE, ADMINISTRATORS, at("/api/invitations", {})),
    "DELETE /api/invitations/{id}": Asked(
        Op.INVITE, ADMINISTRATORS, at(f"/api/invitations/{UUID(int=1)}")
    ),
}

SCOPELESS = {"GET /api/account": "whoever has a token may know whose it is"}
"""Routes that any token opens, and why."""

OPEN = {
    "POST /api/auth/sign-up": "makes the account",
    "POST /api/auth/sign-in": "asks for a password",
    "POST /api/auth/token": "asks for a password",
    "POST /api/auth/refresh": "asks for a refresh token",
    "POST /api/auth/sign-out": "ends the session that it is asked with",
    "GET /health": "tells nothing of anybody",
    "GET /health/ready": "tells nothing of anybody",
    "GET /openapi.json": "documentation",
    "HEAD /openapi.json": "documentation",
    "GET /docs": "documentation",
    "GET /redoc": "documentation",
    "GET /docs/{name}.js": "documentation",
    "GET /docs/assets/redoc.standalone.js": "documentation",
    "* /docs/assets": "documentation",
}
"""Routes that ask nobody who they are, and why."""
