"""Dates as Todoist's export writes them: in the words of a language.

They are read only where they can mean one thing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.text import sort_key

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
_IRREGULAR = {"mrz": "marz", "mrt": "maart"}
_LONGEST = 60

_D, _M, _Y = r"(?P<d>[0-9]{1,2})", r"(?P<m>[^\W\d_]{3,})\.?", r"(?P<y>(?:19|20|21)[0-9]{2})"
_TIME = (
    r"(?:,? (?:at |@ ?|um |kl\.? )?(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<mark>am|pm|uhr))?)?"
)
_FORMS = [
    re.compile(day + _TIME)
    for day in (
        rf"{_D}(?:\.|st|nd|rd|th)? (?:de )?{_M},?(?: (?:de )?{_Y})?",
        rf"{_M} {_D}(?:st|nd|rd|th)?,?(?: {_Y})?",
        rf"{_D}\.(?P<m>[0-9]{{1,2}})\.{_Y}",
        rf"{_Y}-(?P<m>[0-9]{{2}})-{_D}",
    )
]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase means, and whether its year was supplied rather than read."""

    due: Due
    year_supplied: bool = False


def read_phrase(text: str, language: str, written_on: date | None) -> Phrase | None:
    """Return what a date phrase means; None when it could mean more than one thing, or repeats.

    `language` is a code such as `de`; none stands for English. A day and month without a year
    is taken for the year of `written_on` where that day was still to come, because then it is
    this year's and the next such day at once.
    """
    words = " ".join(text.split())
    if not words or len(words) > _LONGEST:
        return None
    try:
        return Phrase(parse_due(re.sub(r"^(\S{10}) (?=[0-9:.]+$)", r"\1T", words)))
    except Invalid:
        return _read_words(sort_key(words), language, written_on)


def _read_words(words: str, language: str, written_on: date | None) -> Phrase | None:
    found = next(filter(None, (form.fullmatch(words) for form in _FORMS)), None)
    month = found and _month(found["m"], language)
    if found is None or month is None:
        return None
    year = found["y"] or (written_on and written_on.year)
    try:
        day = date(int(year or 0), month, int(found["d"]))
        clock = _clock(found)
    except ValueError:
        return None
    if not found["y"] and (written_on is None or day < written_on):
        return None
    due = Due.on_day(day) if clock is None else Due.at_local(datetime.combine(day, clock))
    return Phrase(due, year_supplied=not found["y"])


def _month(word: str, language: str) -> int | None:
    """Return the month that `word` names or shortens, 1-12."""
    if word.isdigit():
        return int(word)
    code = language.strip().casefold()[:2] or "en"
    names = _MONTHS.get("nb" if code == "no" else code, "").split()
    word = _IRREGULAR.get(word, word)
    fitting = [number for number, name in enumerate(names, start=1) if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def _clock(found: re.Match[str]) -> time | None:
    """Return the time of day, None where there is none; raise ValueError where it is no time."""
    if found["hour"] is None:
        return None
    hour, mark = int(found["hour"]), found["mark"]
    if found["minute"] is None and mark is None:
        raise ValueError
    if mark in {"am", "pm"}:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if mark == "pm" else 0)
    return time(hour, int(found["minute"] or 0))
