"""Four roles before one project: what somebody may not do there is nowhere offered to them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, expect

from tests.api.people import Person, as_superuser, on_new_database
from tests.backends import Cluster, Service
from tests.browser.desk import Desk
from tests.browser.household import Household, newcomer

Desks = Callable[..., Desk]
ROLES = ("viewer", "commenter", "editor", "admin")
LEAST = {
    "Complete": "editor",
    "Due tomorrow": "editor",
    "Priority: high": "editor",
    "Move to …": "editor",
    "Assign to …": "editor",
    "Delete": "editor",
    "Nest in the task above": "editor",
    "Add a task": "editor",
    "New section": "editor",
    "Comment": "commenter",
    "Edit project": "admin",
    "Archive project": "admin",
    "Copy link": "viewer",
    "Reminders …": "viewer",
}
"""Acts of the command menu, with the least role that they take."""
LEAST_BESIDE = {"Complete": "editor", "Delete": "editor", "Comment": "commenter", "Open": "viewer"}
"""Acts of a row's menu, likewise."""
WRITING = (
    "e",
    "1",
    "Delete",
    "y",
    "Alt+ArrowDown",
    "Alt+ArrowRight",
    "t",
    "l",
    "v",
    "Shift+R",
    "a",
)


@pytest.fixture(scope="module")
def garden(home: Service) -> Iterator[Household]:
    """Give a project of two tasks, shared with somebody of each role."""
    lived = Household(newcomer(home, "Anna Berg"), datetime.now(UTC).date())
    lived.project("Garden", "lime", "Beds")
    lived.task("Shears", "Garden")
    lived.task("Roses", "Garden", description="Red ones")
    yield lived
    lived.client.close()


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_does_not_allow_is_not_offered(
    garden: Household, desks: Desks, role: str
) -> None:
    somebody = garden.share("Garden", f"Some {role}", role=role)
    desk = desks(somebody).open(f"/project/{garden.ids['Garden']}").sees("Shears", "Roses")
    page, may_write = desk.page, role in {"editor", "admin"}
    main = page.get_by_role("main")
    for name in ("Add task", "Section Beds: more"):
        expect(main.get_by_role("button", name=name, exact=True)).to_have_count(int(may_write))
    desk.focus("Roses").press("Control+k")
    _offers(page.get_by_role("option"), LEAST, role)
    desk.press("Escape").focus("Roses").press(".")
    _offers(page.get_by_role("menuitem"), LEAST_BESIDE, role)
    desk.press("Escape").focus("Roses").press("Enter")
    panel = page.locator("[data-panel]")
    _has(panel.get_by_label("Write a comment"), role != "viewer")
    _has(panel.get_by_role("button", name="Add a link"), may_write)


@pytest.mark.parametrize("role", ["viewer", "commenter"])
def test_neither_keys_nor_dragging_write_for_whoever_may_not(
    garden: Household, desks: Desks, role: str
) -> None:
    somebody = garden.share("Garden", f"Some {role}", role=role)
    before = _told(garden)
    desk = desks(somebody).open(f"/project/{garden.ids['Garden']}").sees("Shears", "Roses")
    for key in WRITING:
        desk.focus("Shears").press(key)
        expect(desk.page.get_by_role("dialog")).to_have_count(0)
    desk.row("Shears").locator("[data-title]").drag_to(desk.row("Roses"))
    desk.open(f"/project/{garden.ids['Garden']}?view=board").settled()
    card = desk.page.locator("[data-card]", has_text="Shears")
    card.drag_to(desk.page.get_by_role("heading", name="Beds"))
    card.focus()
    desk.press("Alt+ArrowRight")
    assert desk.page.evaluate("document.documentElement.dataset.sync") == "settled"
    assert _told(garden) == before


def test_a_project_that_is_taken_away_while_it_is_open_says_so_and_is_gone(
    garden: Household, desks: Desks
) -> None:
    somebody = garden.share("Garden", "Some Guest")
    path = f"/api/projects/{garden.ids['Garden']}/members"
    desk = desks(somebody).open(f"/project/{garden.ids['Garden']}?task={garden.ids['Roses']}")
    page = desk.sees("Shears", "Roses").page
    expect(page.get_by_text("Red ones")).to_be_visible()
    (guest,) = (m["id"] for m in garden.client.get(path).json() if m["name"] == "Some Guest")
    garden.client.delete(f"{path}/{guest}").raise_for_status()
    expect(page.get_by_role("heading", name="This project is not here")).to_be_visible()
    for text in ("Shears", "Roses", "Red ones"):
        expect(page.get_by_text(text, exact=True)).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("link", name="Garden")).to_have_count(0)
    expect(page.get_by_text("This task is not here")).to_be_visible()
    page.get_by_role("link", name="Go to the Inbox").click()
    desk.settled().quick_add("On we go").settled()


@pytest.mark.parametrize(
    ("policy", "words"),
    [("closed", "Signing up is closed here."), ("invitation", "takes an invitation")],
)
def test_where_one_may_not_just_sign_up_it_is_said(
    cluster: Cluster,
    desks: Desks,
    tmp_path_factory: pytest.TempPathFactory,
    policy: str,
    words: str,
) -> None:
    with on_new_database(cluster, tmp_path_factory.mktemp(policy), SIGNUP=policy) as running:
        # By invitation the first comes without, or there would be nobody to invite.
        assert Person(running).sign_up().status_code == (202 if policy == "invitation" else 403)
        next_one = Person(running)
        desk = desks(next_one, signed_in=False).problems_expected(re.compile("status of 403"))
        desk.open("/sign-up")
        page = desk.page
        page.get_by_label("E-mail address").fill(next_one.email)
        page.get_by_label("Password", exact=True).fill(next_one.password)
        desk.press("Enter")
        expect(page.get_by_role("alert").get_by_text(words)).to_be_visible()
        _has(page.get_by_label("Invitation"), policy == "invitation")


def test_an_invitation_that_has_expired_says_so_and_leads_on(
    home: Service, garden: Household, desks: Desks
) -> None:
    path = f"/api/projects/{garden.ids['Garden']}/invitations"
    told = garden.client.post(path, json={"role": "editor"}).raise_for_status().json()
    as_superuser(
        home, "UPDATE tasklark.project_invitations SET expires_at = now() - interval '1 hour'"
    )
    late = desks(newcomer(home, "Late Guest")).problems_expected(re.compile("status of 404"))
    late.open(f"/join#invitation={told['invitation']}")
    expect(late.page.get_by_role("alert").get_by_text("no longer good")).to_be_visible()
    expect(late.page.get_by_role("button", name="Join", exact=True)).to_have_count(0)
    late.page.get_by_role("button", name="Not now").click()
    expect(late.page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def _offers(shown: Locator, least: dict[str, str], role: str) -> None:
    expect(shown).not_to_have_count(0)
    texts = [text.replace("\n", " ") for text in shown.all_inner_texts()]
    for act, needed in least.items():
        is_there = any(text == act or text.startswith(f"{act} ") for text in texts)
        assert is_there == (ROLES.index(role) >= ROLES.index(needed)), (act, texts)


def _has(part: Locator, is_there: bool) -> None:
    if is_there:
        expect(part).not_to_have_count(0)
    else:
        expect(part).to_have_count(0)


def _told(garden: Household) -> dict[str, str]:
    tasks = garden.client.get("/api/tasks").json()
    return {each["id"]: each["updated_at"] for each in tasks}
