"""Projects over REST: a person's lists, nested, in their order; and the Inbox, which stays."""

from uuid import uuid4

from tests.api.circle import circle, made
from tests.api.problems import broken_fields, problem
from tests.backends import Service


def test_a_new_account_has_its_inbox_and_nothing_else(embedded: Service) -> None:
    with embedded.client() as client:
        (inbox,) = client.get("/api/projects").json()
        assert inbox["is_inbox"]
        assert (inbox["name"], inbox["role"], inbox["member_count"]) == ("Inbox", "owner", 1)


def test_a_project_is_made_once_with_an_id_of_the_clients_own(embedded: Service) -> None:
    with embedded.client() as client:
        draft = {"id": str(uuid4()), "name": "Garden", "color": "green", "is_favourite": True}
        first = client.post("/api/projects", json=draft)
        assert first.headers["location"] == f"/api/projects/{draft['id']}"
        told = made(first)
        assert {name: told[name] for name in draft} == draft
        again = client.post("/api/projects", json=draft)
        assert again.status_code == 200
        assert again.json() == told
        other = client.post("/api/projects", json={**draft, "name": "Other"})
        assert problem(other, 409)["type"].endswith("project.id_taken")


def test_projects_nest_but_not_in_themselves_nor_in_the_inbox(embedded: Service) -> None:
    with embedded.client() as client:
        (inbox,) = client.get("/api/projects").json()
        outer = made(client.post("/api/projects", json={"name": "Outside"}))["id"]
        inner = made(client.post("/api/projects", json={"name": "Bed", "parent_id": outer}))
        assert inner["parent_id"] == outer
        for project, parent in ((outer, inner["id"]), (outer, inbox["id"]), (outer, str(uuid4()))):
            refused = client.patch(f"/api/projects/{project}", json={"parent_id": parent})
            assert broken_fields(refused) == {"parent_id"}


def test_the_inbox_can_be_coloured_but_not_renamed_nested_archived_or_deleted(
    embedded: Service,
) -> None:
    with embedded.client() as client:
        (inbox,) = client.get("/api/projects").json()
        address = f"/api/projects/{inbox['id']}"
        for change in ({"name": "In"}, {"archived": True}):
            told = problem(client.patch(address, json=change), 409)
            assert told["type"].endswith("inbox.stays")
        assert problem(client.delete(address), 409)["type"].endswith("inbox.stays")
        assert client.patch(address, json={"color": "red"}).json()["color"] == "red"
        shared = client.post(f"{address}/invitations", json={"role": "viewer"})
        assert problem(shared, 409)["type"].endswith("inbox.not_shared")


def test_a_projects_tag_moves_with_the_project_and_with_its_place(embedded: Service) -> None:
    with circle(embedded, "viewer") as people:
        viewer, owner = people["viewer"], people["owner"]
        tag = viewer.get(people.address).headers["etag"]
        not_changed = viewer.get(people.address, headers={"If-None-Match": tag})
        assert not_changed.status_code == 304
        moved = viewer.patch(people.address, json={"is_favourite": True})
        assert moved.json()["is_favourite"]
        assert moved.headers["etag"] != tag
        assert moved.headers["etag"] == viewer.get(people.address).headers["etag"]
        assert not owner.get(people.address).json()["is_favourite"]
        stale = owner.patch(people.address, json={"name": "x"}, headers={"If-Match": tag})
        assert stale.status_code == 412
        tag = owner.get(people.address).headers["etag"]
        told = owner.patch(people.address, json={"name": "x"}, headers={"If-Match": tag})
        assert told.status_code == 200
        assert owner.delete(people.address, headers={"If-Match": tag}).status_code == 412
        assert viewer.get(people.address).json()["name"] == "x"


def test_everybody_keeps_projects_in_an_order_of_their_own(embedded: Service) -> None:
    with circle(embedded, "viewer") as people:
        viewer = people["viewer"]
        assert viewer.get("/api/projects").json()[-1]["id"] == people.project
        assert viewer.patch(people.address, json={"position": "a0"}).status_code == 200
        assert viewer.get("/api/projects").json()[0]["id"] == people.project


def test_a_deleted_project_is_gone_for_everybody(embedded: Service) -> None:
    with circle(embedded, "viewer") as people:
        task = people.task()["id"]
        assert people["owner"].delete(people.address).status_code == 204
        for role in ("viewer", "owner"):
            assert people[role].get(people.address).status_code == 404
            listed = people[role].get("/api/projects").json()
            assert people.project not in [each["id"] for each in listed]
        assert people["viewer"].get(f"/api/tasks/{task}").status_code in (403, 404)


def test_a_request_that_is_sent_twice_makes_one_project(embedded: Service) -> None:
    with embedded.client() as client:
        headers = {"Idempotency-Key": str(uuid4())}
        draft = {"name": "Garden"}
        first, second = (client.post("/api/projects", json=draft, headers=headers) for _ in "ab")
        assert first.content == second.content
        assert len(client.get("/api/projects").json()) == 2


def test_a_replica_makes_and_deletes_projects_by_push(embedded: Service) -> None:
    with embedded.client() as client:
        project, stamp = str(uuid4()), "0194a1b2c3d4012c-replica"
        mutation = {"noun": "project", "id": project, "stamp": stamp}
        later = {**mutation, "noun": "placement", "stamp": stamp.replace("d4012c", "d4012d")}
        mutations = [
            {**mutation, "n": 1, "verb": "create", "set": {"name": "Garden"}},
            {**later, "n": 2, "verb": "change", "set": {"position": "a0"}},
        ]
        body = {"client": "replica", "mutations": mutations}
        pushed = client.post("/api/sync/push", json=body).json()
        assert [each["status"] for each in pushed["outcomes"]] == ["applied"] * 2, pushed
        assert client.get("/api/projects").json()[0]["id"] == project
        removed = [{**mutation, "n": 3, "verb": "delete"}]
        body = {"client": "replica", "mutations": removed}
        (outcome,) = client.post("/api/sync/push", json=body).json()["outcomes"]
        assert outcome["status"] == "applied", outcome
        assert len(client.get("/api/projects").json()) == 1
