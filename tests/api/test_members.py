"""Sharing over REST, and that what is taken away is gone at once, on open streams too."""

from uuid import uuid4

import pytest

from tests.api.circle import circle, invitation, join
from tests.api.people import Person, joined
from tests.api.problems import broken_fields, problem
from tests.api.streams import listening
from tests.backends import Service


def test_who_is_in_a_project_is_told_to_its_members_and_to_nobody_else(embedded: Service) -> None:
    with circle(embedded, "viewer") as people:
        listed = people["viewer"].get(f"{people.address}/members").json()
        assert [member["role"] for member in listed] == ["owner", "viewer"]
        assert all(member["email"] and member["name"] for member in listed)
        assert people["stranger"].get(f"{people.address}/members").status_code == 404


def test_an_invitation_shows_what_it_offers_and_lets_in(embedded: Service) -> None:
    with circle(embedded) as people:
        secret = invitation(people["owner"], people.project, "editor", days=1)
        held = {"invitation": secret}
        offer = people["stranger"].post("/api/project-invitations/show", json=held).json()
        assert (offer["project_name"], offer["role"]) == ("Garden", "editor")
        assert offer["inviter"] == "owner"
        told = join(people["stranger"], secret).json()
        assert (told["role"], told["member_count"], told["is_inbox"]) == ("editor", 2, False)
        assert told["owner_id"] == people.people["owner"]
        (one,) = people["owner"].get(f"{people.address}/invitations").json()
        assert secret not in str(one)
        revoke = f"{people.address}/invitations/{one['id']}"
        assert people["owner"].delete(revoke).status_code == 204
        assert people["owner"].delete(revoke).status_code == 404
        for address in ("show", "join"):
            refused = people["stranger"].post(f"/api/project-invitations/{address}", json=held)
            assert problem(refused, 404)["type"].endswith("invitation.not_found")


def test_a_project_has_another_tag_when_it_has_another_number_of_members(
    embedded: Service,
) -> None:
    with circle(embedded) as people:
        before = people["owner"].get(people.address)
        known = {"If-None-Match": before.headers["etag"]}
        assert people["owner"].get(people.address, headers=known).status_code == 304
        join(people["stranger"], invitation(people["owner"], people.project, "viewer"))
        after = people["owner"].get(people.address, headers=known)
        assert (before.json()["member_count"], after.json()["member_count"]) == (1, 2)


@pytest.mark.parametrize("secret", ["", "x", "tasklark_pin_" + "0" * 71, "é"])
def test_what_is_no_invitation_opens_nothing(embedded: Service, secret: str) -> None:
    with embedded.client() as client:
        assert join(client, secret).status_code == 404


def test_an_invitation_to_sign_up_is_none_to_a_project(
    guarded: Service, administrator: Person
) -> None:
    person = joined(guarded)
    with administrator.client() as admin, person.client() as client:
        secret = admin.post("/api/invitations", json={}).json()["invitation"]
        assert join(client, secret).status_code == 404


def test_an_invitation_for_an_address_fits_that_address_only(embedded: Service) -> None:
    with circle(embedded) as people:
        secret = invitation(people["owner"], people.project, "viewer", email="x@example.org")
        told = problem(join(people["stranger"], secret), 403)
        assert told["type"].endswith("invitation.email")
        assert "example.org" not in told["detail"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"role": "owner"}, "role"),
        ({}, "role"),
        ({"role": "viewer", "days": 91}, "days"),
        ({"role": "viewer", "days": 0}, "days"),
        ({"role": "viewer", "email": "nobody"}, "email"),
    ],
)
def test_an_invitation_that_breaks_a_rule_names_the_field(
    embedded: Service, draft: dict[str, object], field: str
) -> None:
    with circle(embedded) as people:
        refused = people["owner"].post(f"{people.address}/invitations", json=draft)
        assert broken_fields(refused) == {field}


def test_a_role_that_is_raised_or_lowered_counts_with_the_next_request(embedded: Service) -> None:
    with circle(embedded, "viewer") as people:
        task = f"/api/tasks/{people.task()['id']}"
        member = f"{people.address}/members/{people.people['viewer']}"
        viewer, title = people["viewer"], {"title": "Hoe"}
        assert viewer.put(task, json=title).status_code == 403
        raised = people["owner"].patch(member, json={"role": "editor"})
        assert raised.json()["role"] == "editor"
        assert viewer.put(task, json=title).status_code == 200
        tag = {"If-Match": raised.headers["etag"]}
        lowered = people["owner"].patch(member, json={"role": "viewer"}, headers=tag)
        assert lowered.status_code == 200
        assert viewer.put(task, json=title).status_code == 403
        again = people["owner"].patch(member, json={"role": "admin"}, headers=tag)
        assert again.status_code == 412


def test_whoever_is_removed_hears_it_on_an_open_stream_and_has_nothing_left(
    embedded: Service,
) -> None:
    with circle(embedded, "editor") as people:
        task = f"/api/tasks/{people.task()['id']}"
        editor = people["editor"]
        with listening(editor) as stream:
            assert people.project in stream.event().data["scopes"]
            member = f"{people.address}/members/{people.people['editor']}"
            assert people["owner"].delete(member).status_code == 204
            assert editor.get(task).status_code == 403
            assert editor.get(people.address).status_code == 404
            told = stream.event()
            while told.name != "gone":
                assert people.project not in told.data["scopes"]
                told = stream.event()
            assert told.data["scopes"] == [people.project]
            people.task()
            editor.post("/api/tasks", json={"title": "mine"})
            assert people.project not in stream.event().data["scopes"]


def test_whoever_joins_hears_of_the_project_on_an_open_stream(embedded: Service) -> None:
    with circle(embedded) as people, listening(people["stranger"]) as stream:
        assert people.project not in stream.event().data["scopes"]
        join(people["stranger"], invitation(people["owner"], people.project, "viewer"))
        stream.told(people.project, 1)


def test_leaving_is_open_to_all_but_the_owner(embedded: Service) -> None:
    with circle(embedded, "viewer", "admin") as people:
        refused = people["owner"].post(f"{people.address}/leave")
        assert problem(refused, 409)["type"].endswith("project.owner_stays")
        assert people["viewer"].post(f"{people.address}/leave").status_code == 204
        myself = f"{people.address}/members/{people.people['admin']}"
        assert people["admin"].delete(myself).status_code == 204
        assert len(people["owner"].get(f"{people.address}/members").json()) == 1


def test_a_project_given_away_goes_on_for_everybody(embedded: Service) -> None:
    with circle(embedded, "viewer", "editor") as people:
        task = f"/api/tasks/{people.task()['id']}"
        heir = {"person_id": people.people["editor"]}
        known = {"If-None-Match": people["viewer"].get(task).headers["etag"]}
        with listening(people["viewer"]) as stream:
            number = stream.event().data["scopes"][people.project]
            given = people["owner"].post(f"{people.address}/transfer", json=heir)
            assert given.json()["role"] == "admin"
            assert given.json()["owner_id"] == heir["person_id"]
            told = people["viewer"].get(task, headers=known).json()
            assert told["user_id"].startswith("editor-")
            assert people["owner"].put(task, json={"title": "Hoe"}).status_code == 200
            stream.told(people.project, number + 3)
        assert people["owner"].delete(people.address).status_code == 403
        assert people["editor"].delete(people.address).status_code == 204


def test_a_project_goes_to_members_only(embedded: Service) -> None:
    with circle(embedded, "admin") as people:
        for who, heir, status in (
            ("owner", str(uuid4()), 404),
            ("owner", people.people["owner"], 409),
            ("admin", people.people["admin"], 403),
        ):
            answer = people[who].post(f"{people.address}/transfer", json={"person_id": heir})
            assert answer.status_code == status
