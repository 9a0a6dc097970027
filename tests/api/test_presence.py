"""Who else looks at a project, as members tell and hear it over running servers."""

from contextlib import ExitStack
from uuid import uuid4

from tests.api.circle import circle
from tests.api.problems import problem
from tests.api.streams import listening
from tests.backends import Service


def test_members_hear_who_looks_at_a_project_and_strangers_learn_nothing(
    embedded: Service,
) -> None:
    with circle(embedded, "viewer") as people, ExitStack() as stack:
        streams = {
            role: stack.enter_context(listening(people[role]))
            for role in ("owner", "viewer", "stranger")
        }
        assert {stream.event().name for stream in streams.values()} == {"start"}
        for role, other in (("viewer", "owner"), ("owner", "viewer")):
            answer = people[role].post("/api/live/presence", json={"project_id": people.project})
            assert (answer.status_code, answer.content) == (204, b"")
            told = streams[other].event()
            assert told.name == "present"
            assert told.data == {"scopes": {people.project: [people.people[role]]}}
        own = people["stranger"].post("/api/tasks", json={"title": "x"})
        assert own.status_code == 201
        assert streams["stranger"].event().name == "changed"


def test_nobody_is_seen_where_they_do_not_belong(embedded: Service) -> None:
    with circle(embedded) as people, listening(people["owner"]) as stream:
        assert stream.event().name == "start"
        for project in (people.project, str(uuid4())):
            answer = people["stranger"].post("/api/live/presence", json={"project_id": project})
            assert problem(answer, 404)["type"].endswith(":project.not_found")
        people.task()
        assert stream.event().name == "changed"


def test_a_project_has_to_be_named(embedded: Service) -> None:
    with circle(embedded) as people:
        for body in ({}, {"project_id": "here"}, {"project_id": None}):
            answer = people["owner"].post("/api/live/presence", json=body)
            assert problem(answer, 400)["errors"][0]["field"] == "project_id"
