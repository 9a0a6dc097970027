"""The web app as it was built and is served: complete, small, and of this host alone."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.backends import Service

FIRST_LOAD_MAX = 100 * 1024
"""Bytes of script that the page asks for at once, compressed."""
SCRIPTS_MAX = 300 * 1024
STYLES_MAX = 20 * 1024


@pytest.fixture(scope="module")
def client(embedded: Service) -> Iterator[httpx.Client]:
    with embedded.stranger() as stranger:
        stranger.headers["Accept-Encoding"] = "identity"
        yield stranger


class _Page(HTMLParser):
    """What a page refers to, and whether anything in it is written inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        assert tag != "style"
        assert not [name for name in told if name.startswith("on")]
        if tag == "script":
            self.scripts.append(told["src"])
        if tag == "link":
            self.links[told["href"]] = told["rel"]


def page(client: httpx.Client) -> _Page:
    return _Page(client.get("/").text)


def built(client: httpx.Client) -> list[str]:
    """Return the address of every file of the app, as the service worker knows them."""
    worker = client.get("/sw.js").text
    told = re.search(r'\{"version":"[0-9a-f]{16}","files":(\[[^\]]*\])\}', worker)
    assert told
    found: list[str] = json.loads(told[1])
    return found


def weight(client: httpx.Client, address: str) -> int:
    """Return how many bytes a browser is sent."""
    return int(client.head(address, headers={"Accept-Encoding": "br"}).headers["content-length"])


def test_all_that_the_page_refers_to_is_here(client: httpx.Client) -> None:
    shown = page(client)
    assert shown.scripts
    for address in (*shown.scripts, *shown.links):
        assert address.startswith("/")
        assert client.get(address).status_code == 200


def test_every_script_and_style_is_kept_by_its_hash_and_sent_small(client: httpx.Client) -> None:
    assets = [address for address in built(client) if address.endswith((".js", ".css"))]
    assert assets
    for address in assets:
        answer = client.head(address)
        assert re.fullmatch(r"/assets/[\w.~-]+-[\w-]{8}\.(?:js|css)", address)
        assert "immutable" in answer.headers["cache-control"]
        assert weight(client, address) <= int(answer.headers["content-length"])


def test_the_service_worker_keeps_the_page_and_nothing_that_is_not_there(
    client: httpx.Client,
) -> None:
    files = built(client)
    assert "/" in files
    assert len(files) == len(set(files))
    for address in files:
        assert client.get(address).status_code == 200
    assert not [address for address in files if re.match(r"/(?:api|docs|health)|/sw\.js", address)]


def test_the_first_load_is_light_and_the_whole_is_not_heavy(client: httpx.Client) -> None:
    shown = page(client)
    first = [*shown.scripts, *(url for url, rel in shown.links.items() if rel == "modulepreload")]
    assert 0 < sum(weight(client, address) for address in first) <= FIRST_LOAD_MAX
    files = built(client)
    for ending, most in ((".js", SCRIPTS_MAX), (".css", STYLES_MAX)):
        sizes = [weight(client, address) for address in files if address.endswith(ending)]
        assert sum(sizes) <= most


def test_the_app_can_be_installed_and_takes_what_is_shared(client: httpx.Client) -> None:
    told: dict[str, Any] = client.get("/manifest.webmanifest").json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        answer = client.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
        assert icon["sizes"] == ("any" if "svg" in icon["type"] else _size(answer.content))
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == ["/quick", "/today"]
    assert told["share_target"]["action"] == "/quick"


def _size(png: bytes) -> str:
    """Return the size of a PNG as its header tells it (PNG, 11.2.2)."""
    assert png[12:16] == b"IHDR"
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    return f"{width}x{height}"
