"""Cases of repeating tasks: the slots of random rules, and what follows when one is done."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from tasklark.domain import repeating
from tasklark.domain.dates import Due, Kind, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.recurrence import cleaning, slots
from tasklark.domain.recurrence.repeats import Repeat, parse_repeat
from tasklark.domain.recurrence.rules import parse_rule
from tasklark.domain.tasks import Task
from tests.domain.recurrence import random_rules

NUMBER = 2_000
_EARLIER = 8_000
"""Years: twenty rounds of the calendar, so that rules for its end fit the days of today."""
_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)

WANTED = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;COUNT=4",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SU",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "FREQ=YEARLY;BYWEEKNO=1,53",
    "FREQ=HOURLY;INTERVAL=5",
    "FREQ=DAILY;BYHOUR=2;BYMINUTE=10,30",
)
"""Rules that people have, each met in every kind, on both bases, around clock changes too."""
TURNING = (
    ("FREQ=HOURLY", "2026-03-28T20:30:00Z", "Europe/Berlin"),
    ("FREQ=HOURLY;BYMINUTE=0,30", "2026-10-24T22:00:00Z", "Europe/Berlin"),
    ("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30", "2026-03-27T23:00:00Z", "Europe/Berlin"),
    ("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30", "2026-10-24T00:00:00Z", "Europe/Berlin"),
    ("FREQ=DAILY", "2026-10-25T01:30:00Z", "Europe/Berlin"),
    ("FREQ=HOURLY", "2026-10-25T01:30:00Z", "Europe/Berlin"),
    ("FREQ=HOURLY;INTERVAL=2;COUNT=9", "2026-10-24T21:00:00Z", "Europe/Berlin"),
    ("FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,45", "2026-04-04T10:00:00Z", "Australia/Lord_Howe"),
    ("FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,45", "2026-10-03T10:00:00Z", "Australia/Lord_Howe"),
    ("FREQ=DAILY", "2011-12-28T20:00:00Z", "Pacific/Apia"),
    ("FREQ=DAILY;BYHOUR=2,22", "2011-12-28T20:00:00Z", "Pacific/Apia"),
    ("FREQ=DAILY", "2026-01-01", None),
    ("FREQ=DAILY;COUNT=366", "2026-01-01", None),
    ("FREQ=DAILY;COUNT=368", "2026-01-01", None),
)
"""Series that go over a clock change, or are left alone for long."""
_STARTS = ("2026-01-31", "2026-03-28T02:30:00", "2026-10-24T09:00:00", "2027-02-28T23:30:00.000500")

TEXTS = (
    "rrule:freq=weekly;byday=mo,we",
    " FREQ=DAILY;;INTERVAL=01 ",
    "FREQ=WEEKLY;BYDAY=FR,MO,MO,+0TU",
    "FREQ=MONTHLY;BYDAY=-1FR,+1MO,2MO",
    "FREQ=YEARLY;BYMONTHDAY=31,-1,+15;BYMONTH=12,1;WKST=SU",
    "FREQ=YEARLY;UNTIL=20301231",
    "FREQ=YEARLY;UNTIL=20301231T235959",
    "FREQ=YEARLY;UNTIL=20301231T235959Z",
    "FREQ=YEARLY;UNTIL=20300231",
    "FREQ=YEARLY;UNTIL=20301231T236000Z",
    "FREQ=YEARLY;UNTIL=2030",
    "FREQ=YEARLY;COUNT=2;UNTIL=20301231",
    "FREQ=YEARLY;INTERVAL=100",
    "FREQ=YEARLY;INTERVAL=101",
    "FREQ=DAILY;INTERVAL=1000",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;COUNT=5001",
    "FREQ=DAILY;COUNT=+5",
    "FREQ=DAILY;BYSETPOS=1",
    "FREQ=DAILY;BYHOUR=1;BYSETPOS=1",
    "FREQ=DAILY;BYHOUR=24",
    "FREQ=DAILY;BYHOUR=-1",
    "FREQ=DAILY;BYMONTHDAY=0",
    "FREQ=DAILY;BYMONTHDAY=32",
    "FREQ=DAILY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=0MO",
    "FREQ=MONTHLY;BYDAY=54MO",
    "FREQ=MONTHLY;BYDAY=XX",
    "FREQ=MONTHLY;BYYEARDAY=1",
    "FREQ=WEEKLY;BYMONTHDAY=1",
    "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
    "FREQ=HOURLY;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55",
    "FREQ=HOURLY;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55,58",
    "FREQ=SECONDLY",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;BYEASTER=1",
    "FREQ=DAILY;BYDAY",
    "FREQ=DAILY;WKST=TUESDAY",
    "INTERVAL=2",
    "constructor",
    "FREQ=constructor",
    "",
    "FREQ=DAILY;BYHOUR=" + ",".join(["1"] * 250),
)


def cases() -> dict[str, Any]:
    """Return the content of recurrence.json."""
    return {
        "about": [
            "Repeating tasks: src/tasklark/domain/recurrence and domain/repeating.py, by Python.",
            "rules: a text, its canonical form or null. sent: a repeat that was sent, the due date",
            "and zone of its task, the repeat that is kept or null. settled: due date, zone and",
            "repeat of a task, values that are set, what becomes of due date and repeat besides,",
            "null where they are refused. series: the `repeat` that was",
            "sent, `due`, `start_date` and `zone` of the task; its first `slots`; `later`, a",
            "date and the slots after it; `done`, milliseconds since 1970, the person's zone, the",
            "next due date, start date and rule (null after the last), how many dates were missed,",
            "the last of them; `skipped`, the next due date or null.",
        ],
        "rules": [[text, _canonical(text)] for text in TEXTS],
        "sent": list(_sent()),
        "settled": list(_settled(Random(9))),  # noqa: S311 - not a secret
        "series": [*_turning(), *islice(_series(Random(7)), NUMBER)],  # noqa: S311 - not a secret
    }


def _canonical(text: str) -> str | None:
    try:
        return str(parse_rule(text))
    except Invalid:
        return None


def _sent() -> Iterator[list[Any]]:
    until = ("20300301", "20300301T090000", "20300301T080000Z")
    dues = ("2026-01-31", "2026-01-31T09:00:00", "2026-01-31T08:00:00Z", None)
    for due in dues:
        for zone in (None, "Europe/Berlin"):
            sent: list[dict[str, Any]] = [
                *({"rule": f"FREQ=DAILY;UNTIL={end}"} for end in until),
                {"rule": "FREQ=HOURLY"},
                {"rule": "FREQ=DAILY;BYHOUR=9,12;BYSETPOS=1", "resets_subtasks": True},
                {"rule": "FREQ=WEEKLY;BYDAY=TU", "basis": "completion"},
                {"rule": "FREQ=WEEKLY;BYDAY=TU", "start": "2026-03-01"},
                {"rule": "FREQ=WEEKLY;BYDAY=TU", "occurrence": "2026-03-03"},
                {"rule": "FREQ=WEEKLY;BYDAY=TU", "exdates": ["2026-03-03", "2026-02-03"]},
                {"rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"},
                {"rule": "FREQ=DAILY", "start": "9500-01-01"},
                {"rule": "FREQ=MONTHLY;INTERVAL=1000;COUNT=5000"},
                {"rule": "FREQ=WEEKLY;COUNT=3000"},
                {"rule": "FREQ=WEEKLY;COUNT=3001"},
                {"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;COUNT=97"},
                {"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;COUNT=99"},
            ]
            for one in sent:
                yield [one, due, zone, _kept(one, due, zone)]


def _kept(sent: dict[str, Any], due: str | None, zone: str | None) -> dict[str, Any] | None:
    try:
        return cleaning.clean(sent, None if due is None else parse_due(due), zone)
    except Invalid:
        return None


def _settled(random: Random) -> Iterator[list[Any]]:
    dues = ("2026-01-31", "2026-02-14T09:00:00", "2026-02-14T08:00:00Z", "2026-03-01T08:00:00Z")
    rules = (
        "FREQ=DAILY;COUNT=9",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=DAILY;UNTIL=20260401",
        "FREQ=HOURLY",
    )
    zones = (None, "Europe/Berlin", "America/New_York")
    made = 0
    while made < 400:
        due, zone, rule = random.choice(dues), random.choice(zones), random.choice(rules)
        basis = random.choice(("schedule", "schedule", "completion"))
        repeat = _kept({"rule": rule, "basis": basis}, due, zone)
        if repeat is None:
            continue
        task = Task.model_construct(due_date=due, time_zone=zone, repeat=repeat, start_date=None)
        for _ in range(random.choice((0, 0, 3))):
            step = repeating.skipped(task)
            task = task.model_copy(update=step.values or {})
        values: dict[str, Any] = {}
        if random.random() < 0.6:
            values["due_date"] = random.choice((*dues, None, task.due_date))
        if random.random() < 0.4:
            values["time_zone"] = random.choice(zones)
        if random.random() < 0.5 or not values:
            sent = {"rule": random.choice((*rules, rule)), "resets_subtasks": True}
            started = {**sent, "start": random.choice(dues)}
            based = {**sent, "basis": random.choice(("schedule", basis))}
            values["repeat"] = random.choice((None, sent, based, started, task.repeat))
        before = [task.due_date, task.time_zone, task.repeat]
        yield [*before, values, _settling(task, values)]
        made += 1


def _settling(task: Task, values: dict[str, Any]) -> dict[str, Any] | None:
    try:
        after = repeating.settled(task, dict(values))
    except Invalid:
        return None
    return {
        name: after[name]
        for name in ("due_date", "repeat")
        if name in after and after[name] != values.get(name, "")
    }


def _series(random: Random) -> Iterator[dict[str, Any]]:
    for rule, start, zone in [*_wanted(), *_random(random)]:
        sent: dict[str, Any] = {"rule": rule}
        if random.random() < 0.4:
            sent["basis"] = "completion"
        try:
            repeat = parse_repeat(cleaning.clean(sent, parse_due(start), zone))
        except Invalid:
            continue
        slots_of = list(islice(_from_start(repeat, zone), 8))
        if random.random() < 0.2:
            sent["exdates"] = [str(random.choice(slots_of))]
            sent["rdates"] = [str(_moved(random, random.choice(slots_of), n)) for n in (1, 30)]
        yield _case(random, sent, start, zone)


def _turning() -> Iterator[dict[str, Any]]:
    random = Random(3)  # noqa: S311 - not a secret
    for rule, due, zone in TURNING:
        for basis in ("schedule", "completion"):
            for number in (40, 20, 5, 1):
                yield _case(random, {"rule": rule, "basis": basis}, due, zone, number)
    yield _case(random, {"rule": "FREQ=DAILY"}, "2026-01-01", None, 500)


def _case(
    random: Random, sent: dict[str, Any], due: str, zone: str | None, number: int = 4
) -> dict[str, Any]:
    repeat = parse_repeat(cleaning.clean(sent, parse_due(due), zone))
    found = list(islice(_from_start(repeat, zone), number))
    later = _moved(random, random.choice(found or [repeat.start]), 400)
    start_date = str(_moved(random, repeat.start, 9)) if random.random() < 0.2 else None
    task = Task.model_construct(
        due_date=due, start_date=start_date, time_zone=zone, repeat=repeat.as_json()
    )
    at = random.choice([*found, repeat.start]).sort_at + timedelta(
        days=random.choice((-3, -1, 0, 0, 0, 1, 2, 20)), minutes=random.randint(-900, 900)
    )
    user = random.choice(_ZONES)
    return {
        "repeat": sent,
        "due": due,
        **({} if zone is None else {"zone": zone}),
        **({} if start_date is None else {"start_date": start_date}),
        "slots": list(map(str, found)),
        "later": [str(later), *map(str, islice(slots.after(repeat, zone, later), 2))],
        "done": _done(task, (at - _EPOCH) // _MINUTE, user),
        "skipped": _next_due(repeating.skipped(task)),
    }


def _done(task: Task, minute: int, user: str) -> list[Any]:
    step = repeating.done(task, _EPOCH + minute * _MINUTE, user)
    values = step.values or {"due_date": None, "start_date": None, "repeat": {"rule": None}}
    after = [values["due_date"], values["start_date"], values["repeat"]["rule"]]
    return [minute * 60_000, user, *after, len(step.missed), *step.missed[-1:]]


def _next_due(step: repeating.Step) -> str | None:
    return None if step.values is None else step.values["due_date"]


def _from_start(repeat: Repeat, zone: str | None) -> Iterator[Due]:
    before = Due(repeat.start.kind, repeat.start.sort_at - timedelta(days=1))
    return slots.after(repeat, zone, before)


def _wanted() -> Iterator[tuple[str, str, str | None]]:
    for rule in WANTED:
        for start in _STARTS:
            wall = datetime.fromisoformat(start)
            for zone in (*_ZONES[:3], None):
                for kind in ("day", "local", "instant"):
                    if zone is None or kind == "instant":
                        yield rule, str(slots.at_wall(_kind(kind), wall, zone)), zone


def _kind(text: str) -> Kind:
    return "day" if text == "day" else "local" if text == "local" else "instant"


def _random(random: Random) -> Iterator[tuple[str, str, str | None]]:
    for rule, end in random_rules.rules(11, 10 * NUMBER):
        wall = end.replace(year=end.year - _EARLIER)
        kind = _kind(random.choice(("day", "local", "instant")))
        zone = random.choice(_ZONES) if kind == "instant" else None
        until = re.sub(r"(?<=UNTIL=)\d{4}", lambda year: str(int(year[0]) - _EARLIER), rule)
        yield until, str(slots.at_wall(kind, wall, zone)), zone


def _moved(random: Random, date: Due, days: int = 30) -> Due:
    """Return a date some days off, in the middle of the day where it has a time."""
    apart = timedelta(days=random.randint(-days, days))
    if date.kind != "day":
        apart += timedelta(minutes=30 * random.randint(-20, 20))
    return Due(date.kind, date.sort_at + apart)
