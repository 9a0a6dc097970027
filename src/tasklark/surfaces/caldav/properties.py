"""The live properties: what each kind of resource says of itself when asked.

Each is a function of the resource that returns XML, "" for an empty value, and None where the
resource has no such property.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from tasklark.domain.access import Role
from tasklark.surfaces.caldav import colors, privileges, render, reports_known, xml
from tasklark.surfaces.caldav.addresses import ROOT, Kind
from tasklark.surfaces.caldav.ical.limits import MOST_INSTANCES
from tasklark.surfaces.caldav.names import apple, caldav, calendarserver, dav
from tasklark.surfaces.caldav.preconditions import BODY_MAX, hrefs
from tasklark.surfaces.caldav.resources import Resource

Live = Callable[[Resource], str | None]

CONTENT_TYPE = "text/calendar; charset=utf-8"
DISPLAY_NAME = dav("displayname")
DESCRIPTION = caldav("calendar-description")
TAG = calendarserver("getctag")
COLOR = apple("calendar-color")
WRITABLE = frozenset({DISPLAY_NAME, DESCRIPTION, COLOR})
"""Live properties that clients may set on collections; dead ones they may set anywhere."""


def _collection_type(resource: Resource) -> str:
    told = xml.element(dav("collection"))
    if resource.kind is Kind.PRINCIPAL:
        return told + xml.element(dav("principal"))
    return told + xml.element(caldav("calendar")) if resource.kind is Kind.COLLECTION else told


def _principal(resource: Resource) -> str:
    return hrefs(resource.viewer.principal)


def _owner(resource: Resource) -> str:
    found = resource.collection
    return "" if found is not None and found.role is not Role.OWNER else _principal(resource)


def _supported_reports(resource: Resource) -> str:
    return "".join(
        xml.element(dav("supported-report"), xml.element(dav("report"), xml.element(name)))
        for name in reports_known.OF[resource.kind]
        if name != reports_known.SYNC or _sync_token(resource)
    )


def _home(resource: Resource) -> str:
    return hrefs(resource.viewer.home)


def _addresses(resource: Resource) -> str:
    mail = _email(resource)
    return hrefs(*([f"mailto:{mail}"] if mail else []), resource.viewer.principal)


def _email(resource: Resource) -> str | None:
    return resource.viewer.email if "@" in resource.viewer.email else None


def _email_set(resource: Resource) -> str | None:
    mail = _email(resource)
    return mail and xml.element(calendarserver("email-address"), xml.escape(mail))


def _display_name(resource: Resource) -> str | None:
    match resource.kind:
        case Kind.PRINCIPAL:
            return xml.escape(resource.viewer.email)
        case Kind.COLLECTION if resource.collection:
            return xml.escape(resource.collection.display_name)
        case Kind.OBJECT:
            return None
    return "Tasklark"


def _description(resource: Resource) -> str | None:
    said = resource.collection and resource.collection.description
    return xml.escape(said) if said else None


def _color(resource: Resource) -> str | None:
    found = resource.collection
    if found is None:
        return None
    written = resource.dead.get(COLOR)
    if written is not None:
        exact = xml.parse(written.encode()).text.strip()
        if colors.nearest(exact) == found.color:
            return xml.escape(exact)
    return colors.told(found.color)


def _components(resource: Resource) -> str | None:
    found = resource.collection
    if found is None:
        return None
    return "".join(f"<C:comp name={xml.quoted(name)}/>" for name in sorted(found.components))


def _tag(resource: Resource) -> str | None:
    return resource.tag and xml.escape(f'"{resource.tag}"')


def _sync_token(resource: Resource) -> str | None:
    token = resource.collection and resource.collection.cursor
    return render.token(token) if token else None


def _share_access(resource: Resource) -> str | None:
    found = resource.collection
    if found is None or found.role is Role.OWNER:
        return None
    return xml.element(dav("read-write" if privileges.may_change(resource) else "read"))


def _resource_id(resource: Resource) -> str | None:
    found = resource.object or resource.collection
    named = found.id if found else resource.viewer.caller.person_id
    return hrefs(f"urn:uuid:{named}")


def _time_zone(resource: Resource) -> str:
    return xml.escape(resource.viewer.caller.time_zone)


def _etag(resource: Resource) -> str | None:
    return resource.object and f'"{resource.object.etag}"'


def _length(resource: Resource) -> str | None:
    return resource.object and str(len(render.text(resource.object).encode()))


def _content_type(resource: Resource) -> str | None:
    return resource.object and f"{CONTENT_TYPE}; component={resource.object.component}"


def _modified(resource: Resource) -> str | None:
    return resource.object and http_date(resource.object.updated_at)


def _created(resource: Resource) -> str | None:
    found = resource.object
    return found and found.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _always(value: str) -> Live:
    return lambda _resource: value


_ANYWHERE: Mapping[str, Live] = {
    dav("resourcetype"): _collection_type,
    dav("current-user-principal"): _principal,
    dav("principal-collection-set"): _always(hrefs(f"{ROOT}principals/")),
    dav("current-user-privilege-set"): privileges.current,
    dav("supported-privilege-set"): _always(privileges.SUPPORTED),
    dav("supported-report-set"): _supported_reports,
}
_NAMED: Mapping[str, Live] = {**_ANYWHERE, DISPLAY_NAME: _display_name}
_OWNED: Mapping[str, Live] = {**_ANYWHERE, dav("owner"): _owner}
_CALENDARS: Mapping[str, Live] = {
    caldav("supported-calendar-component-set"): _components,
    caldav("supported-calendar-data"): _always(
        '<C:calendar-data content-type="text/calendar" version="2.0"/>'
    ),
    caldav("supported-collation-set"): _always(
        "".join(
            xml.element(caldav("supported-collation"), name)
            for name in ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
        )
    ),
    caldav("max-resource-size"): _always(str(BODY_MAX)),
    caldav("min-date-time"): _always("00010101T000000Z"),
    caldav("max-date-time"): _always("99991231T235959Z"),
    caldav("max-instances"): _always(str(MOST_INSTANCES)),
    caldav("calendar-timezone-id"): _time_zone,
}

LIVE: Mapping[Kind, Mapping[str, Live]] = {
    Kind.ROOT: _NAMED,
    Kind.PRINCIPALS: _NAMED,
    Kind.HOMES: _NAMED,
    Kind.PRINCIPAL: {
        **_NAMED,
        **_OWNED,
        dav("principal-URL"): _principal,
        dav("alternate-URI-set"): _always(""),
        dav("group-member-set"): _always(""),
        dav("group-membership"): _always(""),
        dav("resource-id"): _resource_id,
        caldav("calendar-home-set"): _home,
        caldav("calendar-user-address-set"): _addresses,
        caldav("calendar-user-type"): _always("INDIVIDUAL"),
        calendarserver("email-address-set"): _email_set,
    },
    Kind.HOME: {**_NAMED, **_OWNED},
    Kind.COLLECTION: {
        **_NAMED,
        **_OWNED,
        **_CALENDARS,
        DESCRIPTION: _description,
        COLOR: _color,
        TAG: _tag,
        dav("sync-token"): _sync_token,
        dav("resource-id"): _resource_id,
        dav("share-access"): _share_access,
    },
    Kind.OBJECT: {
        **_OWNED,
        dav("resourcetype"): _always(""),
        dav("getetag"): _etag,
        dav("getcontenttype"): _content_type,
        dav("getcontentlength"): _length,
        dav("getlastmodified"): _modified,
        dav("creationdate"): _created,
        dav("resource-id"): _resource_id,
    },
}
"""By kind of resource and Clark name."""

IN_ALLPROP = frozenset(
    dav(name)
    for name in (
        "creationdate",
        "displayname",
        "getcontentlength",
        "getcontenttype",
        "getetag",
        "getlastmodified",
        "resourcetype",
    )
)
"""What `allprop` tells beside dead properties (RFC 4918, 9.1; others ask to be left out of it)."""
PROTECTED = frozenset(name for live in LIVE.values() for name in live) - WRITABLE
"""What no client may set, on any resource."""


def may_set(kind: Kind, name: str) -> bool:
    """Tell whether clients may set a property on a kind of resource."""
    if name in WRITABLE:
        return kind is Kind.COLLECTION or name not in LIVE[kind]
    return name not in PROTECTED


NEED_TEXT = frozenset({dav("getcontentlength"), caldav("calendar-data")})
"""What is made of an object's text."""
