"""Nobody is shut out: axe on every view, in both themes, at three widths."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.backends import Service
from tests.browser import household
from tests.browser.desk import Desk
from tests.browser.household import Household

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = """() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.target.join(' ')} ${node.failureSummary.split('\\n')[1] ?? ''}`)))"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
TOO_SMALL = """() => [...document.querySelectorAll('button, a, input, select, textarea')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest('.hidden-but-spoken, p, .markdown, [aria-hidden="true"]'))
  .map((each) => [each, (each.closest('label') ?? each).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 23.5 || height < 23.5))
  .map(([each]) => each.outerHTML.slice(0, 120))"""
WIDTHS = {"wide": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}


@pytest.fixture(scope="module")
def furnished(home: Service) -> Iterator[Household]:
    """Give a household that has been lived in for a while."""
    house = household.settled(household.newcomer(home, "Anna Berg"), datetime.now(UTC).date())
    yield house
    house.client.close()


def _views(home: Household) -> list[str]:
    concert = f"/project/{home.ids['Concert in spring']}"
    task = f"task={home.ids['Choose the pieces']}"
    kept = home.client.get("/api/filters").json()[0]["id"]
    return [
        "/inbox",
        "/today",
        "/upcoming",
        f"/upcoming?{task}",
        concert,
        f"{concert}?{task}",
        f"{concert}?view=board",
        f"{concert}?view=calendar",
        f"{concert}?view=calendar&span=week",
        "/label/errand",
        f"/filter/{kept}",
        "/search?q=the",
        "/trash",
        "/activity",
        "/nowhere",
        *(
            f"/settings/{page}"
            for page in (
                "account",
                "general",
                "look",
                "keys",
                "notifications",
                "tokens",
                "sessions",
                "data",
            )
        ),
    ]


OVERLAYS = {"quick add": "q", "commands": "Control+k", "keys": "?"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_can_be_used_by_everybody(
    desks: Callable[..., Desk], furnished: Household, theme: str, width: str
) -> None:
    desk = _sit(desks, furnished, theme, width)
    found: list[str] = []
    for path in _views(furnished):
        desk.open(path).settled()
        found += _faults(desk, path)
    desk.open("/today").settled()
    for name, keys in OVERLAYS.items():
        desk.press(keys)
        expect(desk.page.get_by_role("dialog")).to_be_visible()
        found += _faults(desk, name)
        desk.press("Escape")
        expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_the_way_in_is_open_to_everybody(
    desks: Callable[..., Desk], furnished: Household, theme: str, path: str
) -> None:
    desk = _sit(desks, furnished, theme, "narrow", signed_in=False).open(path)
    found = _faults(desk, path)
    assert not found, "\n".join(found)


def _sit(desks: Callable[..., Desk], home: Household, theme: str, width: str, **more: Any) -> Desk:
    across, down = WIDTHS[width]
    size = {"width": across, "height": down}
    return desks(home.person, color_scheme=theme, viewport=size, reduced_motion="reduce", **more)


def _faults(desk: Desk, where: str) -> list[str]:
    desk.page.evaluate(f"() => {{ {AXE.read_text()} }}")
    faults: list[str] = desk.page.evaluate(RULES)
    if desk.page.evaluate(TOO_WIDE):
        faults.append("scrolls sideways")
    faults += [f"too small: {each}" for each in desk.page.evaluate(TOO_SMALL)]
    return [f"{where}: {fault}" for fault in faults]
