"""What people do, from the first key to the server: by keys, by pointer, and together."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Locator, expect

from tests.api.people import Person
from tests.backends import Service
from tests.browser import household
from tests.browser.desk import Desk

Desks = Callable[..., Desk]


def _tasks(person: Person) -> dict[str, dict[str, Any]]:
    with person.client() as client:
        return {each["title"]: each for each in client.get("/api/tasks").json()}


def _drag(desk: Desk, what: Locator, onto: Locator, *, lower: bool = True) -> None:
    """Drag by the mouse, in steps as a hand does, to the upper or lower half of something."""
    begin, end = what.bounding_box(), onto.bounding_box()
    assert begin
    assert end
    mouse = desk.page.mouse
    mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    mouse.down()
    x = begin["x"] + begin["width"] / 2
    y = end["y"] + end["height"] * (0.8 if lower else 0.2)
    for part in (0.2, 0.6, 1.0, 1.0):
        mouse.move(x, begin["y"] + (y - begin["y"]) * part)
        desk.page.wait_for_timeout(30)
    mouse.up()


def test_a_line_becomes_what_it_says(desk: Desk) -> None:
    desk.quick_add("Call Grandma 2030-02-10 9am @phone p1").settled()
    task = _tasks(desk.person)["Call Grandma"]
    assert (task["due_date"], task["priority"]) == ("2030-02-10T09:00:00", "high")
    assert task["labels"] == ["phone"]


def test_backspace_right_behind_a_word_leaves_it_as_text(desk: Desk) -> None:
    desk.press("q")
    desk.page.keyboard.type("Call Grandma tomorrow")
    recognised = desk.page.get_by_role("dialog").get_by_role("list", name="Recognised")
    expect(recognised.get_by_role("listitem")).not_to_have_count(0)
    desk.press("Backspace", "Enter", "Escape").settled()
    (task,) = _tasks(desk.person).values()
    assert task["title"] == "Call Grandma tomorrow"
    assert task["due_date"] is None


def test_everything_can_be_taken_back_and_done_again(desk: Desk) -> None:
    desk.quick_add("Bread", "Cheese")
    desk.focus("Bread").press("e")
    desk.sees("Cheese")
    desk.press("z").sees("Bread", "Cheese")
    desk.press("Shift+z").sees("Cheese")
    desk.press("z").sees("Bread", "Cheese")
    desk.focus("Cheese").press("Delete").sees("Bread")
    desk.page.reload()
    desk.sees("Bread")
    desk.press("z").sees("Bread", "Cheese").settled()
    assert not any(each["completed"] for each in _tasks(desk.person).values())


def test_a_repeating_task_that_was_completed_goes_back_to_its_date(desk: Desk) -> None:
    desk.quick_add("Water the plants every day").settled()
    before = _tasks(desk.person)["Water the plants"]
    desk.focus("Water the plants").press("e").settled()
    after = _tasks(desk.person)["Water the plants"]
    assert after["due_date"] > before["due_date"]
    desk.press("z").settled()
    back = _tasks(desk.person)["Water the plants"]
    for field in ("due_date", "status", "completed", "repeat"):
        assert back[field] == before[field], field


def test_undo_takes_nothing_away_that_somebody_else_wrote_since(desk: Desk) -> None:
    desk.quick_add("Fence").settled()
    desk.rename("Fence", "Garden fence").settled()
    task = _tasks(desk.person)["Garden fence"]
    with desk.person.client() as client:
        client.put(f"/api/tasks/{task['id']}", json={"title": "Red fence"}).raise_for_status()
    desk.sees("Red fence")
    desk.press("z").settled()
    desk.sees("Red fence")


def test_tasks_are_put_in_order_and_nested_by_keys(desk: Desk) -> None:
    desk.quick_add("One", "Two", "Three")
    desk.focus("Three").press("Alt+ArrowUp", "Alt+ArrowUp")
    expect(desk.page.locator("main [data-task] [data-title]").first).to_have_text("Three")
    desk.focus("Two").press("Alt+ArrowRight").settled()
    tasks = _tasks(desk.person)
    top = [each for each in tasks.values() if each["parent_id"] is None]
    order = [each["title"] for each in sorted(top, key=lambda each: each["position"])]
    assert order == ["Three", "One"]
    assert tasks["Two"]["parent_id"] == tasks["One"]["id"]
    desk.focus("Two").press("Alt+ArrowLeft").settled()
    assert _tasks(desk.person)["Two"]["parent_id"] is None


def test_a_row_is_dragged_to_another_place(desk: Desk) -> None:
    desk.quick_add("One", "Two", "Three").settled()
    _drag(desk, desk.row("One").locator("[data-title]"), desk.row("Three"))
    expect(desk.page.locator("main [data-task] [data-title]").last).to_have_text("One")
    desk.settled()
    tasks = _tasks(desk.person)
    assert tasks["One"]["position"] > tasks["Three"]["position"]


def test_a_card_is_moved_across_a_board_by_keys(desk: Desk) -> None:
    with desk.person.client() as client:
        project = client.post("/api/projects", json={"name": "Garden"}).json()["id"]
        sections = [
            client.post("/api/sections", json={"project_id": project, "name": name}).json()["id"]
            for name in ("Beds", "Tools")
        ]
        task = {"title": "Roses", "section_id": sections[0]}
        client.post("/api/tasks", json=task).raise_for_status()
    desk.open(f"/project/{project}?view=board").settled()
    desk.page.locator("[data-task]", has_text="Roses").focus()
    desk.press("Alt+ArrowRight").settled()
    assert _tasks(desk.person)["Roses"]["section_id"] == sections[1]
    expect(desk.page.locator("[data-task]:focus")).to_contain_text("Roses")


def test_a_day_of_the_calendar_is_changed_by_keys_and_its_time_stays(desk: Desk) -> None:
    with desk.person.client() as client:
        task = {"title": "Visit the hall", "due_date": "2030-02-10T10:30"}
        client.post("/api/tasks", json=task).raise_for_status()
    desk.open("/upcoming?view=calendar&day=2030-02-10").settled()
    desk.page.get_by_role("button", name="Visit the hall").focus()
    desk.press("Alt+ArrowRight").settled()
    assert _tasks(desk.person)["Visit the hall"]["due_date"] == "2030-02-11T10:30:00"


def test_what_others_do_comes_in_and_a_viewer_is_offered_nothing_to_write(
    home: Service, desks: Desks
) -> None:
    lived = household.Household(household.newcomer(home, "Anna Berg"), datetime.now(UTC).date())
    lived.project("Garden", "lime")
    lived.task("Roses", "Garden")
    viewer = lived.share("Garden", "Vera Viewer", role="viewer")
    desk = desks(viewer).open(f"/project/{lived.ids['Garden']}").sees("Roses")
    lived.task("Shears", "Garden")
    desk.sees("Roses", "Shears")
    desk.focus("Roses").press("e", "1", "Delete", "Alt+ArrowDown")
    desk.sees("Roses", "Shears").settled()
    roses = lived.client.get(f"/api/tasks/{lived.ids['Roses']}").json()
    assert (roses["completed"], roses["priority"]) == (False, None)
    expect(desk.page.get_by_role("main").get_by_role("button", name="Add task")).to_have_count(0)
    person = next(
        each["id"]
        for each in lived.client.get(f"/api/projects/{lived.ids['Garden']}/members").json()
        if each["role"] == "viewer"
    )
    gone = lived.client.delete(f"/api/projects/{lived.ids['Garden']}/members/{person}")
    assert gone.is_success
    expect(desk.page.get_by_role("main").get_by_text("Roses")).to_have_count(0)
    lived.client.close()


def test_closing_a_task_puts_the_focus_back_on_its_row(desk: Desk) -> None:
    desk.quick_add("One", "Two")
    desk.focus("Two").press("Enter")
    panel = desk.page.get_by_role("complementary", name="Two")
    expect(panel.or_(desk.page.locator("aside"))).not_to_have_count(0)
    desk.press("Escape")
    expect(desk.row("Two").get_by_role("checkbox")).to_be_focused()


def test_the_day_changes_while_the_app_is_open(desks: Desks, person: Person) -> None:
    with person.client() as client:
        client.patch("/api/settings", json={"time_zone": "Pacific/Kiritimati"}).raise_for_status()
        for title, day in (("First", "2030-03-01"), ("Second", "2030-03-02")):
            client.post("/api/tasks", json={"title": title, "due_date": day}).raise_for_status()
    desk = desks(person)
    # Where the person lives, UTC+14, it is one minute to midnight on 1 March.
    desk.page.clock.install(time="2030-03-01T09:59:00Z")
    desk.open("/today")
    desk.sees("First")
    desk.page.clock.fast_forward(120_000)
    desk.sees("First", "Second")
