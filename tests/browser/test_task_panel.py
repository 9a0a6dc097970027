"""What one task is, seen and changed in its panel and its pickers."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.api.people import Person
from tests.browser.desk import Desk
from tests.browser.household import Household

Desks = Callable[..., Desk]


@pytest.fixture
def house(person: Person) -> Iterator[Household]:
    """Give somebody a project with two tasks."""
    house = Household(person, date(2026, 11, 21))
    house.project("Garden", "green")
    house.task("Buy paint", "Garden")
    house.task("Paint the fence", "Garden", description="Two **coats**")
    yield house
    house.client.close()


def opened(desk: Desk, house: Household, title: str) -> Locator:
    """Open a task's panel beside its project; return the panel."""
    desk.open(f"/project/{house.ids['Garden']}?task={house.ids[title]}")
    expect(desk.page.get_by_label(f"Task: {title}", exact=True)).to_be_visible()
    return desk.page.locator("[data-panel]")


def stored(house: Household, title: str) -> dict[str, Any]:
    """Return a task as the server has it."""
    return dict(house.client.get(f"/api/tasks/{house.ids[title]}").json())


def test_a_title_is_saved_by_enter_put_back_by_escape_and_undone_as_one_step(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person)
    panel = opened(desk, house, "Buy paint")
    title = panel.get_by_role("textbox", name="Title")
    title.fill("Buy green paint")
    desk.press("Enter")
    expect(desk.row("Buy green paint")).to_have_count(1)
    title.fill("Something else")
    desk.press("Escape")
    expect(title).to_have_value("Buy green paint")
    desk.press("Escape", "Escape")
    expect(panel).to_have_count(0)
    desk.press("Control+z")
    expect(desk.row("Buy paint")).to_have_count(1)


def test_a_date_is_told_in_words_or_found_by_the_keys_of_a_grid(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person)
    panel = opened(desk, house, "Buy paint")
    due = panel.get_by_role("button", name="Due:")
    due.click()
    expect(desk.page.get_by_label("Type a date")).to_be_focused()
    desk.page.keyboard.type("every 3rd of december 9am")
    expect(desk.page.get_by_text("Enter: ")).to_be_visible()
    desk.press("Enter")
    expect(due).to_be_focused()
    expect(due).to_contain_text("09:00")
    expect(panel.get_by_role("button", name="Repeat:")).to_contain_text("every year")
    due.click()
    expect(desk.page.get_by_label("Type a date")).to_be_focused()
    desk.press("ArrowDown", "ArrowRight", "Enter")
    expect(due).to_contain_text("4 Dec")
    desk.settled()
    task = stored(house, "Buy paint")
    assert task["due_date"].endswith("-12-04T09:00:00")
    assert task["repeat"]["rule"] == "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3"


def test_a_label_that_is_not_there_is_made_and_put_on_at_once(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person)
    panel = opened(desk, house, "Buy paint")
    labels = panel.get_by_role("button", name="Labels:")
    labels.click()
    expect(desk.page.get_by_role("combobox", name="Labels")).to_be_focused()
    desk.page.keyboard.type("outside")
    desk.press("Enter", "Escape")
    expect(labels).to_contain_text("outside")
    desk.settled()
    assert stored(house, "Buy paint")["labels"] == ["outside"]
    assert [label["name"] for label in house.client.get("/api/labels").json()] == ["outside"]


def test_what_somebody_else_writes_meanwhile_is_neither_lost_nor_takes_the_place_of_what_one_types(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person)
    panel = opened(desk, house, "Paint the fence")
    panel.get_by_text("Two coats").click()
    desk.page.keyboard.type(", at least")
    change = {"description": "Three coats"}
    house.client.put(f"/api/tasks/{house.ids['Paint the fence']}", json=change)
    expect(panel.get_by_text("Somebody else changed this")).to_be_visible()
    expect(panel.get_by_role("textbox", name="Description")).to_have_value(
        "Two **coats**, at least"
    )
    panel.get_by_role("button", name="Keep mine").click()
    desk.settled()
    assert stored(house, "Paint the fence")["description"] == "Two **coats**, at least"


def test_a_member_is_mentioned_by_name(desks: Desks, house: Household) -> None:
    other = house.share("Garden", "Bob Reed")
    desk = desks(house.person)
    panel = opened(desk, house, "Buy paint")
    panel.get_by_role("textbox", name="Write a comment").click()
    desk.page.keyboard.type("Ask @bo")
    expect(desk.page.get_by_role("option", name="Bob Reed")).to_be_visible()
    desk.press("Enter", "Control+Enter")
    expect(panel.locator("article").get_by_text("@Bob Reed")).to_be_visible()
    desk.settled()
    with other.client() as theirs:
        [said] = theirs.get(f"/api/comments?task_id={house.ids['Buy paint']}").json()
        person_id = theirs.get("/api/account").json()["person_id"]
    assert said["body"] == f"Ask @[Bob Reed](person:{person_id})"


def test_a_viewer_is_offered_nothing_but_a_reminder(desks: Desks, house: Household) -> None:
    viewer = house.share("Garden", "Vera Vogt", role="viewer")
    panel = opened(desks(viewer), house, "Paint the fence")
    expect(panel.get_by_text("You may read this task, not change it.")).to_be_visible()
    expect(panel.get_by_role("textbox")).to_have_count(0)
    expect(panel.get_by_role("combobox")).to_have_count(0)
    expect(panel.get_by_role("button", name="Reminders")).to_be_visible()
    expect(panel.get_by_role("button", name="Due:")).to_have_count(0)


def test_a_task_that_somebody_deletes_says_so_and_can_be_restored(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person)
    panel = opened(desk, house, "Buy paint")
    house.client.delete(f"/api/tasks/{house.ids['Buy paint']}")
    expect(desk.page.get_by_text("This task was deleted.")).to_be_visible()
    desk.page.get_by_role("button", name="Restore").click()
    expect(panel.get_by_role("textbox", name="Title")).to_have_value("Buy paint")


def test_markdown_neither_runs_nor_asks_another_host(desks: Desks, house: Household) -> None:
    desk = desks(house.person)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    house.task(
        "Danger",
        "Garden",
        description="<img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        "![b](https://evil.example/b.png) [c](https://good.example)",
    )
    panel = opened(desk, house, "Danger")
    expect(panel.get_by_role("link", name="c")).to_have_attribute("rel", "noopener noreferrer")
    expect(panel.get_by_role("link", name="b", exact=True)).to_have_attribute("target", "_blank")
    expect(panel.locator("img")).to_have_count(0)
    expect(panel.locator(".markdown a:not([href])")).to_have_text("a")
    assert not [url for url in asked if ".example" in url]


def test_on_a_narrow_screen_the_panel_is_all_that_keys_reach_and_nothing_scrolls_sideways(
    desks: Desks, house: Household
) -> None:
    desk = desks(house.person, viewport={"width": 320, "height": 640})
    panel = opened(desk, house, "Paint the fence")
    expect(panel).to_have_attribute("role", "dialog")
    expect(desk.page.locator("main")).to_have_attribute("inert", "")
    for name in ("Due:", "Labels:"):
        panel.get_by_role("button", name=name).click()
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        wide = "[...document.querySelectorAll('dialog[open], [data-panel], [data-panel] > *')]"
        overflow = f"{wide}.filter((each) => each.scrollWidth > each.clientWidth + 1).length"
        assert desk.page.evaluate(overflow) == 0
        assert desk.page.evaluate("document.documentElement.scrollWidth") == 320
        desk.press("Escape")
        expect(panel.get_by_role("button", name=name)).to_be_focused()
    panel.get_by_role("button", name="More for this task").click()
    expect(panel.get_by_role("menuitem", name="Delete")).to_be_visible()
    desk.press("Escape")
    expect(panel.get_by_role("menuitem")).to_have_count(0)
    panel.get_by_role("button", name="Close task").click()
    expect(desk.page.locator("main")).not_to_have_attribute("inert", "")
