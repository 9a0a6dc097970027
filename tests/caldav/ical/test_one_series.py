"""One series, whichever clients complete its occurrences, in every order."""

from itertools import product
from typing import Any

import pytest

from tasklark.domain.occurrences import Fate
from tasklark.domain.tasks import CLOSED
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import parse
from tests.caldav.ical.traces import ACTS, Server, play, whole

SERIES: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY"}},
        ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"],
    ),
    (
        {
            "due_date": "2026-11-23T08:00:00Z",
            "time_zone": "Europe/Berlin",
            "repeat": {"rule": "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9"},
        },
        [f"2026-{day}T08:00:00Z" for day in ("11-23", "11-26", "11-30", "12-03")],
    ),
    (
        {
            "due_date": "2027-01-31T09:00:00",
            "start_date": "2027-01-30T09:00:00",
            "repeat": {"rule": "FREQ=MONTHLY"},
        },
        [f"2027-{day}T09:00:00" for day in ("01-31", "03-31", "05-31", "07-31")],
    ),
]
_names = [act.__name__ if act else "web" for act in ACTS]


@pytest.mark.parametrize(("values", "slots"), SERIES)
@pytest.mark.parametrize(
    "acts",
    list(product(ACTS, repeat=3)),
    ids=lambda acts: "-".join(act.__name__ if act else "web" for act in acts),
)
def test_three_completions_give_one_history_and_one_open_occurrence(
    acts: Any, values: dict[str, Any], slots: list[str]
) -> None:
    server = Server(values)
    for act in acts:
        play(server, act)
    assert server.fates == dict.fromkeys(slots[:3], Fate.DONE)
    assert server.task.repeat is not None
    assert server.task.repeat["occurrence"] == server.task.due_date == slots[3]
    assert server.task.status not in CLOSED
    said = read(parse(server.served()))
    assert said.due_date == slots[3]
    assert said.repeat is not None


@pytest.mark.parametrize(("values", "slots"), SERIES)
@pytest.mark.parametrize("act", ACTS[:6], ids=_names[:6])
@pytest.mark.parametrize("other", [*ACTS, whole], ids=[*_names, "whole"])
def test_two_who_complete_the_same_occurrence_complete_it_once(
    act: Any, other: Any, values: dict[str, Any], slots: list[str]
) -> None:
    server = Server(values)
    seen = server.served()
    play(server, other)
    play(server, act, seen)
    assert server.fates == {slots[0]: Fate.DONE}
    assert server.task.repeat is not None
    assert server.task.repeat["occurrence"] == slots[1]


@pytest.mark.parametrize("act", ACTS[:6], ids=_names[:6])
def test_the_last_occurrence_ends_the_series(act: Any) -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY;COUNT=2"}})
    play(server, act)
    assert server.task.due_date == "2026-11-22"
    play(server, whole)
    assert server.task.status in CLOSED
    assert server.fates == dict.fromkeys(["2026-11-21", "2026-11-22"], Fate.DONE)


@pytest.mark.parametrize("act", ACTS, ids=_names)
def test_an_object_that_is_done_as_a_whole_ends_its_series(act: Any) -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY;COUNT=9"}})
    play(server, act)
    seen = server.served()
    play(server, whole)
    assert server.task.status in CLOSED
    assert server.fates == dict.fromkeys(["2026-11-21", "2026-11-22"], Fate.DONE)
    assert server.served() == server.text
    server.put(seen, server.served())
    assert server.task.status not in CLOSED
    assert server.task.repeat is not None
    assert server.task.repeat["occurrence"] == server.task.due_date == "2026-11-22"


def test_a_series_that_was_over_goes_on_where_its_object_says_so() -> None:
    # The library counts from today where the rule's own dates have passed, and lowers COUNT.
    server = Server({"due_date": "2026-10-05", "repeat": {"rule": "FREQ=WEEKLY;BYDAY=MO;COUNT=3"}})
    seen = server.served()
    server.complete()
    assert server.task.status in CLOSED
    moved = seen.replace("VALUE=DATE:20261005", "VALUE=DATE:20261123")
    server.put(moved.replace("COUNT=3", "COUNT=2"), seen)
    assert server.task.status not in CLOSED
    assert server.task.due_date == "2026-11-23"
    assert server.fates["2026-10-05"] is Fate.DONE
    play(server, ACTS[0])
    assert server.task.due_date == "2026-11-30"
    play(server, None)
    assert server.task.status in CLOSED


def test_a_date_that_is_no_slot_moves_the_open_occurrence_alone() -> None:
    server = Server({"due_date": "2026-11-23", "repeat": {"rule": "FREQ=WEEKLY;BYDAY=MO"}})
    seen = server.served()
    server.put(seen.replace("VALUE=DATE:20261123", "VALUE=DATE:20261125"), seen)
    assert server.task.due_date == "2026-11-25"
    assert server.task.repeat is not None
    assert server.task.repeat["occurrence"] == "2026-11-23"
    assert server.fates == {}
    play(server, ACTS[0])
    assert server.fates == {"2026-11-23": Fate.DONE}
    assert server.task.due_date == "2026-11-30"


def test_slots_that_a_client_passes_over_are_missed() -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY"}})
    seen = server.served()
    server.put(seen.replace("VALUE=DATE:20261121", "VALUE=DATE:20261124"), seen)
    assert server.task.due_date == "2026-11-24"
    assert server.fates == {
        "2026-11-21": Fate.DONE,
        "2026-11-22": Fate.MISSED,
        "2026-11-23": Fate.MISSED,
    }


def test_an_excluded_date_is_skipped() -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY"}})
    seen = server.served()
    server.put(seen.replace("END:VTODO", "EXDATE;VALUE=DATE:20261121\r\nEND:VTODO"), seen)
    assert server.fates == {"2026-11-21": Fate.SKIPPED}
    assert server.task.due_date == "2026-11-22"


def test_going_back_to_a_slot_opens_it_again() -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY"}})
    play(server, None)
    seen = server.served()
    server.put(seen.replace("VALUE=DATE:20261122", "VALUE=DATE:20261121"), seen)
    assert server.task.repeat is not None
    assert server.task.repeat["occurrence"] == server.task.due_date == "2026-11-21"


def test_a_change_of_the_title_does_nothing_to_the_series() -> None:
    server = Server({"due_date": "2026-11-21", "repeat": {"rule": "FREQ=DAILY;COUNT=5"}})
    play(server, None)
    before = server.task.repeat
    seen = server.served()
    server.put(seen.replace("SUMMARY:Water", "SUMMARY:Water them"), seen)
    assert server.task.title == "Water them"
    assert server.task.repeat == before
