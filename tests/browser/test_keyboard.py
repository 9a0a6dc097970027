"""Everything by keys alone: the focus is never lost, and what is offered can be reached."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NothingSeen

from tests.api.people import Person
from tests.browser.desk import Desk
from tests.browser.household import Household

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


LIST = ["Bread", "Cheese", "Milk"]
ACTS: dict[str, tuple[list[str], list[str]]] = {
    # What is pressed on a row; then the tasks of which one has the focus.
    "complete": (["e"], LIST),
    "delete": (["Delete"], LIST),
    "move up": (["Alt+ArrowUp"], ["same"]),
    "move down": (["Alt+ArrowDown"], ["same"]),
    "to the top": (["Alt+Shift+ArrowUp"], ["same"]),
    "to the bottom": (["Alt+Shift+ArrowDown"], ["same"]),
    "nest": (["Alt+ArrowRight"], ["same"]),
    "nest and take out": (["Alt+ArrowRight", "Alt+ArrowLeft"], ["same"]),
    "rename": (["F2", "Control+a", "!", "Enter"], ["!"]),
    "rename not": (["F2", "!", "Escape"], ["same"]),
    "open and close": (["Enter", "Escape"], ["same"]),
    "date": (["t", "Escape"], ["same"]),
    "date of today": (["t", *"tod", "Enter"], ["same"]),
    "labels": (["l", "Escape"], ["same"]),
    "another project": (["v", "Escape"], ["same"]),
    "menu": (["."], ["menu"]),
    "menu closed": ([".", "Escape"], ["same"]),
    "commands": (["Control+k", "Escape"], ["same"]),
    "help": (["?", "Escape"], ["same"]),
    "quick add": (["q", "Escape"], ["same"]),
    "add below": (["a", *"Jam", "Enter", "Escape"], [*LIST, "Jam"]),
    "complete and back": (["e", "z"], LIST),
    "delete and back": (["Delete", "z"], LIST),
    "select and clear": (["x", "Escape"], ["same"]),
    "select all and delete": (["Control+a", "Delete"], ["view"]),
    "duplicate": (["Control+k", *"dupl", "Enter"], ["same"]),
}
FOCUS = """() => {
  const at = document.activeElement
  const row = at.closest('[data-task]')
  if (at === document.body) return 'nobody'
  if (at.closest('[role=menu]')) return 'menu'
  if (row) return row.querySelector('[data-title]')?.innerText ?? 'a row without a title'
  return at.id === 'main' || at.closest('main') ? 'view' : at.outerHTML.slice(0, 80)
}"""


@pytest.mark.parametrize("at", LIST)
def test_the_focus_is_never_lost(desk: Desk, at: str) -> None:
    wrong = []
    for name, (keys, wanted) in ACTS.items():
        with desk.person.client() as client:
            for each in client.get("/api/tasks").json():
                client.delete(f"/api/tasks/{each['id']}")
        desk.settled()
        desk.sees()
        desk.quick_add(*LIST).settled()
        desk.focus(at)
        for key in keys:
            desk.press(key)
            desk.page.wait_for_timeout(60)
        desk.page.wait_for_timeout(300)
        found = desk.page.evaluate(FOCUS)
        meant = [at if each == "same" else each for each in wanted]
        if found not in meant:
            wrong.append((name, found))
        desk.press("Escape", "Escape")
        desk.page.wait_for_timeout(50)
    assert not wrong, wrong


def test_the_focus_is_never_lost_on_a_board(desk: Desk) -> None:
    with desk.person.client() as client:
        project = client.post("/api/projects", json={"name": "Home"}).json()["id"]
        for name in ("Soon", "Later"):
            client.post("/api/sections", json={"project_id": project, "name": name})
    desk.open(f"/project/{project}?view=board").settled()
    acts: dict[str, tuple[list[str], list[str]]] = {
        "to the next column": (["Alt+ArrowRight"], ["same"]),
        "down": (["Alt+ArrowDown"], ["same"]),
        "complete": (["e"], LIST),
        "delete": (["Delete"], LIST),
        "complete and back": (["e", "z"], LIST),
        "date": (["t", *"tod", "Enter"], ["same"]),
        "move": (["v", "Escape"], ["same"]),
        "open and close": (["Enter", "Escape"], ["same"]),
        "edit and close": (["Control+e", "Escape", "Escape"], ["same"]),
        "menu": ([".", "Escape"], ["same"]),
        "all": (["Control+a", "Delete"], ["view"]),
    }
    wrong = []
    for at in ("Bread", "Milk"):
        for name, (keys, wanted) in acts.items():
            with desk.person.client() as client:
                for each in client.get("/api/tasks").json():
                    client.delete(f"/api/tasks/{each['id']}")
                for title in LIST:
                    client.post("/api/tasks", json={"project_id": project, "title": title})
            expect(desk.page.locator("main button[data-task]")).to_have_count(3)
            desk.page.wait_for_timeout(150)
            desk.page.locator("main button[data-task]").filter(has_text=at).focus()
            for key in keys:
                desk.press(key)
                desk.page.wait_for_timeout(80)
            desk.page.wait_for_timeout(300)
            found = desk.page.evaluate(FOCUS)
            if found not in [at if each == "same" else each for each in wanted]:
                wrong.append((at, name, found))
            desk.press("Escape", "Escape")
    assert not wrong, wrong


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("span", ["month", "week"])
def test_a_task_is_rescheduled_in_the_calendar(desk: Desk, span: str, direction: str) -> None:
    with desk.person.client() as client:
        project = client.post("/api/projects", json={"name": "Home"}).json()["id"]
        task = {"title": "Bread", "due_date": "2031-03-12", "project_id": project}
        client.post("/api/tasks", json=task).raise_for_status()
    desk.open(f"/project/{project}?view=calendar&day=2031-03-12&span={span}").settled()
    desk.page.evaluate(f"document.documentElement.dir = '{direction}'")
    chip = desk.page.locator("main .chip")
    chip.focus()
    desk.press("Alt+ArrowRight").settled()
    expect(chip).to_be_focused()
    desk.press("Alt+ArrowDown").settled()
    expect(chip).to_be_focused()
    day = "2031-03-20" if direction == "ltr" else "2031-03-18"
    with desk.person.client() as client:
        assert client.get("/api/tasks").json()[0]["due_date"] == day
    desk.press("Delete").sees()
    assert desk.page.evaluate(FOCUS) == "view"


PRESSES = {
    "Ctrl": "Control", "⌘": "Meta", "↑": "ArrowUp", "↓": "ArrowDown", "←": "ArrowLeft",
    "→": "ArrowRight", "Del": "Delete", "Esc": "Escape",
}  # fmt: skip
SEEN = """() => [location.href, document.activeElement.outerHTML.slice(0, 300),
  document.querySelectorAll('dialog, [role=menu]').length,
  document.querySelectorAll('.selected').length, document.querySelector('.shell').className,
  document.querySelector('main').innerText,
  document.querySelector('[role=status]:not(main [role=status])').innerText].join('|')"""


def _presses(shown: str) -> list[str]:
    """Return the keys of the keyboard for what help says: `G then I`, `Ctrl+Shift+Z`."""
    pressed = []
    for press in shown.split(" then "):
        parts = [PRESSES.get(part, part) for part in (press.split("+") if press != "+" else press)]
        parts[-1] = parts[-1].lower() if len(parts[-1]) == 1 else parts[-1]
        pressed.append("+".join(parts))
    return pressed


def _shelf(person: Person) -> str:
    """Make a project, shared with somebody, whose tasks have all that a key could change."""
    home = Household(person, datetime.now(UTC).date())
    project = home.project("Home", "teal")
    home.share("Home", "Jonas Weiß")
    dated = {"due_date": home.day(3), "deadline": home.day(5), "priority": "low"}
    home.task("Bread", "Home", **dated)
    home.task("Cheese", "Home", repeat={"rule": "FREQ=DAILY"}, **dated)
    home.task("Nuts", parent_id=home.task("Milk", "Home", **dated))
    home.task("Jam", "Home", **dated)
    home.client.close()
    return project


BEFORE = [("Cheese", ""), ("Nuts", ""), *(("Milk", keys) for keys in ("x", "2", "z", "g u"))]
"""On which row, and after which keys, something that is offered could make sense."""


def test_help_promises_nothing_that_does_not_work(desk: Desk) -> None:
    place = f"/project/{_shelf(desk.person)}"
    page = desk.page
    desk.open(place).press("?")
    expect(page.get_by_role("dialog").locator("kbd").first).to_be_visible()
    offered = {
        each.locator("dt").inner_text(): each.locator("kbd").all_inner_texts()
        for each in page.get_by_role("dialog").locator("dl > div").all()
        if each.locator("kbd").count()
    }
    assert len(offered) > 40
    dead = []
    for name, key in [(name, key) for name, keys in offered.items() for key in keys]:
        desk.open(place).settled()
        for title, first in BEFORE:
            if first.startswith("g"):
                desk.press(*first.split())
                expect(page).to_have_url(f"{desk.person.service.url}/upcoming")
            desk.focus(title)
            if not first.startswith("g"):
                desk.press(*first)
            page.wait_for_timeout(50)
            before = page.evaluate(SEEN)
            desk.press(*_presses(key))
            if _changes(page, before):
                break
        else:
            dead.append((name, key))
        # What was done is taken back, for the next key.
        desk.press("Escape", "z").settled()
    assert not dead, dead


def _changes(page: Page, before: str) -> bool:
    """Tell whether anything is seen of a key within a moment."""
    try:
        page.wait_for_function(f"(before) => ({SEEN})() !== before", arg=before, timeout=400)
    except NothingSeen:
        return False
    return True
