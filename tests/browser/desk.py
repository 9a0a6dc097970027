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
KEPT = """() => new Promise((done, fail) => {
  const workers = navigator.serviceWorker
  if (workers.controller) done()
  workers.addEventListener('controllerchange', () => done())
  setTimeout(() => fail(new Error('no service worker took over within 20 seconds')), 20_000)
})"""


@dataclass
class Desk:
    """A browser of somebody's own: its cookies, its storage, one page."""

    context: BrowserContext
    page: Page
    person: Person
    problems: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=lambda: list(EXPECTED))

    @classmethod
    def of(
        cls, browser: Browser, person: Person, *, signed_in: bool = True, **options: Any
    ) -> Self:
        """Sit down at a new browser; options as `Browser.new_context` has them."""
        context = browser.new_context(
            base_url=person.service.url,
            **{"locale": "en-GB", "timezone_id": "Europe/Berlin", **options},
        )
        context.set_default_timeout(10_000)
        desk = cls(context, context.new_page(), person)
        desk._watch(desk.page)
        if signed_in:
            desk.sign_in()
        return desk

    def open(self, path: str) -> Self:
        """Go to a path and wait until the app stands."""
        self.page.goto(path)
        expect(self.page.locator("main, form").first).to_be_visible()
        return self

    def sign_in(self) -> Self:
        """Have the browser hold a session, without a page."""
        answer = self.context.request.post(
            f"{self.person.service.url}/api/auth/sign-in",
            data=self.person.credentials,
            headers={"X-Forwarded-For": self.person.address, "Origin": self.person.service.url},
        )
        assert answer.ok, answer.text()
        return self

    def ready_for_offline(self) -> Self:
        """Wait until the app is kept in the browser, so that it opens without a network."""
        self.settled()
        self.page.evaluate(KEPT)
        return self

    def problems_expected(self, *patterns: re.Pattern[str]) -> Self:
        """Have what a browser says in some words be no problem: the test brings it about."""
        self.expected += patterns
        return self

    def another_tab(self) -> "Desk":
        """Open a further tab of the same browser."""
        tab = Desk(self.context, self.context.new_page(), self.person, self.problems, self.expected)
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
            dialog.get_by_role("textbox").fill(line)
            self.press("Control+Enter")
            expect(dialog).to_have_count(0)
        return self

    def row(self, title: str) -> Locator:
        """Return the row of a task in the list that is shown."""
        named = self.page.locator("[data-title]").get_by_text(title, exact=True)
        return self.page.locator("main [data-task]").filter(has=named)

    def focus(self, title: str) -> Self:
        """Put the focus on the row of a task."""
        self.row(title).get_by_role("checkbox").focus()
        return self

    def rename(self, title: str, new: str) -> Self:
        """Give a task another title, in the list."""
        self.focus(title).press("F2")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(new)
        return self.press("Enter")

    def sees(self, *titles: str) -> Self:
        """Wait until exactly these tasks are shown, in whatever order."""
        expect(self.page.locator("main [data-task] [data-title]")).to_have_count(len(titles))
        for title in titles:
            expect(self.row(title)).to_have_count(1)
        return self

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
        if kind in {"error", "warning"} and not any(known.search(text) for known in self.expected):
            self.problems.append(f"{kind}: {text}")

    def _noted_request(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(self.person.service.url):
            self.problems.append(f"request to another host: {request.url}")
