"""Keys that are pressed before what they are meant for has been fetched: none is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.api.people import Person
from tests.browser.desk import Desk

Desks = Callable[..., Desk]


class Gate:
    """Keeps what a browser asks for from coming, until it is opened."""

    def __init__(self, desk: Desk, address: str) -> None:
        self._waiting: list[Route] = []
        self._is_open = False
        desk.page.route(address, self._pass)

    def _pass(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._waiting.append(route)

    def open(self) -> None:
        """Let through what waits, and all that comes."""
        self._is_open = True
        for route in self._waiting:
            route.continue_()


@pytest.mark.parametrize("late", ["**/assets/QuickAddDialog-*.js", "**/api/account"])
def test_a_task_that_is_typed_at_once_is_added_whole(
    desks: Desks, person: Person, late: str
) -> None:
    desk = desks(person)
    gate = Gate(desk, late)
    desk.page.goto("/inbox", wait_until="load")
    if "assets" in late:
        expect(desk.page.locator("main")).to_be_visible()
    desk.press("q")
    desk.page.keyboard.type("Buy oat milkk")
    desk.press("Backspace")
    desk.page.keyboard.type(" #1 & more")
    gate.open()
    field = desk.page.get_by_role("dialog").get_by_role("textbox")
    expect(field).to_have_value("Buy oat milk #1 & more")
    desk.page.keyboard.type("!")
    desk.press("Control+Enter")
    desk.sees("Buy oat milk #1 & more!")


def test_a_task_is_typed_and_added_blindly(desks: Desks, person: Person) -> None:
    desk = desks(person)
    gate = Gate(desk, "**/assets/QuickAddDialog-*.js")
    desk.open("/inbox").press("q")
    desk.page.keyboard.type("Bread")
    desk.press("Enter")
    desk.page.keyboard.type("Cheese")
    desk.press("Control+Enter")
    gate.open()
    desk.sees("Bread", "Cheese")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_keys_reach_the_command_menu_and_its_escape(desks: Desks, person: Person) -> None:
    desk = desks(person)
    gate = Gate(desk, "**/assets/CommandMenu-*.js")
    desk.open("/inbox").press("Control+k")
    desk.page.keyboard.type("upcoming")
    desk.press("Enter")
    gate.open()
    expect(desk.page).to_have_url(f"{person.service.url}/upcoming")
    desk.press("Control+k")
    expect(desk.page.get_by_role("combobox")).to_be_focused()
    desk.press("Escape")
    expect(desk.page.get_by_role("combobox")).to_have_count(0)
