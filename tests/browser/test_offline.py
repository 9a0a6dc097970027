"""The twelve ways in which a network fails people, each played in real browsers."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Route, expect

from tests.api.people import Person
from tests.browser.desk import Desk

Desks = Callable[..., Desk]


def test_it_opens_without_a_network_after_a_restart_of_the_browser(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    person: Person,
    tmp_path: Path,
) -> None:
    for is_first in (True, False):
        context = browser_type.launch_persistent_context(
            tmp_path, base_url=person.service.url, **browser_type_launch_args
        )
        desk = Desk(context, context.new_page(), person)
        if is_first:
            desk.sign_in().open("/inbox").quick_add("Oat milk").ready_for_offline()
        else:
            desk.offline().open("/inbox").sees("Oat milk")
        context.close()


def test_all_that_was_done_offline_is_there_after_a_reload(desk: Desk) -> None:
    desk.quick_add("Bread", "Cheese", "Wine", "Soap").settled()
    desk.ready_for_offline().offline()
    desk.quick_add("Olives").rename("Bread", "Rye bread")
    desk.focus("Wine").press("e")
    desk.focus("Soap").press("Delete").press("Escape")
    desk.press("z")
    desk.focus("Cheese").press("1")
    desk.page.reload()
    desk.sees("Rye bread", "Cheese", "Soap", "Olives")
    expect(desk.row("Cheese").get_by_role("checkbox")).to_have_attribute("data-priority", "high")
    desk.offline(is_offline=False).settled()
    with desk.person.client() as client:
        told = {each["title"]: each for each in client.get("/api/tasks").json()}
    assert set(told) == {"Rye bread", "Cheese", "Wine", "Soap", "Olives"}
    assert told["Wine"]["completed"]
    assert told["Cheese"]["priority"] == "high"


def test_what_was_done_is_kept_though_the_page_is_left_in_the_same_moment(desk: Desk) -> None:
    desk.quick_add("Cheese").settled()
    desk.ready_for_offline().offline()
    desk.focus("Cheese")
    with desk.page.expect_navigation():
        desk.page.evaluate(
            "document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', { key: '1', code: 'Digit1', bubbles: true }));"
            "location.reload()"
        )
    desk.sees("Cheese")
    expect(desk.row("Cheese").get_by_role("checkbox")).to_have_attribute("data-priority", "high")


def test_two_devices_that_edit_different_fields_keep_both(desks: Desks, person: Person) -> None:
    laptop, phone = _two(desks, person, "Fence")
    laptop.rename("Fence", "Garden fence")
    phone.focus("Fence").press("2")
    _reunite(laptop, phone)
    for desk in (laptop, phone):
        desk.sees("Garden fence")
        box = desk.row("Garden fence").get_by_role("checkbox")
        expect(box).to_have_attribute("data-priority", "medium")


def test_of_two_edits_of_one_field_the_later_stays_and_the_other_is_in_the_history(
    desks: Desks, person: Person
) -> None:
    laptop, phone = _two(desks, person, "Fence")
    laptop.rename("Fence", "Paint the fence")
    phone.rename("Fence", "Sell the fence")
    laptop.offline(is_offline=False)
    phone.offline(is_offline=False)
    for desk in (phone, laptop):
        desk.sees("Sell the fence")
    with person.client() as client:
        (task,) = client.get("/api/tasks").json()
        history = client.get(f"/api/tasks/{task['id']}/history").text
    assert "Paint the fence" in history


def test_an_edit_does_not_bring_back_what_was_deleted(desks: Desks, person: Person) -> None:
    laptop, phone = _two(desks, person, "Fence", "Gate")
    laptop.focus("Fence").press("Delete")
    phone.rename("Fence", "Garden fence")
    _reunite(laptop, phone)
    for desk in (laptop, phone):
        desk.sees("Gate")
    laptop.open("/trash")
    expect(laptop.page.get_by_text("Garden fence")).to_be_visible()


def test_what_is_done_in_one_tab_shows_in_the_other_also_offline(desk: Desk) -> None:
    other = desk.another_tab().open("/inbox")
    desk.ready_for_offline().offline()
    titles = [f"Thing {n}" for n in range(5)]
    desk.quick_add(*titles)
    other.sees(*titles)
    others = [f"Matter {n}" for n in range(5)]
    other.quick_add(*others)
    desk.sees(*titles, *others)
    desk.offline(is_offline=False).settled()
    with desk.person.client() as client:
        assert len(client.get("/api/tasks").json()) == 10


def test_the_next_tab_sends_what_a_closed_one_left(desk: Desk) -> None:
    desk.ready_for_offline().offline()
    desk.quick_add("Left behind")
    next_tab = desk.another_tab().open("/inbox")
    desk.page.close()
    desk.offline(is_offline=False)
    next_tab.settled().sees("Left behind")
    with desk.person.client() as client:
        assert [each["title"] for each in client.get("/api/tasks").json()] == ["Left behind"]


def test_an_answer_that_is_lost_has_nothing_done_twice(desk: Desk) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) >= 2:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    desk.context.route("**/api/sync/push", lose)
    desk.problems_expected(re.compile(r"net::ERR_FAILED"))
    desk.quick_add("Once")
    desk.sees("Once")
    desk.settled()
    assert lost == [200, 200]
    with desk.person.client() as client:
        assert [each["title"] for each in client.get("/api/tasks").json()] == ["Once"]


def test_edits_wait_for_a_sign_in_when_the_session_is_over(desk: Desk) -> None:
    desk.ready_for_offline().offline()
    desk.quick_add("Written on the train")
    with desk.person.client() as client:
        for session in client.get("/api/auth/sessions").json():
            if not session["is_current"]:
                client.delete(f"/api/auth/sessions/{session['id']}").raise_for_status()
    desk.offline(is_offline=False)
    again = desk.page.get_by_role("link", name="Sign in")
    expect(again).to_be_visible()
    again.click()
    desk.page.get_by_label("E-mail").fill(desk.person.email)
    desk.page.get_by_label("Password", exact=True).fill(desk.person.password)
    desk.press("Enter")
    desk.settled().open("/inbox").sees("Written on the train")
    with desk.person.client() as client:
        titles = [each["title"] for each in client.get("/api/tasks").json()]
    assert titles == ["Written on the train"]


def test_who_was_away_too_long_loads_afresh_and_keeps_what_they_wrote(desk: Desk) -> None:
    desk.quick_add("Old", "Older").settled()
    desk.ready_for_offline().offline()
    desk.quick_add("New")
    with desk.person.client() as client:
        (older,) = (t for t in client.get("/api/tasks").json() if t["title"] == "Older")
        client.delete(f"/api/tasks/{older['id']}").raise_for_status()

    def ages_ago(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        for scope, cursor in (asked.get("scopes") or {}).items():
            if cursor:
                number, mark = cursor.split(".")[1:3]
                asked["scopes"][scope] = f"1.{number}.{mark}.1600000000"
        route.continue_(post_data=json.dumps(asked))

    desk.context.route("**/api/sync/pull", ages_ago)
    desk.offline(is_offline=False)
    desk.sees("Old", "New")
    desk.context.unroute("**/api/sync/pull")
    desk.settled().sees("Old", "New")


def test_a_repeating_task_that_two_devices_complete_is_completed_once(
    desks: Desks, person: Person
) -> None:
    laptop, phone = _two(desks, person, "Water the plants every day")
    for desk in (laptop, phone):
        desk.focus("Water the plants").press("e")
    _reunite(laptop, phone)
    with person.client() as client:
        (task,) = client.get("/api/tasks").json()
        fates = client.get(f"/api/tasks/{task['id']}/occurrences").json()
    assert [each["fate"] for each in fates] == ["done"]
    assert not task["completed"]


def _two(desks: Desks, person: Person, *lines: str) -> tuple[Desk, Desk]:
    """Sit somebody down at two browsers that know the same tasks, both without a network."""
    laptop, phone = desks(person).open("/inbox"), desks(person).open("/inbox")
    laptop.quick_add(*lines).settled()
    expect(phone.page.locator("main [data-task]")).to_have_count(len(lines))
    return laptop.offline(), phone.offline()


def _reunite(*desks: Desk) -> None:
    for desk in desks:
        desk.offline(is_offline=False)
    for desk in desks:
        desk.settled()
