"""Search over REST: its shape, its limits, and what it refuses."""

from typing import Any

import pytest

from tests.api.problems import broken_fields
from tests.backends import Service


def test_a_search_answers_with_tasks_ranks_and_highlights(everywhere: Service) -> None:
    with everywhere.client() as client:
        made = client.post(
            "/api/tasks", json={"title": "Water the plants", "description": "Wässern, all of them"}
        ).json()
        said = {"task_id": made["id"], "body": "The wäscher too?"}
        assert client.post("/api/comments", json=said).status_code == 201
        answer = client.get("/api/search", params={"q": "Wa PLA"})
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == [
            {
                "task": client.get(f"/api/tasks/{made['id']}").json(),
                "rank": 2,
                "highlights": {
                    "title": [[0, 2], [10, 13]],
                    "description": {"text": "Wässern, all of them", "ranges": [[0, 2]]},
                    "comment": {"text": "The wäscher too?", "ranges": [[4, 6]]},
                },
            }
        ]
        assert client.get("/api/search", params={"q": "nowhere"}).json() == []


def test_a_search_gives_as_many_as_are_asked_for(embedded: Service) -> None:
    with embedded.client() as client:
        for number in range(22):
            client.post("/api/tasks", json={"title": f"One of many, {number}"})
        assert len(client.get("/api/search?q=many").json()) == 20
        assert len(client.get("/api/search?q=many&limit=3").json()) == 3
        assert len(client.get("/api/search?q=one&limit=100").json()) == 22


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": " \n"}, "q"),
        ({"q": "\u0301"}, "q"),
        ({"q": "x" * 201}, "q"),
        ({"q": "a b c d e f g h i j k"}, "q"),
        ({"q": "a\0b"}, "q"),
        ({"q": "a", "limit": 0}, "limit"),
        ({"q": "a", "limit": 101}, "limit"),
        ({"q": "a", "archived": "perhaps"}, "archived"),
    ],
)
def test_an_unfit_search_is_refused(embedded: Service, params: Any, field: str) -> None:
    with embedded.client() as client:
        answer = client.get("/api/search", params=params)
        assert answer.status_code == 400
        assert broken_fields(answer) == {field}


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "'", "(?:", "[a-", "*", "$5", "a{1,9}", ")|(", "\u2028x", "x" * 200]
)
def test_signs_stand_for_themselves(embedded: Service, text: str) -> None:
    with embedded.client() as client:
        client.post("/api/tasks", json={"title": "A plain one"})
        made = client.post("/api/tasks", json={"title": f"so: {text}"}).json()
        found = client.get("/api/search", params={"q": text}).json()
        assert [hit["task"]["id"] for hit in found] == [made["id"]]
        assert found[0]["rank"] == 2
