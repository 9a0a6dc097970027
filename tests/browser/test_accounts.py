"""Coming in, for the first time and again, and what waits meanwhile."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.api.people import WRONG, Person
from tests.backends import Service
from tests.browser.desk import Desk

Desks = Callable[..., Desk]
REFUSED = re.compile(r"status of 400")
KEPT_HERE = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
  const kept = (await Promise.all(caches_.map((cache) => cache.keys()))).flat()
  return {
    names: Object.keys(localStorage),
    session: JSON.stringify(sessionStorage) + JSON.stringify(localStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cached: kept.map(({ url }) => new URL(url).pathname),
  }
}"""


def fill(desk: Desk, **fields: str) -> None:
    for label, value in fields.items():
        desk.page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def test_who_signs_up_begins_with_examples_that_one_key_sweeps_away(
    home: Service, desks: Desks
) -> None:
    somebody = Person(home)
    desk = desks(somebody, signed_in=False).problems_expected(REFUSED).open("/sign-up")
    desk.context.set_extra_http_headers({"X-Forwarded-For": somebody.address})
    page = desk.page
    fill(desk, Name="Greta", **{"E-mail_address": somebody.email}, Password="short")
    desk.press("Enter")
    expect(page.get_by_text("10 more characters are needed.")).to_be_visible()
    fill(desk, Password="passwordpassword")
    desk.press("Enter")
    expect(page.get_by_text("This is easily guessed")).to_be_visible()
    fill(desk, Password=somebody.password)
    desk.press("Enter")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    expect(page.locator("main [data-task]")).to_have_count(10)
    desk.settled()
    with somebody.client() as client:
        assert client.get("/api/settings").json()["time_zone"] == "Europe/Berlin"
        assert len(client.get("/api/tasks").json()) == 10
    desk.press("Shift+X")
    expect(page.get_by_text("Examples swept away").first).to_be_visible()
    desk.settled()
    with somebody.client() as client:
        assert client.get("/api/tasks").json() == []
    desk.page.reload()
    desk.settled()
    expect(page.get_by_role("link", name="First steps")).to_have_count(0)


def test_what_was_done_after_the_session_ended_is_sent_when_one_signs_in_again(desk: Desk) -> None:
    page = desk.page
    desk.context.clear_cookies()
    desk.quick_add("Kept")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("E-mail address")).to_have_value(desk.person.email)
    desk.context.set_extra_http_headers({"X-Forwarded-For": desk.person.address})
    fill(desk, Password=WRONG)
    desk.press("Enter")
    expect(page.get_by_role("alert").get_by_text("fit together")).to_be_visible()
    fill(desk, Password=desk.person.password)
    desk.press("Enter")
    desk.settled()
    desk.open("/inbox").sees("Kept")
    with desk.person.client() as client:
        assert [task["title"] for task in client.get("/api/tasks").json()] == ["Kept"]


def test_what_one_person_did_is_not_sent_as_another(
    home: Service, desk: Desk, desks: Desks
) -> None:
    somebody = Person(home)
    somebody.sign_up()
    desk.context.clear_cookies()
    desk.quick_add("For Anna alone")
    desk.page.get_by_role("link", name="Sign in").click()
    desk.context.set_extra_http_headers({"X-Forwarded-For": somebody.address})
    fill(desk, **{"E-mail_address": somebody.email}, Password=somebody.password)
    desk.press("Enter")
    desk.settled()
    expect(desk.page.get_by_text("For Anna alone")).to_have_count(0)
    for person, titles in ((somebody, 10), (desk.person, 0)):
        with person.client() as client:
            assert len(client.get("/api/tasks").json()) == titles


def test_after_signing_out_nothing_of_the_account_is_left_in_the_browser(desk: Desk) -> None:
    page = desk.page
    desk.quick_add("Secret plan")
    desk.ready_for_offline().settled()
    page.get_by_role("link", name="Upcoming").click()
    desk.press("Control+k")
    page.keyboard.type("inbox")
    desk.press("Enter")
    other = desk.another_tab()
    other.open("/inbox").sees("Secret plan")
    page.goto("/settings/account")
    page.get_by_role("button", name="Sign out").last.click()
    for tab in (page, other.page):
        expect(tab.get_by_label("E-mail address")).to_have_value("")
        expect(tab.get_by_text("Secret plan")).to_have_count(0)
    kept = page.evaluate(KEPT_HERE)
    of_browser = {"theme", "language", "sidebar", "rung", "asked-to-keep"}
    assert {name.removeprefix("tasklark.") for name in kept["names"]} <= of_browser
    assert kept["databases"] == []
    assert [path for path in kept["cached"] if path.startswith("/api")] == []
    assert "Secret plan" not in kept["session"]
