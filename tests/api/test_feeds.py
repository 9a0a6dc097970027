"""Calendar feeds: an address that is a secret, what it shows, and its end."""

import httpx
import pytest

from tests.api.people import Person, joined
from tests.api.problems import problem
from tests.backends import Service


@pytest.fixture
def person(embedded: Service) -> Person:
    return joined(embedded)


def test_an_address_shows_a_project_until_it_is_revoked(person: Person) -> None:
    with person.client() as client:
        project = client.post("/api/projects", json={"name": "Garden"}).json()
        client.post("/api/tasks", json={"title": "Rake leaves", "project_id": project["id"]})
        draft = {"kind": "project", "resource_id": project["id"]}
        made = client.post("/api/feeds", json=draft).json()
        (listed,) = client.get("/api/feeds").json()
        assert listed == {name: value for name, value in made.items() if name != "path"}
        address = f"{person.service.url}{made['path']}"
        shown = httpx.get(address)
        assert shown.status_code == 200
        assert "SUMMARY:Rake leaves" in shown.text
        assert httpx.get(address.replace("tasklark_cal_", "tasklark_cal_0")).status_code == 404
        (used,) = client.get("/api/feeds").json()
        assert used["last_used_at"] is not None
        assert client.delete(f"/api/feeds/{made['id']}").status_code == 204
        assert httpx.get(address).status_code == 404
        assert client.get("/api/feeds").json() == []


def test_an_address_shows_what_a_saved_filter_finds(person: Person) -> None:
    with person.client() as client:
        for title, priority in (("Urgent", "high"), ("Idle", "low")):
            client.post("/api/tasks", json={"title": title, "priority": priority})
        kept = client.post("/api/filters", json={"name": "Now", "query": "p1"}).json()
        draft = {"kind": "filter", "resource_id": kept["id"], "expands": True}
        made = client.post("/api/feeds", json=draft).json()
        shown = httpx.get(f"{person.service.url}{made['path']}").text
    assert "SUMMARY:Urgent" in shown
    assert "SUMMARY:Idle" not in shown


def test_nothing_is_shown_of_a_list_that_is_gone(person: Person) -> None:
    with person.client() as client:
        project = client.post("/api/projects", json={"name": "Garden"}).json()
        draft = {"kind": "project", "resource_id": project["id"]}
        made = client.post("/api/feeds", json=draft).json()
        client.delete(f"/api/projects/{project['id']}")
        assert httpx.get(f"{person.service.url}{made['path']}").status_code == 404


def test_what_one_does_not_see_can_be_no_feed(person: Person, embedded: Service) -> None:
    with joined(embedded).client() as other:
        project = other.post("/api/projects", json={"name": "Secret"}).json()
    with person.client() as client:
        for kind in ("project", "filter"):
            draft = {"kind": kind, "resource_id": project["id"]}
            answer = client.post("/api/feeds", json=draft)
            assert problem(answer, 404)["type"].endswith(":calendar.not_found")
