"""Where everything is: addresses read in every form that clients send, and written in one.

/dav/                                   where discovery ends
/dav/principals/<person>/               who is asking
/dav/calendars/<person>/                their home: the collections that they may see
/dav/calendars/<person>/<list>/         a collection
/dav/calendars/<person>/<list>/<name>   an object of it
"""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit
from uuid import UUID

ROOT = "/dav/"
WELL_KNOWN = "/.well-known/caldav"
NAME_MAX = 200
"""Longest name of a collection or an object, in Unicode code points."""
_ADDRESS_MAX = 8_192
_PLAIN = re.compile("[A-Za-z0-9._~@-]+")
_UNFIT = re.compile("[/\x00-\x1f\x7f]")
_HOME_DEPTH, _OBJECT_DEPTH = 2, 4


class BadAddress(ValueError):
    """Text that is no address of a resource, or one with a name that can't be had."""


class Kind(Enum):
    """What is at an address."""

    ROOT = "root"
    PRINCIPALS = "principals"
    PRINCIPAL = "principal"
    HOMES = "homes"
    HOME = "home"
    COLLECTION = "collection"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Address:
    """An address, whether or not anything is there.

    `person` is whose it is, as the address says; `collection` and `name` are names as they are,
    with nothing encoded. `slashed` tells that it ended in a slash.
    """

    kind: Kind
    person: str = ""
    collection: str = ""
    name: str = ""
    slashed: bool = True

    @property
    def above(self) -> "Address":
        """The collection of an object."""
        return Address(Kind.COLLECTION, self.person, self.collection)

    @property
    def href(self) -> str:
        """The one way in which we write this address."""
        match self.kind:
            case Kind.ROOT:
                return ROOT
            case Kind.PRINCIPALS | Kind.PRINCIPAL:
                return _written("principals", self.person)
            case Kind.HOMES | Kind.HOME | Kind.COLLECTION:
                return _written("calendars", self.person, self.collection)
        return _written("calendars", self.person, self.collection) + segment(self.name)


def principal(person: UUID) -> str:
    """Return the address of a person."""
    return _written("principals", str(person))


def home(person: UUID) -> str:
    """Return the address of a person's collections."""
    return _written("calendars", str(person))


def segment(name: str) -> str:
    """Return a name as the part of an address, in the one form that we write."""
    return name if _PLAIN.fullmatch(name) else quote(name, safe="@")


def read(path: bytes) -> Address | None:
    """Return what a path means, as it came in the request's first line; None for no such place.

    Raises `BadAddress` for one that can't be a name.
    """
    if len(path) > _ADDRESS_MAX:
        raise BadAddress("The address is too long")
    first, *parts = [_name(part) for part in path.partition(b"?")[0].split(b"/")]
    if first or not parts or parts[0] != "dav":
        return None
    parts = parts[1:]
    slashed = bool(parts) and parts[-1] == ""
    if slashed:
        parts = parts[:-1]
    return None if "" in parts else _placed(parts, slashed)


def plain_name(href: str, collection: str) -> str | None:
    """Return the name of an object that a `href` means which is written as we write it ourselves.

    Clients name many objects at once, and nearly all of them in this way. None is for `referred`.
    """
    name = href.removeprefix(collection)
    is_plain = len(name) < len(href) and len(name) <= NAME_MAX and _PLAIN.fullmatch(name)
    return name if is_plain and name not in {".", ".."} else None


def referred(href: str, host: str) -> Address | None:
    """Return what a `href` or a `Destination` means; None for a place that is not of this server.

    `host` is the one that the request names. Raises `BadAddress` as `read` does.
    """
    told = _split(href)
    if told.netloc and told.netloc.lower() != host.lower():
        return None
    return read(told.path.encode("utf-8", "replace"))


def named_host(href: str) -> str:
    """Return the host that an address names, in small letters; "" for none."""
    return _split(href).netloc.lower()


def _split(href: str) -> SplitResult:
    try:
        return urlsplit(href.strip())
    except ValueError:
        raise BadAddress("This is no address") from None


def _placed(parts: list[str], slashed: bool) -> Address | None:
    kinds = {"principals": (Kind.PRINCIPALS, Kind.PRINCIPAL), "calendars": (Kind.HOMES, Kind.HOME)}
    if not parts:
        return Address(Kind.ROOT, slashed=slashed)
    top, *names = parts
    if top not in kinds or len(names) > _OBJECT_DEPTH - 1:
        return None
    if len(names) < _HOME_DEPTH:
        return Address(kinds[top][len(names)], "".join(names), slashed=slashed)
    if top == "principals":
        return None
    person, collection, name = [*names, ""][:3]
    return Address(Kind.OBJECT if name else Kind.COLLECTION, person, collection, name, slashed)


def _name(part: bytes) -> str:
    """Return a name without its encoding: a slash in it could be told from no other."""
    try:
        name = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise BadAddress("The address is not in UTF-8") from None
    if name in {".", ".."} or _UNFIT.search(name):
        raise BadAddress("The address has a part that can't be a name")
    if len(name) > NAME_MAX:
        raise BadAddress(f"The address has a name of more than {NAME_MAX} characters")
    return name


def _written(*parts: str) -> str:
    return ROOT + "".join(f"{segment(part)}/" for part in parts if part)
