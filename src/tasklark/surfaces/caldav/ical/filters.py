"""What a calendar-query and calendar-data ask for (RFC 4791, sections 9.6, 9.7 and 9.9)."""

from datetime import datetime
from typing import NamedTuple


class TimeRange(NamedTuple):
    """From a moment on, up to another; None where it is open. Both aware, in UTC."""

    start: datetime | None = None
    end: datetime | None = None


class TextMatch(NamedTuple):
    """A text that is within a value, or isn't."""

    text: str
    collation: str = "i;ascii-casemap"
    is_negated: bool = False


class ParamFilter(NamedTuple):
    """A parameter that is there, isn't, or says something."""

    name: str
    is_absent: bool = False
    text: TextMatch | None = None


class PropFilter(NamedTuple):
    """A property that is there, isn't, or is somehow."""

    name: str
    is_absent: bool = False
    within: TimeRange | None = None
    text: TextMatch | None = None
    params: tuple[ParamFilter, ...] = ()


class CompFilter(NamedTuple):
    """A component that is there, isn't, or is somehow; the outermost is VCALENDAR."""

    name: str
    is_absent: bool = False
    within: TimeRange | None = None
    props: tuple[PropFilter, ...] = ()
    comps: tuple["CompFilter", ...] = ()


class Prop(NamedTuple):
    """A property that is asked for; without its value if it is to be empty."""

    name: str
    is_empty: bool = False


class Comp(NamedTuple):
    """What is asked for of a component: all properties or some, all components or some."""

    name: str
    all_props: bool = True
    props: tuple[Prop, ...] = ()
    all_comps: bool = True
    comps: tuple["Comp", ...] = ()


class Wanted(NamedTuple):
    """What of a text is asked for."""

    comp: Comp | None = None
    expand: TimeRange | None = None
    limit_recurrence_set: TimeRange | None = None
