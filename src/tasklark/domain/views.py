"""Lists of tasks: which, in what order, and a place in them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

PAGE_MAX = 1_000
"""Most tasks of one page."""


class Status(StrEnum):
    """Which tasks a list holds."""

    ALL = "all"
    PENDING = "pending"
    COMPLETED = "completed"


class Sort(StrEnum):
    """In which order a list comes."""

    CREATED = "created"
    TITLE = "title"
    DUE_DATE = "due_date"
    POSITION = "position"


class Order(StrEnum):
    """Which way round."""

    ASC = "asc"
    DESC = "desc"


NATURAL_ORDER = {
    Sort.CREATED: Order.DESC,
    Sort.TITLE: Order.ASC,
    Sort.DUE_DATE: Order.ASC,
    Sort.POSITION: Order.ASC,
}
"""Newest first, A to Z, soonest first, as people put them."""


@dataclass(frozen=True, slots=True)
class View:
    """A list: which tasks, in which order. Equal keys are ordered by id, so the order is total.

    `time_zone` is the IANA name of its reader's zone, in which due dates are ordered.
    """

    status: Status = Status.ALL
    sort: Sort = Sort.CREATED
    descending: bool = True
    time_zone: str = "UTC"

    @property
    def is_zoned(self) -> bool:
        """Tell whether the order is another than in UTC, which an index holds."""
        return self.sort is Sort.DUE_DATE and self.time_zone != "UTC"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: right after the row with this sort key (as text) and id.

    In a list by due date the key is the date as it is stored, the same in every time zone.
    """

    key: str
    task_id: UUID


def view(status: Status, sort: Sort, order: Order | None, time_zone: str = "UTC") -> View:
    """Return the list that is asked for; without an order, in its natural one."""
    return View(status, sort, (order or NATURAL_ORDER[sort]) is Order.DESC, time_zone)
