"""What is measured: loading, answering, and the way from one browser to another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser

from bench.web.browser import ROW, Loaded, Seat

PLACE = "/today"
INBOX = "/inbox"
HEADING = "#place-name"
"""What is there of an empty list."""
TIMES = 12
QUEUED = 100
APPEARED = """(text) => new Promise((done) => {
  const look = () => [...document.querySelectorAll('main [data-title]')]
    .some((title) => title.textContent === text) ? done(Date.now()) : requestAnimationFrame(look)
  look()
})"""


@dataclass
class Answers:
    """How long each kind of act took to be seen, in milliseconds."""

    took: dict[str, list[float]] = field(default_factory=dict)

    def note(self, act: str, milliseconds: float) -> None:
        """Note one answer."""
        self.took.setdefault(act, []).append(milliseconds)

    def medians(self) -> Iterator[tuple[str, float, float]]:
        """Yield each act with the median and the worst."""
        for act, times in self.took.items():
            yield act, median(times), max(times)

    @property
    def worst(self) -> float:
        """Return the slowest answer of all."""
        return max(max(times) for times in self.took.values())


def loads(browser: Browser, url: str, slowed: float) -> tuple[Loaded, Loaded]:
    """Load the app in a browser that has nothing, then again in the same one."""
    seat = Seat.at(browser, url, slowed)
    try:
        return seat.load(PLACE), seat.load(PLACE)
    finally:
        seat.context.close()


def answers(browser: Browser, url: str, slowed: float) -> Answers:
    """Do by keys what people do most, and note how long each took to be seen."""
    seat, found = Seat.at(browser, url, slowed), Answers()
    try:
        seat.load(PLACE)
        seat.page.locator(ROW).first.get_by_role("checkbox").focus()
        for _ in range(TIMES):
            found.note("next task", seat.press("j"))
        for _ in range(TIMES):
            found.note("complete", seat.press("e"))
            seat.page.wait_for_timeout(500)
        for _ in range(TIMES):
            found.note("undo", seat.press("z"))
        for _ in range(TIMES // 2):
            found.note("open a task", seat.press("Enter"))
            found.note("close it", seat.press("Escape"))
        _search(seat, found)
        _add(seat, found)
        for key, place in (
            ("g t", "go to Today"),
            ("g u", "go to Upcoming"),
            ("g i", "go to Inbox"),
        ):
            first, second = key.split()
            seat.press(first)
            found.note(place, seat.press(second))
    finally:
        seat.context.close()
    return found


def _search(seat: Seat, found: Answers) -> None:
    found.note("command menu", seat.press("Control+k"))
    for letter in "fence 12":
        found.note("search in it", seat.press("Space" if letter == " " else letter))
    seat.press("Escape")


def _add(seat: Seat, found: Answers) -> None:
    for n in range(TIMES // 2):
        found.note("quick add", seat.press("q"))
        for letter in "tea":
            found.note("type in it", seat.press(letter))
        seat.page.keyboard.type(f" {n} tomorrow at 9 p1")
        found.note("add", seat.press("Control+Enter"))


def to_another(browser: Browser, url: str) -> list[float]:
    """Add tasks in one browser; return the milliseconds until each stands in another."""
    one, other = Seat.at(browser, url), Seat.at(browser, url)
    took = []
    try:
        for seat in (one, other):
            seat.load(INBOX, HEADING)
        for n in range(TIMES):
            title = f"Seen from afar {n}"
            one.press("q")
            one.page.keyboard.type(title)
            began = one.page.evaluate("Date.now()")
            one.page.keyboard.press("Control+Enter")
            took.append(float(other.page.evaluate(APPEARED, title) - began))
    finally:
        one.context.close()
        other.context.close()
    return took


def reconnected(browser: Browser, url: str) -> float:
    """Add a hundred tasks offline; return the milliseconds from then to all sent."""
    seat = Seat.at(browser, url)
    try:
        seat.load(INBOX, HEADING)
        # What comes after the list comes from the browser's own store then.
        seat.page.wait_for_function("navigator.serviceWorker.controller")
        seat.context.set_offline(True)
        seat.page.keyboard.press("q")
        seat.page.get_by_role("dialog").get_by_role("textbox").wait_for()
        lines = "\n".join(f"Written on the train {n}" for n in range(QUEUED))
        seat.page.evaluate(
            """(text) => {
              const data = new DataTransfer()
              data.setData('text/plain', text)
              const how = { clipboardData: data, bubbles: true, cancelable: true }
              const paste = new ClipboardEvent("paste", how)
              document.activeElement.dispatchEvent(paste)
            }""",
            lines,
        )
        seat.page.get_by_role("dialog").get_by_role("button").last.wait_for()
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_selector("html[data-sync=offline]", state="attached")
        began = seat.page.evaluate("Date.now()")
        seat.context.set_offline(False)
        seat.settle()
        return float(seat.page.evaluate("Date.now()") - began)
    finally:
        seat.context.close()
