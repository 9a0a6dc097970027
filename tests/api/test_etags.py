"""Entity tags: what has changed since (RFC 9110, section 13)."""

import httpx
import pytest

from tests.api.problems import problem
from tests.backends import Service


def made(client: httpx.Client) -> tuple[str, str]:
    response = client.post("/api/tasks", json={"title": "x"})
    return response.headers["location"], response.headers["etag"]


def changing(client: httpx.Client, path: str, if_match: str) -> list[httpx.Response]:
    """Send each kind of change; the one that deletes comes last."""
    headers = {"If-Match": if_match}
    return [
        client.put(path, json={}, headers=headers),
        client.patch(f"{path}/complete", headers=headers),
        client.delete(path, headers=headers),
    ]


def test_every_answer_with_a_task_has_its_tag(everywhere: Service) -> None:
    with everywhere.client() as ada:
        path, first = made(ada)
        assert first.startswith('"')
        changed = ada.put(path, json={"title": "y"}).headers["etag"]
        turned = ada.patch(f"{path}/complete").headers["etag"]
        assert len({first, changed, turned}) == 3
        assert ada.get(path).headers["etag"] == turned


@pytest.mark.parametrize(
    "stale", ['"stale"', "{weak}", '"a", "b"', '"*"', "", "stale", '"unended', '*, "a"']
)
def test_changes_are_refused_when_no_tag_fits(everywhere: Service, stale: str) -> None:
    with everywhere.client() as ada:
        path, tag = made(ada)
        before = ada.get(path)
        for refused in changing(ada, path, stale.replace("{weak}", f"W/{tag}")):
            problem(refused, 412)
        assert ada.get(path).content == before.content


@pytest.mark.parametrize("match", ["{tag}", "*", '"other", {tag}', '{tag},W/"x"', "{tag} , ,"])
def test_changes_are_made_when_one_tag_fits(everywhere: Service, match: str) -> None:
    with everywhere.client() as ada:
        path, tag = made(ada)
        headers = {"If-Match": match.replace("{tag}", tag)}
        assert ada.put(path, json={}, headers=headers).status_code == 200
        assert ada.delete(path, headers=headers).status_code == 204
        path, tag = made(ada)
        headers = {"If-Match": match.replace("{tag}", tag)}
        assert ada.patch(f"{path}/complete", headers=headers).status_code == 200


def test_of_two_who_read_the_same_only_the_first_may_write(everywhere: Service) -> None:
    with everywhere.client() as ada:
        path, tag = made(ada)
        assert ada.put(path, json={"title": "1"}, headers={"If-Match": tag}).status_code == 200
        problem(ada.put(path, json={"title": "2"}, headers={"If-Match": tag}), 412)
        problem(ada.delete(path, headers={"If-Match": tag}), 412)
        assert ada.get(path).json()["title"] == "1"


@pytest.mark.parametrize("match", ["{tag}", "W/{tag}", "*", '"other", {tag}'])
@pytest.mark.parametrize("address", ["task", "list", "page"])
def test_what_has_not_changed_is_not_sent_again(
    everywhere: Service, match: str, address: str
) -> None:
    with everywhere.client() as ada:
        task, _ = made(ada)
        url = {"task": task, "page": "/api/tasks?limit=1"}.get(address, "/api/tasks?sort=title")
        tag = ada.get(url).headers["etag"]
        known = {"If-None-Match": match.replace("{tag}", tag)}
        same = ada.get(url, headers=known)
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        ada.put(task, json={"title": "y"})
        if match != "*":
            assert ada.get(url, headers=known).status_code == 200


@pytest.mark.parametrize("act", ["create", "change", "complete", "delete"])
def test_every_change_moves_the_tag_of_the_list(everywhere: Service, act: str) -> None:
    with everywhere.client() as ada:
        path, _ = made(ada)
        before = ada.get("/api/tasks").headers["etag"]
        assert ada.get(path).status_code == 200
        assert ada.get("/api/tasks").headers["etag"] == before
        if act == "create":
            made(ada)
        elif act == "change":
            ada.put(path, json={"title": "y"})
        elif act == "complete":
            ada.patch(f"{path}/complete")
        else:
            ada.delete(path)
        assert ada.get("/api/tasks").headers["etag"] != before


def test_what_changed_nothing_leaves_the_tag_of_the_list(everywhere: Service) -> None:
    with everywhere.client() as ada:
        path, tag = made(ada)
        before = ada.get("/api/tasks").headers["etag"]
        ada.put(path, json={"title": "x"})
        ada.put(path, json={"title": ""})
        ada.delete(path, headers={"If-Match": '"stale"'})
        assert ada.get(path).headers["etag"] == tag
        assert ada.get("/api/tasks").headers["etag"] == before


def test_the_tag_of_ones_own_list_says_nothing_about_anothers(everywhere: Service) -> None:
    with everywhere.client() as ada, everywhere.client() as bob:
        made(ada), made(bob)
        tag = ada.get("/api/tasks").headers["etag"]
        assert bob.get("/api/tasks", headers={"If-None-Match": tag}).status_code == 200
