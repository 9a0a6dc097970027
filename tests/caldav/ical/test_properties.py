"""What holds for every task and every text: nothing is lost, and nothing is touched in vain."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tasklark.domain.calendar_alarms import with_alarms
from tasklark.domain.calendar_objects import Index, Meaning
from tasklark.surfaces.caldav.ical import alarms
from tasklark.surfaces.caldav.ical.indexing import index
from tasklark.surfaces.caldav.ical.reading import read
from tasklark.surfaces.caldav.ical.tree import Calendar, Component, parse
from tasklark.surfaces.caldav.ical.writing import compose
from tests.caldav.ical.bodies import bodies
from tests.caldav.ical.tasks import FACTS, LATER, meanings


@given(meanings())
def test_a_new_text_says_what_the_task_says(meaning: Meaning) -> None:
    assert read(parse(compose(None, meaning, FACTS))) == meaning


@given(meanings(), meanings())
def test_a_patched_text_says_what_the_task_says(before: Meaning, after: Meaning) -> None:
    base = compose(None, before, FACTS)
    assert read(parse(compose(base, after, LATER))) == after


@given(bodies(), meanings())
def test_a_clients_text_can_be_patched_to_say_anything(body: str, after: Meaning) -> None:
    assert read(parse(compose(body, after, LATER))) == after


@given(meanings())
def test_a_text_that_says_it_all_comes_back_as_it_is(meaning: Meaning) -> None:
    base = compose(None, meaning, FACTS)
    assert compose(base, meaning, LATER) == base


@given(bodies())
def test_a_clients_text_comes_back_as_it_is(body: str) -> None:
    calendar = parse(body.encode())
    assert calendar.is_exact
    assert calendar.text.encode() == body.encode()
    assert compose(body, read(calendar), LATER) == body


@given(bodies())
def test_the_lines_of_a_tree_are_the_text(body: str) -> None:
    calendar = parse(body)
    assert "".join(_written(calendar, calendar.root)) == body


def _written(calendar: Calendar, part: Component) -> list[str]:
    """Return the pieces of a component's text in order, out of its tree."""
    inner = [*((p.start, [calendar.raw(p)]) for p in part.properties)]
    inner += [(c.start, _written(calendar, c)) for c in part.components]
    pieces = [piece for _, found in sorted(inner) for piece in found]
    begin = calendar.text[part.start :].partition("\n")[0] + "\n"
    return [begin, *pieces, calendar.text[part.inner_end : part.end]]


@given(bodies(), meanings(), st.sampled_from(["title", "priority", "labels", "url"]))
def test_a_patch_touches_only_the_lines_of_what_differs(
    body: str, other: Meaning, name: str
) -> None:
    lines = {
        "title": {"SUMMARY"},
        "priority": {"PRIORITY"},
        "labels": {"CATEGORIES"},
        "url": {"URL"},
    }[name] | {"LAST-MODIFIED", "DTSTAMP", "SEQUENCE"}
    before = parse(body)
    said = read(before)
    wanted = replace(said, **{name: getattr(other, name)})
    after = parse(compose(body, wanted, LATER))
    assert _others(before, lines) == _others(after, lines)


def _others(calendar: Calendar, names: set[str]) -> list[str]:
    """Return all that a text has besides the lines of some names of its main component."""
    gone = [line for line in calendar.main.properties if line.name in names]
    text, end, kept = calendar.text, 0, []
    for line in gone:
        kept.append(text[end : line.start])
        end = line.end
    return "".join([*kept, text[end:]]).splitlines()


@given(bodies())
def test_alarms_are_cut_out_and_put_back_byte_for_byte(body: str) -> None:
    calendar = parse(body)
    said = read(calendar)
    shared, cut = alarms.cut(calendar, has_start=said.start_date is not None)
    assert "VALARM" not in shared
    assert with_alarms(shared, cut, is_placed=True) == body
    moved = parse(with_alarms(shared, cut, is_placed=False))
    assert read(moved) == said
    assert len({alarm.text for alarm in cut if alarm.reminder}) >= len(said.alarms)


@given(bodies())
def test_what_is_stored_of_a_text_is_read_back(body: str) -> None:
    calendar = parse(body)
    said, noted = read(calendar), index(calendar)
    told = Meaning.of_json(json.loads(json.dumps(said.as_json())))
    assert (told, told.completed_at, told.done_slots) == (said, said.completed_at, said.done_slots)
    assert Index.of_json(json.loads(json.dumps(noted.as_json()))) == noted
