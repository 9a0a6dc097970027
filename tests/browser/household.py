"""A household to look at: three projects with what people have in them, dates around today."""

from datetime import date, timedelta
from typing import Any

import httpx

from tests.api.people import Person
from tests.backends import Service


def newcomer(service: Service, name: str) -> Person:
    """Return somebody who has an account under their name, made now, and had their first steps."""
    person = Person(service)
    assert person.sign_up(name=name).status_code == 202
    with person.client() as client:
        seen = {"extras": {"web": {"seen": ["first-steps"]}}}
        client.patch("/api/settings", json=seen).raise_for_status()
    return person


class Household:
    """Somebody's account with tasks, and the person with whom they share one of their projects."""

    def __init__(self, person: Person, today: date) -> None:
        self.person = person
        self.today = today
        self.client = person.client()
        self.ids: dict[str, str] = {}

    def day(self, ahead: int, clock: str = "") -> str:
        """Return a day so far ahead, or the local time of a clock on it."""
        return f"{self.today + timedelta(ahead)}{f'T{clock}:00' if clock else ''}"

    def project(self, name: str, color: str, *sections: str, **more: Any) -> str:
        """Make a project with sections; return its id."""
        made = self._post("/api/projects", {"name": name, "color": color, **more})
        self.ids[name] = made
        for section in sections:
            body = {"project_id": made, "name": section}
            self.ids[f"{name}/{section}"] = self._post("/api/sections", body)
        return made

    def task(self, title: str, place: str = "", **more: Any) -> str:
        """Make a task in a project or one of its sections, `Home/Garden`; return its id."""
        where: dict[str, Any] = {}
        if place:
            where = {"section_id" if "/" in place else "project_id": self.ids[place]}
        self.ids[title] = self._post("/api/tasks", {"title": title, **where, **more})
        return self.ids[title]

    def comment(self, title: str, body: str) -> None:
        """Say something about a task."""
        self._post("/api/comments", {"task_id": self.ids[title], "body": body})

    def share(self, project: str, name: str, role: str = "editor") -> Person:
        """Have somebody new join a project; return them."""
        other = newcomer(self.person.service, name)
        path = f"/api/projects/{self.ids[project]}/invitations"
        told = self.client.post(path, json={"role": role, "email": other.email})
        invitation = told.raise_for_status().json()["invitation"]
        with other.client() as theirs:
            theirs.post(
                "/api/project-invitations/join", json={"invitation": invitation}
            ).raise_for_status()
        return other

    def _post(self, path: str, body: dict[str, Any]) -> str:
        made: httpx.Response = self.client.post(path, json=body)
        assert made.is_success, made.text
        return str(made.json()["id"])


def settled(person: Person, today: date) -> Household:
    """Return a household that has been lived in for a while."""
    home = Household(person, today)
    home.client.patch("/api/settings", json={"time_zone": "Europe/Berlin"}).raise_for_status()
    for name, color in (("errand", "green"), ("phone", "sky"), ("waiting", "yellow")):
        home._post("/api/labels", {"name": name, "color": color, "is_favourite": name == "errand"})
    home.project("Home", "teal", "This week", "Some day")
    home.project("Garden", "lime", "Beds", "Tools")
    home.project("Concert in spring", "violet", "Programme", "Hall", "Invitations")
    home.client.patch(f"/api/projects/{home.ids['Garden']}", json={"is_favourite": True})
    home.share("Concert in spring", "Jonas Weiß")
    home._post("/api/filters", {"name": "Errands soon", "query": "@errand & due before: +8 days"})
    _inbox(home)
    _home(home)
    _garden(home)
    _concert(home)
    return home


def _inbox(home: Household) -> None:
    home.task("Ring the dentist", labels=["phone"], priority="high", due_date=home.day(0))
    home.task("Return the library books", labels=["errand"], due_date=home.day(-1))
    home.task("Look for train tickets to Lübeck")
    home.task("Thank Aunt Ida for the plum jam", due_date=home.day(2))


def _home(home: Household) -> None:
    home.task(
        "Water the plants",
        "Home/This week",
        due_date=home.day(0, "18:00"),
        repeat={"rule": "FREQ=DAILY;INTERVAL=2"},
    )
    home.task(
        "Fetch the parcel",
        "Home/This week",
        due_date=home.day(0),
        labels=["errand"],
        priority="low",
    )
    home.task("Paint the kitchen door", "Home/Some day", duration_minutes=180)
    home.task("Change the smoke detector battery", "Home", due_date=home.day(9))
    home.task(
        "Pay the chimney sweep",
        "Home/This week",
        due_date=home.day(1),
        priority="medium",
        repeat={"rule": "FREQ=MONTHLY;BYDAY=1TH"},
    )


def _garden(home: Household) -> None:
    home.task("Order seeds", "Garden/Beds", due_date=home.day(4), labels=["errand"])
    home.task("Cut back the roses", "Garden/Beds", due_date=home.day(6), priority="medium")
    home.task("Sharpen the shears", "Garden/Tools")


def _concert(home: Household) -> None:
    people = home.client.get(f"/api/projects/{home.ids['Concert in spring']}/members").json()
    jonas = next(each["id"] for each in people if each["role"] == "editor")
    pieces = home.task(
        "Choose the pieces",
        "Concert in spring/Programme",
        description="Three quarters of an hour, *no interval*.\n\n- one by Fanny Hensel\n- one new",
        due_date=home.day(3),
        priority="high",
        status="in_progress",
        assignee_ids=[jonas],
    )
    for title in ("Listen to the Hensel quartet", "Ask the composer about parts"):
        home.task(title, parent_id=pieces)
    home.task("Copy the parts", "Concert in spring/Programme", blocked_by=[pieces])
    home.task(
        "Visit the town hall",
        "Concert in spring/Hall",
        due_date=home.day(1, "10:30"),
        duration_minutes=60,
    )
    home.task("Count the chairs", "Concert in spring/Hall", assignee_ids=[jonas])
    home.task("Draw the poster", "Concert in spring/Invitations", due_date=home.day(12))
    home.comment("Choose the pieces", "The **Hensel** is 22 minutes, I timed it.")
