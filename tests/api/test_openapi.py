"""The API's description: committed, valid, complete, and what the pages of documentation show."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema_rs import meta

from tests.api.description import COMMITTED, described
from tests.backends import Service

METHODS = {"get", "post", "put", "patch", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in described()["paths"].items():
        for method, operation in found.items():
            yield path, method, operation


def test_the_committed_description_is_the_applications() -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    assert committed == described(), "run `make openapi` and look at what changed for clients"


def test_the_served_description_is_the_committed_one(embedded: Service) -> None:
    with embedded.stranger() as stranger:
        assert stranger.get("/openapi.json").json() == json.loads(COMMITTED.read_text("utf-8"))


def test_it_is_openapi_3_1_with_valid_schemas() -> None:
    document = described()
    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    assert {method for _, method, _ in operations()} <= METHODS


def test_every_reference_leads_somewhere() -> None:
    document = described()
    for reference in _references(document):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_every_operation_says_who_may_call_it_and_how_it_refuses() -> None:
    public = {"sign_up", "sign_in", "token", "refresh", "alive", "ready"}
    for _, _, operation in operations():
        name, answers = operation["operationId"], set(operation["responses"])
        if name in public:
            assert "security" not in operation, name
        else:
            assert operation["security"] == [{"bearer": []}, {"session": []}], name
            assert {"401", "403", "503"} <= answers, name
        if "requestBody" in operation:
            assert {"400", "413", "415", "503"} <= answers, name
        for status, answer in operation["responses"].items():
            assert answer["description"]
            assert "X-Request-Id" in answer["headers"]
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], name


def test_the_limits_of_a_task_are_told() -> None:
    draft = described()["components"]["schemas"]["TaskDraft"]
    fields = draft["properties"]
    assert draft["required"] == ["title"]
    assert fields["title"]["maxLength"] == 1_000
    assert fields["description"]["anyOf"][0]["maxLength"] == 65_536
    assert fields["priority"]["anyOf"][0]["enum"] == ["low", "medium", "high"]
    limit = next(
        parameter
        for parameter in described()["paths"]["/api/tasks"]["get"]["parameters"]
        if parameter["name"] == "limit"
    )
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"]) == (1, 1_000)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "style"
        self.found += [value or "" for name, value in attrs if name in {"src", "href"}]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_documentation_loads_nothing_from_another_host(embedded: Service, page: str) -> None:
    with embedded.stranger() as stranger:
        shown = stranger.get(page)
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in shown.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'self'"
        assert "script-src" not in policy
        assert all("http" not in sources for sources in policy.values())
        links = _Links()
        links.feed(shown.text)
        assert links.found
        for link in links.found:
            assert link.startswith("/docs/")
            assert stranger.get(link).status_code == 200


@pytest.mark.parametrize("name", ["nope", "..", "openapi"])
def test_there_are_no_other_scripts(embedded: Service, name: str) -> None:
    with embedded.stranger() as stranger:
        assert stranger.get(f"/docs/{name}.js").status_code == 404
