"""The names of WebDAV's XML: elements are told by their Clark name, "{namespace}local"."""

DAV = "DAV:"
CALDAV = "urn:ietf:params:xml:ns:caldav"
CALENDARSERVER = "http://calendarserver.org/ns/"
APPLE = "http://apple.com/ns/ical/"

PREFIXES = {DAV: "D", CALDAV: "C", CALENDARSERVER: "CS", APPLE: "A"}
"""What the roots of our answers declare."""


def dav(local: str) -> str:
    """Return the name of an element of RFC 4918 and its kin."""
    return f"{{{DAV}}}{local}"


def caldav(local: str) -> str:
    """Return the name of an element of RFC 4791."""
    return f"{{{CALDAV}}}{local}"


def calendarserver(local: str) -> str:
    """Return the name of an element that calendarserver.org has defined."""
    return f"{{{CALENDARSERVER}}}{local}"


def apple(local: str) -> str:
    """Return the name of a property of Apple's calendars."""
    return f"{{{APPLE}}}{local}"


def split(name: str) -> tuple[str, str]:
    """Return the namespace of a Clark name, "" for none, and its local part."""
    if not name.startswith("{"):
        return "", name
    namespace, _, local = name[1:].rpartition("}")
    return namespace, local
