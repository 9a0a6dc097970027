"""Texts of the filter language: terms of every sort, and slips that people make."""

from collections.abc import Iterator

from tasklark.domain.filters import words

_DAYS = (
    *words.DAYS,
    *("monday", "thu", "Sunday", "24 dec", "feb 29", "29 FEB 2028", "dec 31 2026", "2026-11-21"),
    *("+3 days", "in 1 week", "2  weeks ago", "- 1 month", "+13 months", "-1 year", "+9999 years"),
    *("first day of month", "last day of the month", "last  day of next week", "this week"),
    *("next month", "last year", "first day of this year", "last day of week"),
)
_NAMED = (
    *(
        "@errand",
        '@"a\\*b"',
        "@a\\*b",
        '@"a\\"\\\\b"',
        "@b*",
        "@*SS*",
        "@\u03c3\u03b1\u03c3",
        "@½…",
        "@ა",
        "@x*y",
    ),
    *("#work", "##WORK", "##home", "#stra*e", "#STRASSE", "#b\\ü*", '##"*"', "#Old", "#nothing"),
    *("/now", "/L*r", "/*", "/xyz", "assigned to: me", "assigned to: others", "assigned to: ADA"),
    *("assigned to: ada*", 'assigned to: "me"', "added by: me", "created by: others"),
    *("created by: *lace ", "assigned to: *", "created by: *a*a*"),
)
_TEXTS = (
    "\u0939\u0940",
    "ete",
    "\u00e9t\u00e9",
    "find",
    "istanbul",
    "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
    "m\u0131lk",
    "d\u017e",
    "1\u20442",
    *(
        "cafe",
        "CAFÉ",
        "mil",
        "strasse",
        "STRAßE",
        "ss",
        "ß",
        "Uber",
        "lodz",
        "łódź",
        "a.c",
        "(x",
        "[",
    ),
    *("Å", "K Å", "\u0301", "e\u0301", "\\\\", "ﬁ"),
)
SLIPS = (
    "(due: 24 dec) foo",
    "(p1 | due: 24 dec) zzzzzzz",
    "due: 31 feb & 0 days",
    "due: 24 dec & p1 foo",
    "due: 24 dec",
    "(due: 24 dec 2026",
    *("", " ", "x" * 1025, " | ".join(["p1"] * 100), " | ".join(["p1"] * 101), "!" * 19 + "p1"),
    *("!" * 20 + "p1", "(" * 30 + "p1" + ")" * 30, "today\0", "overdeu", "p1 & todayy", "no dat"),
    *(
        "today tomorow",
        "due befor: today",
        "completed befor: today",
        "asigned to: me",
        "due 2026-12-24",
    ),
    *(
        "priorty: high",
        "due: tomorow",
        "created before: wenesday",
        "today, overdue",
        "(today",
        "today)",
    ),
    *(
        "today & ",
        "today & | p1",
        "milk",
        "#My Project",
        '@"errand',
        '""',
        '"  "',
        'p1 & @""',
        "monday",
    ),
    *(
        "due: 31 feb",
        "due: 30 feb 2026",
        "due: 2026-02-30",
        "due: 0999-12-31",
        "due: 24",
        "due: dec",
    ),
    *(
        "0 days",
        "duration 30 min",
        "duration < 30",
        "duration < 9999 hours",
        "search:",
        "search: ,",
    ),
    *(
        "(due: 24 dec",
        "due: 24 dec foo",
        "due: 24 dec)",
        "due: dec 24 2026)",
        "((p1) | p2",
        "()",
        "!",
    ),
    *(
        "##",
        "###",
        "#",
        "@",
        "/",
        "@*",
        "# x",
        "assigned to:",
        'assigned to: "a" b',
        "in 3 days",
        "-1 day",
    ),
    *(
        "p1 p2",
        "p1 & (",
        ")",
        "| p1",
        "due: 5 2026",
        "p\u00a01",
        "no\u00a0date",
        "today\u00a0&\u3000p1",
    ),
    *(
        "K day",
        "\u017fubtask",
        "p1\u0301",
        "p1é",
        "7 days ago",
        "next 7  days",
        "next 7",
        "due: +3",
        "due: in 3",
    ),
    *(
        "duration >=",
        "duration : 1 H",
        "duration = 1 hourly",
        "priority : HIGH",
        "view  all",
        "view-all",
    ),
    *(
        "due: first day of",
        "due: first",
        "due: last",
        "due: mondays",
        "due: 1 may 99999",
        "😀 today",
    ),
    *(
        "p1 & 😀",
        '"😀" & tomorow',
        "search: a\\&b & p1",
        "search: a\\",
        "\\",
        "p1 & \\",
        "\ufeffp1",
        "p1\x1c&\x85p2",
    ),
    *(
        "#wrok",
        "##Straß",
        "/latr",
        "assigned to: Ada Lovelac",
        "@errnd",
        "p1 & created by: Zoe",
        "/la",
    ),
    *("due: 0 jan", "jan 5", "24 dec & p1", "due: 2026-12-24x", "due:today", "DUE BEFORE:24 DEC"),
)


def terms() -> Iterator[str]:
    """Give a term for each phrase, date and name of the language."""
    yield from words.PHRASES
    for moment in words.MOMENTS:
        yield from (f"{moment} {day}" for day in _DAYS)
    yield from _NAMED
    yield from (f'"{text}"' for text in _TEXTS)
    yield from (
        "search: Milk! ",
        "search: cafe\\ ",
        "1 day",
        "next  2 DAYS",
        "40 days",
        "9999 days",
    )
    for sign in ("<", "<=", ">", ">=", "=", ":"):
        yield f"duration {sign} 30 min"
    yield from ("duration<1 h", "duration >= 1 hours", "(open | closed) & (archived | !archived)")
