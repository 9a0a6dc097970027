"""What a browser keeps: for good when asked, and how it stands where there is no HTTPS."""

import re
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import expect

from tests.api.people import Person
from tests.browser.desk import Desk

Desks = Callable[..., Desk]
WITHOUT_HTTPS = re.compile(r"Cross-Origin-Opener-Policy header has been ignored")
COUNT_ASKED = """
Object.defineProperty(StorageManager.prototype, 'persist', { value: async () => {
  localStorage.asked = Number(localStorage.asked ?? 0) + 1
  return localStorage.isKind === 'yes'
} })
Object.defineProperty(StorageManager.prototype, 'persisted', { value: async () => false })
"""


def test_the_browser_is_asked_once_to_keep_what_is_here_when_something_was_written(
    desks: Desks, person: Person
) -> None:
    desk = desks(person)
    page = desk.page
    desk.context.add_init_script(COUNT_ASKED)
    desk.open("/inbox").settled()
    assert page.evaluate("localStorage.asked") is None
    desk.quick_add("Bread", "Cheese")
    page.reload()
    desk.sees("Bread", "Cheese").quick_add("Wine")
    assert page.evaluate("localStorage.asked") == "1"
    desk.open("/settings/data")
    ask = page.get_by_role("button", name="Ask the browser to keep them")
    ask.click()
    expect(page.get_by_text("The browser does not promise it.")).to_be_visible()
    page.evaluate("localStorage.isKind = 'yes'")
    ask.click()
    expect(page.get_by_text("This browser keeps your tasks")).to_be_visible()
    expect(ask).to_have_count(0)


def test_on_plain_http_all_works_and_what_does_not_is_told(desks: Desks, person: Person) -> None:
    there = person.service.url.replace("localhost", "tasklark.test")
    somebody = replace(person, service=replace(person.service, url=there))
    desk = desks(somebody, signed_in=False).problems_expected(WITHOUT_HTTPS)
    page = desk.page
    desk.context.set_extra_http_headers({"X-Forwarded-For": person.address})
    desk.open("/sign-in")
    assert not page.evaluate("isSecureContext")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    desk.press("Enter")
    desk.settled().open("/inbox")
    other = desk.another_tab().open("/inbox")
    desk.quick_add("Bread")
    other.sees("Bread").offline()
    other.quick_add("Cheese")
    desk.sees("Bread", "Cheese")
    expect(desk.page.get_by_text("Leave this page open")).to_be_visible()
    desk.offline(is_offline=False).settled()
    with person.client() as client:
        assert {each["title"] for each in client.get("/api/tasks").json()} == {"Bread", "Cheese"}
    desk.open("/settings/data")
    expect(page.get_by_text("This page came without HTTPS.")).to_be_visible()
