"""A filter that can't be read says where, and what may have been meant."""

import subprocess
import sys
from uuid import UUID

import pytest

from tasklark.domain.errors import Invalid
from tasklark.domain.filters import Named, Names, Project, parse

KNOWN = Names(
    projects=[Project(UUID(int=1), "Work"), Project(UUID(int=2), "Groceries")],
    sections=[Named(UUID(int=3), "Later")],
    people=[Named(UUID(int=4), "Ada Lovelace")],
    labels=["errand"],
)


def refusal(text: str, known: Names | None = None) -> str:
    """Return what is said of a filter that isn't one."""
    with pytest.raises(Invalid) as caught:
        parse(text, known)
    (error,) = caught.value.errors
    assert error.field == "filter"
    return error.message


@pytest.mark.parametrize(
    ("written", "place", "meant"),
    [
        ("overdeu", 1, "overdue"),
        ("p1 & todayy", 6, "today"),
        ("today tomorow", 7, "tomorrow"),
        ("no dat", 1, "no date"),
        ("due befor: today", 1, "due before:"),
        ("completed befor: today", 11, "completed before:"),
        ("asigned to: me", 1, "assigned to:"),
        ("assigned to me", 10, "assigned to:"),
        ("due 2026-12-24", 1, "due:"),
        ("priorty: high", 1, "priority: high"),
        ("due: tomorow", 6, "tomorrow"),
        ("created before: wenesday", 17, "wednesday"),
    ],
)
def test_a_slip_is_met_with_the_word_that_was_meant(written: str, place: int, meant: str) -> None:
    said = refusal(written)
    assert said.startswith(f"at character {place}: ")
    assert said.endswith(f'did you mean "{meant}"?')


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "must not be empty"),
        ("x" * 1025, "must be at most 1024 characters"),
        (" | ".join(["p1"] * 101), "must have at most 100 terms"),
        ("!" * 20 + "p1", "must be nested at most 20 levels deep"),
        ("today\0", "must not contain the NUL character"),
        ("today, overdue", "at character 6: a filter is one list"),
        ("(today", "at character 7: the filter ends, but a closing parenthesis"),
        ("today)", "at character 6: this closing parenthesis"),
        ("today & ", "at character 9: the filter ends, but a term"),
        ("today & | p1", "at character 9: a term"),
        ("milk", "text needs quotation marks"),
        ("#My Project", "at character 5: & (and) or | (or) must stand here; a name with spaces"),
        ('@"errand', "at character 1: the quotation marks that open here are not closed"),
        ('""', "at character 1: a text to search for must not be blank"),
        ('p1 & @""', "at character 6: a name must not be empty"),
        ("monday", "at character 1: what happens on this day must stand before it"),
        ("due: 31 feb", "at character 6: the month has no such day"),
        ("due: 30 feb 2026", "at character 6: this day is not in the calendar"),
        ("due: 2026-02-30", "at character 6: this day is not in the calendar"),
        ("due: 0999-12-31", "at character 6: the year must be from 1000 to 9998"),
        ("due: 24", "at character 8: the filter ends, but a month"),
        ("0 days", "at character 1: at least 1 day"),
        ("duration 30 min", "at character 10: a comparison"),
        ("duration < 30", "the filter ends, but min or hours"),
        ("duration < 9999 hours", "at character 12: a duration must be at most 525600 minutes"),
        ("search:", "the filter ends, but a name or a text"),
    ],
)
def test_a_refusal_says_what_is_missing(written: str, said: str) -> None:
    assert said in refusal(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("p1 & #wrok", 'at character 6: there is no project of this name; did you mean "Work"?'),
        ("##Grocerys", 'there is no project of this name; did you mean "Groceries"?'),
        ("/latr", 'there is no section of this name; did you mean "Later"?'),
        ("assigned to: Ada Lovelac", 'no person of this name; did you mean "Ada Lovelace"?'),
        ("@erand", 'there is no label of this name; did you mean "errand"?'),
        ("assigned to: ada", 'no person of this name; did you mean "Ada Lovelace"?'),
        ("created by: Zoe", "at character 13: there is no person of this name"),
    ],
)
def test_a_name_that_nothing_bears_is_met_with_the_nearest(written: str, said: str) -> None:
    assert said in refusal(written, KNOWN)
    parse(written)


def test_names_that_are_there_and_wildcards_are_taken() -> None:
    for text in ("#WORK", "##groc*", "/x*", "assigned to: others", "@ERRAND", "@new*"):
        parse(text, KNOWN)
    parse("@new", Names())


def test_who_does_not_filter_does_not_wait_for_the_parser_generator() -> None:
    program = "import sys, tasklark.storage.filters; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
