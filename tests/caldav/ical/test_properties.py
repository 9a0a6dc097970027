"""What holds for every task and every text: nothing is lost, and nothing is touched in vain."""

from hypothesis import given

from tasklark.domain.calendar_objects import Meaning
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import parse
from tasklark.surfaces.caldav.ical.writing import compose
from tests.caldav.ical.tasks import FACTS, LATER, meanings


@given(meanings())
def test_a_new_text_says_what_the_task_says(meaning: Meaning) -> None:
    assert read(parse(compose(None, meaning, FACTS))) == meaning


@given(meanings(), meanings())
def test_a_patched_text_says_what_the_task_says(before: Meaning, after: Meaning) -> None:
    base = compose(None, before, FACTS)
    assert read(parse(compose(base, after, LATER))) == after


@given(meanings())
def test_a_text_that_says_it_all_comes_back_as_it_is(meaning: Meaning) -> None:
    base = compose(None, meaning, FACTS)
    assert compose(base, meaning, LATER) == base
