"""Nobody is shut out: axe on every view, in both themes, at three widths."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.backends import Service
from tests.browser import household
from tests.browser.desk import Desk
from tests.browser.household import Household

Desks = Callable[..., Desk]

AXE = (Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js").read_text()
RULES = """(runOnly) => axe.run({ runOnly, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.target.join(' ')} ${node.failureSummary.split('\\n')[1] ?? ''}`)))"""
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Another theme changes colours and nothing else, so no other rule is asked again."""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
TOO_SMALL = """() => [...document.querySelectorAll('button, a, input, select, textarea')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest('.hidden-but-spoken, p, .markdown, [aria-hidden="true"]'))
  .map((each) => [each, (each.closest('label') ?? each).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 23.5 || height < 23.5))
  .map(([each]) => each.outerHTML.slice(0, 120))"""
SIZES = {"desk": [(1280, 800)], "phone": [(320, 640), (390, 844)]}
"""Of a device axe looks at the first size: between it and the others no style has a step."""


@pytest.fixture(scope="module")
def furnished(home: Service) -> Iterator[Household]:
    """Give a household that has been lived in for a while."""
    house = household.settled(household.newcomer(home, "Anna Berg"), datetime.now(UTC).date())
    yield house
    house.client.close()


def _lists(home: Household) -> dict[str, str]:
    kept = home.client.get("/api/filters").json()[0]["id"]
    return {
        "/inbox": "text=Thank Aunt Ida",
        "/today": "text=Fetch the parcel",
        "/upcoming": "text=Order seeds",
        f"/upcoming?task={home.ids['Choose the pieces']}": "text=no interval",
        "/label/errand": "text=Fetch the parcel",
        f"/filter/{kept}": "text=Fetch the parcel",
        "/search?q=the": "text=Paint the kitchen door",
        "/trash": "css=main h1",
        "/activity": "css=main h1",
        "/nowhere": "text=There is nothing here",
    }


def _project(home: Household) -> dict[str, str]:
    concert = f"/project/{home.ids['Concert in spring']}"
    return {
        concert: "text=Draw the poster",
        f"{concert}?task={home.ids['Choose the pieces']}": "text=no interval",
        f"{concert}?view=board": "text=Draw the poster",
        f"{concert}?view=calendar": "css=main [data-day]",
        f"{concert}?view=calendar&span=week": "css=main .week",
    }


def _settings(_home: Household) -> dict[str, str]:
    pages = ["account", "general", "look", "keys", "notifications", "tokens", "sessions", "data"]
    return {f"/settings/{page}": "css=main .page > header + *" for page in pages}


PLACES = {"lists": _lists, "project": _project, "settings": _settings}
"""Addresses, and what stands there when the view does."""
OVERLAYS = {"quick add": "q", "commands": "Control+k", "keys": "?"}


@pytest.mark.parametrize("device", SIZES)
@pytest.mark.parametrize("places", PLACES)
def test_every_view_can_be_used_by_everybody(
    desks: Desks, furnished: Household, places: str, device: str
) -> None:
    desk = desks(furnished.person, reduced_motion="reduce")
    found: list[str] = []
    for path, sign in PLACES[places](furnished).items():
        desk.open(path).settled()
        expect(desk.page.locator(sign).first).to_be_visible()
        found += _faults(desk, path, device)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("device", SIZES)
def test_what_lies_over_a_view_can_be_used_by_everybody(
    desks: Desks, furnished: Household, device: str
) -> None:
    desk = desks(furnished.person, reduced_motion="reduce").open("/today").settled()
    found: list[str] = []
    for name, keys in OVERLAYS.items():
        desk.press(keys)
        expect(desk.page.get_by_role("dialog")).to_be_visible()
        found += _faults(desk, name, device)
        desk.press("Escape")
        expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_the_way_in_is_open_to_everybody(desks: Desks, furnished: Household, path: str) -> None:
    desk = desks(furnished.person, reduced_motion="reduce", signed_in=False).open(path)
    found = _faults(desk, path, "phone")
    assert not found, "\n".join(found)


def _faults(desk: Desk, where: str, device: str) -> list[str]:
    """Look at what is shown, at the sizes of a device and in both themes; return what is wrong."""
    page, faults = desk.page, list[str]()
    for width, height in SIZES[device]:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(TOO_WIDE):
            faults.append(f"scrolls sideways at {width}")
        faults += [f"too small at {width}: {each}" for each in page.evaluate(TOO_SMALL)]
    width, height = SIZES[device][0]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(f"() => {{ {AXE} }}")
    page.emulate_media(color_scheme="light")
    faults += page.evaluate(RULES, ALL)
    page.emulate_media(color_scheme="dark")
    faults += [f"in the dark: {fault}" for fault in page.evaluate(RULES, OF_COLOUR)]
    return [f"{where}: {fault}" for fault in faults]
