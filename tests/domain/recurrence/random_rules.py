"""Random rules over all parts of RFC 5545, section 3.3.10, and where they are compared.

The calendar repeats itself every 400 years, so a series may as well begin shortly before its end:
a library that looks on and on for a next date then comes to an end soon.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
INTERVALS = (2, 2, 2, 3, 3, 4, 5, 6, 7, 12, 13, 52)

# The first year of a series, by how far a library that goes step by step would have to go.
_FIRST_YEAR = {"YEARLY": 9991, "MONTHLY": 9996, "WEEKLY": 9998, "DAILY": 9999, "HOURLY": 9999}
_LAST = datetime(9999, 12, 31)  # noqa: DTZ001 - of a wall clock
_WEIGHTS = {"YEARLY": 10, "MONTHLY": 10, "WEEKLY": 8, "DAILY": 5, "HOURLY": 1}


def rules(seed: int, number: int) -> Iterator[tuple[str, datetime]]:
    """Give rules and where their series begin, the same ones for a seed each time."""
    random = Random(seed)  # noqa: S311 - not a secret
    frequencies, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    for _ in range(number):
        frequency = random.choices(frequencies, weights)[0]
        first = datetime(_FIRST_YEAR[frequency], 1, 1)  # noqa: DTZ001 - of a wall clock
        days = 330 if first.year == 9999 else (9999 - first.year) * 365
        start = first + timedelta(days=random.randrange(days), minutes=30 * random.randrange(48))
        yield _rule(random, frequency, start), start


def _rule(random: Random, frequency: str, start: datetime) -> str:
    parts = [f"FREQ={frequency}"]
    if random.random() < 0.4:
        parts.append(f"INTERVAL={random.choice(INTERVALS)}")
    choosing = [*_days(random, frequency), *_times(random)]
    if choosing and random.random() < 0.25:
        choosing.append(_list(random, "BYSETPOS", random.choice((2, 4, 10)), 3))
    end = random.random()
    if end < 0.2:
        parts.append(f"COUNT={random.randint(1, 25)}")
    elif end < 0.4:
        until = start + (_LAST - start) * random.random() ** 2
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    if random.random() < 0.3:
        parts.append(f"WKST={random.choice(WEEKDAYS)}")
    return ";".join([*parts, *choosing])


def _days(random: Random, frequency: str) -> Iterator[str]:
    months = random.random() < 0.3
    weeks = frequency == "YEARLY" and random.random() < 0.25
    if months:
        yield _list(random, "BYMONTH", 12, 3, from_end=False)
    if weeks:
        yield _list(random, "BYWEEKNO", 53, 3)
    if frequency in ("YEARLY", "HOURLY") and random.random() < 0.1:
        yield _list(random, "BYYEARDAY", 366, 8)
    if frequency != "WEEKLY" and random.random() < 0.3:
        yield _list(random, "BYMONTHDAY", 31, 6)
    if random.random() < 0.45:
        numbered = frequency in ("YEARLY", "MONTHLY") and not weeks and random.random() < 0.5
        highest = 53 if frequency == "YEARLY" and not months else 5
        number = random.randint(1, 4)
        yield "BYDAY=" + ",".join(_day(random, highest * numbered) for _ in range(number))


def _day(random: Random, highest: int) -> str:
    weekday = random.choice(WEEKDAYS)
    if highest == 0:
        return weekday
    return f"{random.choice((1, 1, -1)) * random.randint(1, highest)}{weekday}"


def _times(random: Random) -> Iterator[str]:
    if random.random() < 0.15:
        yield _list(random, "BYHOUR", 23, 3, from_end=False)
    if random.random() < 0.1:
        yield _list(random, "BYMINUTE", 59, 3, from_end=False)
    if random.random() < 0.05:
        yield _list(random, "BYSECOND", 59, 2, from_end=False)


def _list(random: Random, name: str, highest: int, most: int, *, from_end: bool = True) -> str:
    lowest = 0 if highest in (23, 59) else 1
    signs = (1, 1, -1) if from_end else (1,)
    numbers = [
        random.choice(signs) * random.randint(lowest, highest)
        for _ in range(random.randint(1, most))
    ]
    return f"{name}={','.join(map(str, numbers))}"
