"""Two users, and calls at random over everything the API has: nothing of one's reaches the other.

What may be called, and with what, is read from the committed description, so an operation that is
added tomorrow is attacked tomorrow.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.description import COMMITTED
from tests.api.people import Person
from tests.backends import Service

DOCUMENT = json.loads(COMMITTED.read_text(encoding="utf-8"))
CANARY = "kn4r1envogel"
OPERATIONS = [
    (method.upper(), path, operation)
    for path, found in DOCUMENT["paths"].items()
    for method, operation in found.items()
    if "text/event-stream" not in operation["responses"].get("200", {}).get("content", {})
]
"""All but the live stream, which has no end; tests/api/test_live.py says whose numbers it tells."""
_WORDS = st.sampled_from(
    ["x", "", "low", "2030-02-10", "all", "title", "1", "*", '"x"', None, True]
)


@dataclass(frozen=True)
class Belongings:
    """What somebody has: the ids of it, and how it is shown."""

    client: httpx.Client
    ids: list[str]

    def shown(self) -> list[object]:
        """Return everything that their owner can see, but for moments that reading moves."""
        kinds = ("tasks", "account", "invitations", "projects", "labels", "comments", "settings")
        addresses = [f"/api/{kind}" for kind in kinds]
        addresses += [f"/api/tasks/{task_id}" for task_id in self.ids[:3]]
        listed = [self.client.get(f"/api/{kind}").json() for kind in ("tokens", "auth/sessions")]
        living = [[found["id"] for found in kind] for kind in listed]
        return [*(self.client.get(address).content for address in addresses), living]


def settled(client: httpx.Client) -> Belongings:
    """Return somebody with tasks, tokens, sessions and invitations; their texts bear the canary."""
    draft = {"title": CANARY, "description": CANARY}
    made = [
        *(client.post("/api/tasks", json=draft) for _ in range(3)),
        client.post("/api/tokens", json={"name": CANARY, "scopes": ["tasks:read", "account"]}),
        client.post("/api/invitations", json={"email": f"{CANARY}@example.org"}),
        client.post("/api/projects", json={"name": CANARY}),
        client.post("/api/labels", json={"name": CANARY}),
    ]
    hanging = {"task_id": made[0].json()["id"], "body": CANARY}
    made.append(client.post("/api/comments", json=hanging))
    assert {answer.status_code for answer in made} == {201}
    (session, *_) = client.get("/api/auth/sessions").json()
    return Belongings(client, [*(answer.json()["id"] for answer in made), session["id"]])


def values(schema: Mapping[str, Any], ids: list[str]) -> st.SearchStrategy[Any]:
    """Return values for a part of a request: what fits its schema, other words, anybody's ids."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return values(DOCUMENT["components"]["schemas"][name], ids)
    if "properties" in schema:
        fields = {name: values(found, ids) for name, found in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional={**fields, "user_id": _WORDS, "owner_id": _WORDS})
    known = st.sampled_from([*schema.get("examples", ()), *schema.get("enum", ()), *ids])
    return known | _WORDS


@st.composite
def calls(draw: st.DrawFn, ids: list[str]) -> dict[str, Any]:
    """Draw a request for any operation, with anybody's ids in its address, query and body."""
    method, path, operation = draw(st.sampled_from(OPERATIONS))
    address = re.sub(r"\{\w+\}", lambda _: draw(st.sampled_from(ids)), path)
    told: dict[str, Any] = {"method": method, "url": address, "params": {}, "headers": {}}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "path" and draw(st.booleans()):
            place = "params" if parameter["in"] == "query" else "headers"
            value = draw(values(parameter["schema"], ids).map(str))
            told[place][parameter["name"]] = value
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        told["json"] = draw(values(body["schema"], ids))
    return told


@pytest.fixture(scope="module")
def ada(administrator: Person) -> Iterator[Belongings]:
    with administrator.client() as client:
        yield settled(client)


@given(st.data())
@settings(max_examples=60, derandomize=True)
def test_no_call_of_one_user_shows_or_moves_anything_of_another(
    guarded: Service, ada: Belongings, data: st.DataObject
) -> None:
    before = ada.shown()
    private = [CANARY, ada.client.get("/api/account").json()["user_id"]]
    with guarded.client() as bob:
        own = bob.post("/api/tasks", json={"title": "his"}).json()["id"]
        for told in data.draw(st.lists(calls([*ada.ids, own]), min_size=5, max_size=12)):
            answer = bob.request(**told)
            assert answer.status_code < 500, told
            seen = answer.text + str(answer.headers)
            assert not [text for text in private if text in seen], told
    assert ada.shown() == before
