"""A browser with somebody before it: what they do, and what they can see."""

import re
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.api.people import Person

EXPECTED = (
    re.compile(r"net::ERR_INTERNET_DISCONNECTED"),
    re.compile(r"net::ERR_CONNECTION_REFUSED"),
    re.compile(r"status of (401|503)"),
)
"""What a browser says of requests that a test has fail."""


@dataclass
class Desk:
    """A browser of somebody's own: its cookies, its storage, one page."""

    context: BrowserContext
    page: Page
    person: Person
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, browser: Browser, person: Person, *, signed_in: bool = True, **options: Any
    ) -> Self:
        """Sit down at a new browser; options as `Browser.new_context` has them."""
        headers = {"X-Forwarded-For": person.address}
        context = browser.new_context(
            base_url=person.service.url,
            **{"locale": "en-GB", "timezone_id": "Europe/Berlin", **options},
        )
        context.set_default_timeout(10_000)
        desk = cls(context, context.new_page(), person)
        desk._watch(desk.page)
        if signed_in:
            answer = context.request.post(
                "/api/auth/sign-in",
                data=person.credentials,
                headers={**headers, "Origin": person.service.url},
            )
            assert answer.ok, answer.text()
        return desk

    def open(self, path: str) -> Self:
        """Go to a path and wait until the app stands."""
        self.page.goto(path)
        expect(self.page.locator("main, form").first).to_be_visible()
        return self

    def another_tab(self) -> "Desk":
        """Open a further tab of the same browser."""
        tab = Desk(self.context, self.context.new_page(), self.person, self.problems)
        tab._watch(tab.page)
        return tab

    def press(self, *keys: str) -> Self:
        """Press keys, one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def quick_add(self, *lines: str) -> Self:
        """Add tasks by Q from wherever one is."""
        for line in lines:
            self.press("q")
            dialog = self.page.get_by_role("dialog")
            dialog.get_by_role("combobox").first.fill(line)
            self.press("Control+Enter")
            expect(dialog).to_have_count(0)
        return self

    def row(self, title: str) -> Locator:
        """Return the row of a task in the list that is shown."""
        return self.page.get_by_role("main").locator("[data-task]").filter(has_text=title)

    def titles(self) -> list[str]:
        """Return the titles of the tasks that are shown, in their order."""
        return self.page.locator("main [data-task] [data-title]").all_inner_texts()

    def settled(self) -> Self:
        """Wait until all that was done here has been sent, and what was there has been fetched."""
        expect(self.page.locator("html")).to_have_attribute("data-sync", "settled")
        return self

    def offline(self, *, is_offline: bool = True) -> Self:
        """Cut this browser's network, or mend it."""
        self.context.set_offline(is_offline)
        return self

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("console", lambda message: self._noted(message.type, message.text))
        page.on("request", self._noted_request)

    def _noted(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(known.search(text) for known in EXPECTED):
            self.problems.append(f"{kind}: {text}")

    def _noted_request(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(self.person.service.url):
            self.problems.append(f"request to another host: {request.url}")
