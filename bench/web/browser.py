"""A Chromium that tells how long it took: to load, and to answer each key and click."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.web.household import EMAIL, PASSWORD

WATCH = """
window.__answers = []
window.__long = [0]
new PerformanceObserver((list) => {
  for (const event of list.getEntries()) if (event.interactionId) __answers.push(event.duration)
}).observe({ type: 'event', durationThreshold: 16, buffered: true })
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) __long.push(task.duration)
}).observe({ type: 'longtask', buffered: true })
new PerformanceObserver((list) => {
  for (const paint of list.getEntries()) window.__largest = paint.startTime
}).observe({ type: 'largest-contentful-paint', buffered: true })
"""
"""Event Timing tells durations in steps of 8 ms, and none below 16."""
SHORTEST = 8.0
ROW = "main [data-task]"
SHOWN = """(what) => new Promise((done) => {
  const look = () => document.querySelector(what) ? done(performance.now())
    : requestAnimationFrame(look)
  look()
})"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")


def program() -> str:
    """Return the path of the system's Chromium. Raises RuntimeError where there is none."""
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if found is None:
        raise RuntimeError("Chromium is not installed (on Debian: apt-get install chromium)")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def sign_in(context: BrowserContext, url: str) -> None:
    """Have a browser hold a session, without a page."""
    person = {"email": EMAIL, "password": PASSWORD}
    answer = context.request.post(f"{url}/api/auth/sign-in", data=person, headers={"Origin": url})
    if not answer.ok:
        raise RuntimeError(answer.text())


@dataclass(frozen=True)
class Loaded:
    """How loading went, in milliseconds: until the list is there, the longest task."""

    listed: float
    largest_paint: float
    longest_task: float
    heap_mb: float


@dataclass
class Seat:
    """A page of the app, with the CPU slowed down so many times."""

    context: BrowserContext
    page: Page

    @classmethod
    def at(cls, browser: Browser, url: str, slowed: float = 1) -> Self:
        """Sit down signed in; nothing of the app is loaded yet."""
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
        sign_in(context, url)
        context.add_init_script(WATCH)
        seat = cls(context, context.new_page())
        if slowed > 1:
            seat.session().send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        return seat

    def session(self) -> Any:
        """Return a session of the browser's own protocol."""
        return self.context.new_cdp_session(self.page)

    def load(self, path: str, shows: str = ROW) -> Loaded:
        """Go to a path, wait until its list is there and all has settled, and tell how it went."""
        self.page.goto(path, wait_until="commit")
        listed = self.page.evaluate(SHOWN, shows)
        self.settle(120_000)
        long_tasks = self.page.evaluate("window.__long")
        heap = self.page.evaluate("performance.memory.usedJSHeapSize")
        return Loaded(
            listed, self.page.evaluate("window.__largest ?? 0"), max(long_tasks), heap / 1e6
        )

    def settle(self, patience: float = 30_000) -> None:
        """Wait until nothing is to be sent or fetched."""
        self.page.wait_for_selector("html[data-sync=settled]", timeout=patience, state="attached")

    def press(self, key: str) -> float:
        """Press a key; return how long its answer took to be seen, in milliseconds."""
        before = self.page.evaluate("__answers.length")
        self.page.keyboard.press(key)
        self.page.evaluate(FRAMES)
        self.page.wait_for_timeout(60)
        return float(max([SHORTEST, *self.page.evaluate(f"__answers.slice({before})")]))
