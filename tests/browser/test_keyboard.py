"""Everything by keys alone: the focus is never lost, and what is offered can be reached."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

Desks = Callable[..., Desk]


def _tab_to(desk: Desk, name: str, *, limit: int = 40) -> None:
    """Go on by Tab until what has the focus is called so."""
    names = []
    for _ in range(limit):
        desk.press("Tab")
        names.append(desk.page.evaluate("document.activeElement.innerText.trim()"))
        if names[-1] == name:
            return
    pytest.fail(f"{name} can't be reached by Tab, only {names}")


def test_what_was_done_is_taken_back_from_within_a_dialog(desk: Desk) -> None:
    desk.quick_add("Bread", "Cheese").focus("Bread").press("e", "q")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    undo = dialog.get_by_role("button", name="Undo")
    undo.click(trial=True)
    _tab_to(desk, "Undo")
    desk.press("Enter")
    expect(dialog.get_by_role("button", name="Redo")).to_be_visible()
    assert desk.page.evaluate("document.activeElement.closest('dialog') !== null")
    desk.press("Escape").sees("Bread", "Cheese")
    # The dialog is gone; what it was told stays for its time.
    expect(desk.page.get_by_role("button", name="Redo")).to_be_visible()


def test_a_toast_gives_the_focus_back(desk: Desk) -> None:
    desk.quick_add("Bread", "Cheese").focus("Bread").press("e")
    expect(desk.row("Cheese").get_by_role("checkbox")).to_be_focused()
    _tab_to(desk, "Undo")
    desk.press("Enter").sees("Bread", "Cheese")
    assert desk.page.evaluate("document.activeElement !== document.body")
