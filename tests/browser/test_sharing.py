"""Two people and one project: the way in, being there, and the way out."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.api.people import Person
from tests.backends import Service
from tests.browser.desk import Desk
from tests.browser.household import newcomer

Desks = Callable[..., Desk]


def test_a_link_lets_somebody_in_who_is_seen_there_and_can_be_taken_out(
    home: Service, desks: Desks, person: Person
) -> None:
    with person.client() as client:
        project = client.post("/api/projects", json={"name": "Garden"}).json()["id"]
    anna = desks(person).open(f"/project/{project}")
    page = anna.page
    page.get_by_role("button", name="People", exact=True).click()
    page.get_by_label("Role", exact=True).select_option("viewer")
    page.get_by_role("button", name="Make link").click()
    link = page.get_by_role("dialog").get_by_role("textbox", name="The link.").input_value()
    anna.press("Escape")
    bob = desks(newcomer(home, "Bob Reed")).open(link.removeprefix(home.url))
    expect(bob.page.get_by_text("Anna Berg invites you to the project “Garden”.")).to_be_visible()
    bob.page.get_by_role("button", name="Join").click()
    expect(bob.page.get_by_role("heading", name="Garden")).to_be_visible()
    expect(page.get_by_role("img", name="Looking at this now: Bob Reed")).to_be_visible()
    expect(bob.page.get_by_role("img", name="Looking at this now: Anna Berg")).to_be_visible()
    page.get_by_role("button", name="People", exact=True).click()
    page.get_by_role("button", name="Remove Bob Reed").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Bob Reed is removed.").first).to_be_visible()
    expect(bob.page.get_by_role("heading", name="Garden")).to_have_count(0)


def test_whoever_is_signed_out_signs_in_where_the_link_leads(
    home: Service, desks: Desks, person: Person
) -> None:
    with person.client() as client:
        project = client.post("/api/projects", json={"name": "Shed"}).json()["id"]
        draft = {"role": "editor"}
        told = client.post(f"/api/projects/{project}/invitations", json=draft).json()
    other = newcomer(home, "Bob Reed")
    bob = desks(other, signed_in=False)
    bob.context.set_extra_http_headers({"X-Forwarded-For": other.address})
    bob.open(f"/join#invitation={told['invitation']}")
    bob.page.get_by_label("E-mail address").fill(other.email)
    bob.page.get_by_label("Password", exact=True).fill(other.password)
    bob.press("Enter")
    expect(bob.page.get_by_text("You would be in it as: Editor.")).to_be_visible()
    bob.page.get_by_role("button", name="Join").click()
    expect(bob.page.get_by_role("heading", name="Shed")).to_be_visible()
