"""What somebody in a shared project can write, and what it must not do to the others."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from tests.api.people import Person
from tests.browser.desk import Desk
from tests.browser.household import Household

Desks = Callable[..., Desk]

MOST = 65_536
"""Characters of a description."""
HARMLESS = "x" * MOST


@pytest.fixture
def house(person: Person) -> Iterator[Household]:
    """Give somebody a project."""
    house = Household(person, datetime.now(UTC).date())
    house.project("Garden", "green")
    yield house
    house.client.close()


@pytest.mark.parametrize(
    "text",
    ["_a" * (MOST // 2), "> " * (MOST // 2), "1. " * (MOST // 3), "*" * MOST],
    ids=["emphasis", "quotes", "lists", "stars"],
)
def test_a_description_that_is_made_to_be_hard_to_read_is_shown_at_once(
    desks: Desks, house: Household, text: str
) -> None:
    for title, description in (("First", "."), ("Easy", HARMLESS), ("Hard", text)):
        house.task(title, "Garden", description=description)
    desk = desks(house.person).open(f"/project/{house.ids['Garden']}")
    measured = desk.context.new_cdp_session(desk.page)
    measured.send("Performance.enable", {"timeDomain": "threadTicks"})

    def work_of(title: str, shown: str) -> float:
        """Open a task; return what the page's own thread worked for it, whoever else works here."""
        before = _worked(measured)
        desk.row(title).get_by_text(title, exact=True).click()
        panel = desk.page.get_by_label(f"Task: {title}", exact=True)
        expect(panel.locator(".markdown")).to_contain_text(shown)
        return _worked(measured) - before

    work_of("First", ".")
    easy, hard = work_of("Easy", HARMLESS[:40]), work_of("Hard", text[:40].strip())
    assert hard < 3 * easy


def _worked(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def test_signs_of_direction_in_a_name_turn_nothing_around_it(
    desks: Desks, house: Household
) -> None:
    house.task("evil \u202egpj.exe", "Garden")
    desk = desks(house.person).open(f"/project/{house.ids['Garden']}")
    row = desk.page.locator("main [data-task]")
    title = row.locator("[data-title]")
    assert title.evaluate("(it) => getComputedStyle(it).unicodeBidi") in {"isolate", "plaintext"}
    title.click()
    expect(desk.page.get_by_label("Task: \u2068evil gpj.exe\u2069")).to_be_visible()


def test_a_title_of_several_lines_stays_where_its_editing_is_left_alone(
    desks: Desks, house: Household
) -> None:
    task = house.task("two\nlines", "Garden")
    desk = desks(house.person).open(f"/project/{house.ids['Garden']}")
    desk.page.locator("main [data-task]").get_by_role("checkbox").focus()
    desk.press("F2")
    expect(desk.page.get_by_role("textbox", name="Edit title")).to_be_focused()
    desk.press("Enter").settled()
    assert house.client.get(f"/api/tasks/{task}").json()["title"] == "two\nlines"


def test_no_address_leads_to_another_place_than_this_one(desks: Desks, house: Household) -> None:
    house.task(
        "Danger", "Garden", description="[a](/x) [b](//evil.example/x) [c](/\\\\evil.example)"
    )
    desk = desks(house.person).open(f"/project/{house.ids['Garden']}?task={house.ids['Danger']}")
    page = desk.page
    expect(page.locator(".markdown a").first).to_have_attribute("href", "/x")
    expect(page.locator(".markdown a:not([href])")).to_have_text("b")
    hosts = "(all) => all.filter(({ href }) => href).map(({ href }) => new URL(href).origin)"
    assert set(page.locator(".markdown a").evaluate_all(hosts)) == {house.person.service.url}
    message = f"postMessage({{ go: '//evil.example/' }}, '{house.person.service.url}')"
    page.evaluate(message)
    expect(page.get_by_role("heading", name="not")).to_be_visible()
    assert page.url.startswith(house.person.service.url)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("view", ["list", "board", "calendar"])
def test_the_most_that_a_task_can_hold_breaks_no_view(
    desks: Desks, house: Household, view: str, width: int
) -> None:
    task = house.task(
        "W" * 1000,
        "Garden",
        labels=[f"{n:02}{'M' * 56}" for n in range(50)],
        due_date=str(house.today),
        description="x" * MOST,
        links=[{"url": f"https://example.org/{'y' * 500}", "title": "z" * 200}],
    )
    place = f"/project/{house.ids['Garden']}"
    desk = desks(house.person, viewport={"width": width, "height": 800})
    for address in (f"{place}?view={view}", f"{place}?view={view}&task={task}", "/activity"):
        desk.open(address).settled()
        expect(desk.page.get_by_text("WWWWWWWW").first).to_be_attached()
        assert desk.page.evaluate("document.documentElement.scrollWidth") == width
        wider = "(all) => all.filter((it) => it.scrollWidth > it.clientWidth + 1).length"
        assert desk.page.locator("main, [data-panel]").evaluate_all(wider) == 0


@pytest.mark.parametrize(
    "web",
    [
        "text",
        7,
        ["a"],
        {"keys": None, "lists": 3, "seen": {}, "theme": [], "home": 1},
        {"keys": {"app.help": 1}},
    ],
    ids=["text", "number", "list", "kinds", "keys"],
)
def test_preferences_that_another_program_wrote_wrong_lock_nobody_out(
    desks: Desks, house: Household, web: Any
) -> None:
    house.task("There", "Garden")
    house.client.patch("/api/settings", json={"extras": {"web": web}}).raise_for_status()
    desk = desks(house.person).open(f"/project/{house.ids['Garden']}")
    desk.sees("There").settled()
    desk.page.get_by_role("link", name="Settings").first.click()
    desk.page.goto("/settings/look")
    desk.page.get_by_role("radio", name="Dark").check()
    desk.settled()
    kept = house.client.get("/api/settings").json()["extras"]["web"]
    assert kept["theme"] == "dark"


def test_a_copied_id_hides_nothing_of_ones_own(desks: Desks, house: Household) -> None:
    project = house.project("House", "teal", "Roof")
    section = house.ids["House/Roof"]
    other = house.share("House", "Bob Reed")
    house.task("Tiles", "House/Roof")
    with other.client() as theirs:
        copied = theirs.post("/api/projects", json={"name": "Bait"}).raise_for_status().json()["id"]
        theirs.post(
            "/api/sections", json={"id": section, "project_id": copied, "name": "Copied"}
        ).raise_for_status()
        told = theirs.post(
            f"/api/projects/{copied}/invitations",
            json={"role": "editor", "email": house.person.email},
        ).raise_for_status()
    joined = {"invitation": told.json()["invitation"]}
    house.client.post("/api/project-invitations/join", json=joined).raise_for_status()
    desk = desks(house.person).open(f"/project/{project}")
    desk.settled()
    expect(desk.page.get_by_role("button", name="Add task to Roof")).to_be_visible()
    desk.open(f"/project/{copied}").settled()
    desk.open(f"/project/{project}").settled()
    expect(desk.page.get_by_role("button", name="Add task to Roof")).to_be_visible()
