"""Pictures of the app for the README and the guide: `make screenshots` writes them.

Light and dark, at a desk and on a phone, of one household at whatever day it is.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.backends import service
from tests.browser import household
from tests.browser.desk import Desk
from tests.browser.household import Household
from tests.peers import require_peer

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "web"
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def main() -> None:
    """Take all pictures, or those whose names are given."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tasklark-pictures-") as folder,
        service("embedded", Path(folder)) as running,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(require_peer("chromium")), args=["--no-sandbox"]
        )
        home = household.settled(household.newcomer(running, "Anna Berg"), datetime.now(UTC).date())
        for theme in ("light", "dark"):
            for size, options in (("desk", DESK), ("phone", PHONE)):
                _take(browser, home, f"{size}-{theme}", {**options, "color_scheme": theme})
        browser.close()


def _take(browser: Browser, home: Household, kind: str, options: dict[str, Any]) -> None:
    desk = Desk.of(browser, home.person, device_scale_factor=1, **options)
    for name, path, prepare in _views(home):
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        desk.open(path).settled()
        prepare(desk.page)
        desk.page.wait_for_timeout(400)
        desk.page.screenshot(path=PICTURES / f"{name}-{kind}.png")
    desk.context.close()


def _views(home: Household) -> list[tuple[str, str, Callable[[Page], object]]]:
    concert = f"/project/{home.ids['Concert in spring']}"
    return [
        ("today", "/today", _nothing),
        ("upcoming", "/upcoming", _nothing),
        ("project", concert, _nothing),
        ("board", f"{concert}?view=board", _nothing),
        ("calendar", "/upcoming?view=calendar", _nothing),
        ("task", f"{concert}?task={home.ids['Choose the pieces']}", _nothing),
        ("quick-add", "/today", _quick_add),
        ("commands", "/today", lambda page: page.keyboard.press("Control+k")),
        ("settings", "/settings/look", _nothing),
    ]


def _nothing(_page: Page) -> None:
    pass


def _quick_add(page: Page) -> None:
    page.keyboard.press("q")
    page.keyboard.type("Rehearse with Jonas every Tuesday at 7pm @phone p1 #Home")


if __name__ == "__main__":
    main()
