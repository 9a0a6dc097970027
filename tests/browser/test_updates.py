"""A newer version of the app comes while it is open: it waits, asks, and takes nothing away."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.api.people import Person, on_new_database
from tests.backends import Cluster, Service, tasklark
from tests.browser.desk import Desk
from tests.browser.household import newcomer
from tests.browser.updated import built_again

Desks = Callable[..., Desk]
PUSH = "**/api/sync/push"
CUT = re.compile(r"net::ERR_")
"""What a browser says while there is no server, between two versions, or no way to it."""
FIND_UPDATE = """async (mark) => {
  const registration = await navigator.serviceWorker.getRegistration()
  await registration.update()
  for (;;) {
    const isKept = await caches.has(`tasklark-${mark}`)
    if (isKept && registration.waiting && !registration.installing) return
    await new Promise((go) => setTimeout(go, 50))
  }
}"""
KEY_PAGE = (
    "performance.getEntriesByType('resource').map((e) => e.name).find((n) => /KeyS.*js$/.test(n))"
)


class Address:
    """One address, at which one build of the app is served after the other."""

    def __init__(self, cluster: Cluster, folder: Path, running: ExitStack) -> None:
        self._folder, self._running = folder, running
        served = {"BUILT": str(built_again(folder / "aa", "aa"))}
        first = on_new_database(cluster, folder, "tests.browser.serving", **served)
        self.service: Service = running.enter_context(first)

    def update(self, mark: str, *, form: int | None = None) -> None:
        """Stop, and serve another build."""
        built = built_again(self._folder / mark, mark, form=form)
        port = {"PORT": str(urlsplit(self.service.url).port), "BUILT": str(built)}
        self._running.close()
        later = tasklark(
            {**self.service.environment, **port}, self._folder, "tests.browser.serving"
        )
        self._running.enter_context(later)


@pytest.fixture
def address(cluster: Cluster, tmp_path: Path) -> Iterator[Address]:
    """Give an address of its own."""
    with ExitStack() as running:
        yield Address(cluster, tmp_path, running)


@pytest.fixture
def tabs(address: Address, desks: Desks) -> tuple[Desk, Desk]:
    """Give two tabs of somebody whose browser keeps the app, with edits of both that wait."""
    person = newcomer(address.service, "Anna Berg")
    one = desks(person).problems_expected(CUT).open("/inbox")
    one.quick_add("Bread").ready_for_offline()
    two = one.another_tab().open("/inbox").sees("Bread")
    one.context.route(PUSH, lambda route: route.abort())
    one.quick_add("Cheese")
    two.quick_add("Wine")
    return one, two


def test_an_update_waits_until_it_is_asked_for_and_takes_nothing_away(
    address: Address, tabs: tuple[Desk, Desk]
) -> None:
    one, two = tabs
    # The second comes before anybody has taken the first, so nothing was ever opened with that.
    for mark in ("bb", "cc"):
        address.update(mark)
        one.page.evaluate(FIND_UPDATE, mark)
    for tab in tabs:
        expect(tab.page.get_by_text("A new version is ready.")).to_be_visible()
        tab.sees("Bread", "Cheese", "Wine")
        assert _build(tab) == "aa"
    _reads_a_part_that_is_gone_from_the_server(one)
    one.press("g", "i").quick_add("Olives")
    one.page.get_by_role("button", name="Reload").click()
    expect(one.page.locator("script[src*='cc.js']")).to_have_count(1)
    one.sees("Bread", "Cheese", "Wine", "Olives")
    # The other tab was looked at, so it goes on as it was, under the new worker.
    assert _build(two) == "aa"
    _reads_a_part_that_is_gone_from_the_server(two)
    one.context.unroute(PUSH)
    one.settled()
    assert _titles(one.person) == {"Bread", "Cheese", "Wine", "Olives"}


def test_an_update_that_changes_the_database_on_disk_loses_no_edit_of_any_tab(
    address: Address, tabs: tuple[Desk, Desk]
) -> None:
    one, two = tabs
    address.update("bb", form=2)
    one.page.evaluate(FIND_UPDATE, "bb")
    one.page.get_by_role("button", name="Reload").click()
    one.sees("Bread", "Cheese", "Wine")
    expect(two.page.get_by_role("alert")).to_contain_text("newer version of the app is open")
    # What is written in the old tab now has no place on disk but by the new one.
    two.quick_add("Olives")
    one.sees("Bread", "Cheese", "Wine", "Olives")
    one.page.reload()
    one.sees("Bread", "Cheese", "Wine", "Olives")
    two.page.reload()
    one.page.close()
    two.sees("Bread", "Cheese", "Wine", "Olives")
    two.context.unroute(PUSH)
    two.settled()
    assert _titles(two.person) == {"Bread", "Cheese", "Wine", "Olives"}


def _build(desk: Desk) -> str:
    """Return the mark of the build that a tab was opened with."""
    source = desk.page.locator("script[src]").get_attribute("src")
    assert source
    return source.removesuffix(".js")[-2:]


def _reads_a_part_that_is_gone_from_the_server(desk: Desk) -> None:
    assert not desk.page.evaluate(KEY_PAGE)
    desk.press("g", "s")
    desk.page.get_by_role("link", name="Keys").click()
    expect(desk.page.get_by_role("heading", name="Keys")).to_be_visible()
    part = desk.page.evaluate(KEY_PAGE)
    assert part.endswith("aa.js")
    assert desk.context.request.get(part).status == 404


def _titles(person: Person) -> set[str]:
    with person.client() as client:
        return {each["title"] for each in client.get("/api/tasks").json()}
