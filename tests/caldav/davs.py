"""A small raw client of CalDAV: what it sends and gets is what the wire carries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4
from xml.etree import ElementTree

import httpx

from tests.api.people import Person
from tests.backends import Service

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
CS, APPLE = "{http://calendarserver.org/ns/}", "{http://apple.com/ns/ical/}"
SCOPES = ["caldav"]
"""What an app password is made of."""
DECLARED = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    ' xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"'
)


@dataclass(frozen=True)
class Told:
    """What a multistatus tells of one address."""

    status: int | None
    found: dict[str, ElementTree.Element]
    missing: frozenset[str]
    failed: dict[str, int]

    def text(self, name: str) -> str:
        """Return the text of a property."""
        return self.found[name].text or ""

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses in a property."""
        return [each.text or "" for each in self.found[name].iter(f"{DAV}href")]


@dataclass
class Dav:
    """Somebody's calendar program."""

    http: httpx.Client
    person_id: str

    @property
    def home(self) -> str:
        """The address of the person's collections."""
        return f"/dav/calendars/{self.person_id}/"

    @property
    def principal(self) -> str:
        """The address of the person."""
        return f"/dav/principals/{self.person_id}/"

    def ask(
        self, method: str, path: str, body: str | bytes = b"", **headers: str
    ) -> httpx.Response:
        """Send a request; headers are written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, str):
            body = body.encode()
            named.setdefault("Content-Type", "application/xml; charset=utf-8")
        return self.http.request(method, path, content=body, headers=named)

    def properties(self, path: str, *names: str, depth: str = "0", **headers: str) -> "Answer":
        """Ask for properties, by their prefixed names."""
        asked = "".join(f"<{name}/>" for name in names)
        body = f"<D:propfind {DECLARED}><D:prop>{asked}</D:prop></D:propfind>"
        return answer(self.ask("PROPFIND", path, body, Depth=depth, **headers))

    def set(self, path: str, inner: str, **headers: str) -> httpx.Response:
        """Set properties, given as XML."""
        body = f"<D:set><D:prop>{inner}</D:prop></D:set>"
        return self.patch(path, body, **headers)

    def patch(self, path: str, inner: str, **headers: str) -> httpx.Response:
        """Set and remove properties, given as XML."""
        body = f"<D:propertyupdate {DECLARED}>{inner}</D:propertyupdate>"
        return self.ask("PROPPATCH", path, body, **headers)

    def report(self, path: str, name: str, inner: str, **headers: str) -> httpx.Response:
        """Ask a report of a prefixed name; `inner` is its XML."""
        body = f"<{name} {DECLARED}>{inner}</{name}>"
        return self.ask("REPORT", path, body, **{"Depth": "1", **headers})

    def multiget(self, path: str, hrefs: Sequence[str], **headers: str) -> "Answer":
        """Ask for objects with their data."""
        named = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
        inner = f"<D:prop><D:getetag/><C:calendar-data/></D:prop>{named}"
        return answer(self.report(path, "C:calendar-multiget", inner, **headers))

    def query(self, path: str, filters: str, data: str = "<C:calendar-data/>") -> "Answer":
        """Ask for the to-dos that a filter, given as XML, finds."""
        inner = (
            f"<D:prop><D:getetag/>{data}</D:prop>"
            '<C:filter><C:comp-filter name="VCALENDAR">'
            f'<C:comp-filter name="VTODO">{filters}</C:comp-filter>'
            "</C:comp-filter></C:filter>"
        )
        return answer(self.report(path, "C:calendar-query", inner))

    def sync(
        self, path: str, token: str = "", limit: int | None = None, **headers: str
    ) -> "Answer":
        """Ask what has changed since a token."""
        bound = f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
        inner = (
            f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>{bound}"
            "<D:prop><D:getetag/></D:prop>"
        )
        return answer(self.report(path, "D:sync-collection", inner, **{"Depth": "0", **headers}))

    def put(self, path: str, text: str, **headers: str) -> httpx.Response:
        """Put an object."""
        told = {"Content_Type": "text/calendar; charset=utf-8", **headers}
        return self.ask("PUT", path, text.encode(), **told)

    def make(self, inner: str = "", name: str | None = None) -> str:
        """Make a collection for to-dos; return its address."""
        path = f"{self.home}{name or uuid4()}/"
        body = (
            f"<C:mkcalendar {DECLARED}><D:set><D:prop><C:supported-calendar-component-set>"
            f'<C:comp name="VTODO"/></C:supported-calendar-component-set>{inner}'
            "</D:prop></D:set></C:mkcalendar>"
        )
        made = self.ask("MKCALENDAR", path, body)
        assert made.status_code == 201, made.text
        return path


class Answer(dict[str, Told]):
    """A multistatus: what is told, by address."""

    token: str | None = None
    response: httpx.Response

    @property
    def one(self) -> Told:
        """What is told of the only address."""
        (only,) = self.values()
        return only


def answer(response: httpx.Response) -> Answer:
    """Read a multistatus."""
    assert response.status_code == 207, (response.status_code, response.text)
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own server wrote it
    assert root.tag == f"{DAV}multistatus"
    told = Answer()
    told.response = response
    told.token = root.findtext(f"{DAV}sync-token")
    for each in root.iter(f"{DAV}response"):
        href = each.findtext(f"{DAV}href") or ""
        assert href not in told, f"{href} is told twice"
        told[href] = _told(each)
    return told


def _told(response: ElementTree.Element) -> Told:
    line = response.findtext(f"{DAV}status")
    found: dict[str, ElementTree.Element] = {}
    failed: dict[str, int] = {}
    for part in response.iter(f"{DAV}propstat"):
        status = int((part.findtext(f"{DAV}status") or "").split()[1])
        properties = part.find(f"{DAV}prop")
        assert properties is not None
        if status == 200:
            found |= {each.tag: each for each in properties}
        else:
            failed |= {each.tag: status for each in properties}
    missing = frozenset(name for name, status in failed.items() if status == 404)
    return Told(int(line.split()[1]) if line else None, found, missing, failed)


def precondition(response: httpx.Response) -> str:
    """Return the name of the rule that a refusal names; it must have a sentence as well."""
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own server wrote it
    assert root.tag == f"{DAV}error"
    assert root.findtext(f"{DAV}responsedescription")
    named = [each.tag for each in root if each.tag != f"{DAV}responsedescription"]
    assert len(named) == 1
    return named[0]


def todo(uid: str | None = None, *lines: str, summary: str = "Buy milk") -> str:
    """Return a to-do as a client writes it."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//tests//EN",
            "BEGIN:VTODO",
            f"UID:{uid or uuid4()}",
            "DTSTAMP:20260101T000000Z",
            f"SUMMARY:{summary}",
            *lines,
            "END:VTODO",
            "END:VCALENDAR",
            "",
        ]
    )


@contextmanager
def program(person: Person) -> Iterator[Dav]:
    """Give a calendar program with an app password of its own."""
    with person.client() as client, program_of(person.service, client) as found:
        yield found


@contextmanager
def program_of(service: Service, client: httpx.Client) -> Iterator[Dav]:
    """Give a program of whoever a client of the API is."""
    account = client.get("/api/account").json()
    made = client.post("/api/tokens", json={"name": "tests", "scopes": SCOPES})
    assert made.status_code == 201, made.text
    auth = (account["email"], made.json()["token"])
    with httpx.Client(base_url=service.url, auth=auth, timeout=30) as http:
        yield Dav(http, account["person_id"])


def stranger(service: Service) -> httpx.Client:
    """Return a program without a password."""
    return httpx.Client(base_url=service.url, timeout=30)
