"""What holds for every line, however odd."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasklark.domain.dates import parse_due
from tasklark.domain.errors import Invalid
from tasklark.domain.quick_add import LINE_MAX, WORDS_LOOKED_AT, Names, QuickAdd, parse
from tasklark.domain.quick_add.vocabulary import LANGUAGES, vocabulary
from tasklark.domain.recurrence.rules import parse_rule
from tasklark.domain.recurrence.series import walls

wall = datetime.fromisoformat
NOW = wall("2027-01-20T10:00")
NAMES = Names(["Home", "Home improvements"], ["Later"], ["errand", "waiting for"], ["Anna"])
WORDS = vocabulary(LANGUAGES)
KNOWN = sorted({key for table in (*WORDS.tables.values(), *WORDS.sets.values()) for key in table})
SIGNS = [
    *("#Home", "#x", "/Later", "@errand", "%a", "+Anna", "!9am", "!10", "{friday}", "{", '"', '"a'),
    *(
        "\\#x",
        "\\",
        "//",
        "p1",
        "12",
        "9:30",
        "1/2",
        "27.1.",
        "20th",
        "1.",
        "(",
        ")",
        "every!",
        "2x",
    ),
    *("2-3pm", "1h30", "9999", "31", "2027-02-29", "mid-may", ",", ":", "!", "a\u0301", "🎉"),
]
lines = st.lists(
    st.sampled_from([*KNOWN, *SIGNS]) | st.text(max_size=4) | st.integers(0, 99).map(str),
    max_size=12,
).map(" ".join) | st.text(max_size=200)
moments = st.datetimes(max_value=wall("9999-12-31T23:59"))


def rest(line: str, quick: QuickAdd) -> str:
    """Return what of the line no span covers, without white space."""
    covered = {i for span in quick.spans for i in range(span.start, span.end)}
    return "".join("".join(c for i, c in enumerate(line) if i not in covered).split())


@given(lines)
@example("(tomorrow")
@example('"')
@example("call (mom tomorrow)")
def test_title_and_spans_cover_the_line_and_never_overlap(line: str) -> None:
    quick = parse(line, NOW, LANGUAGES, NAMES)
    assert "".join(quick.fields["title"].split()) == rest(line, quick)
    assert all(0 <= span.start < span.end <= len(line) for span in quick.spans)
    assert all(one.end <= other.start for one, other in pairwise(quick.spans))


@given(lines, moments)
@example("midnight 31 dec every! 1000 weeks for 9999 weeks", wall("9999-12-31T23:58"))
def test_dates_are_whole_and_never_in_the_past(line: str, now: datetime) -> None:
    fields = parse(line, now, LANGUAGES, NAMES).fields
    for field in ("due_date", "start_date", "deadline"):
        if field in fields:
            due = parse_due(fields[field])
            told = due.sort_at.replace(tzinfo=None)
            assert str(due) == fields[field]
            assert told.date() >= now.date()
            # "in 0 minutes" is this very minute
            assert due.kind == "day" or told >= now - timedelta(minutes=1)


@given(lines, moments)
@example("rent every 30th", wall("2027-02-01"))
@example("rent every month", wall("2027-01-31"))
def test_a_repetition_is_a_rule_that_begins_with_the_due_date(line: str, now: datetime) -> None:
    fields = parse(line, now, LANGUAGES, NAMES).fields
    if "repeat" in fields:
        rule = parse_rule(fields["repeat"]["rule"])
        assert str(rule) == fields["repeat"]["rule"]
        assert rule.until is None or rule.until.kind == parse_due(fields["due_date"]).kind
        assert fields["repeat"]["start"] == fields["repeat"]["occurrence"] == fields["due_date"]
        start = parse_due(fields["due_date"]).sort_at.replace(tzinfo=None)
        assert next(walls(replace(rule, until=None, count=None), start, start)) == start


@given(lines)
def test_what_is_refused_stays_in_the_title(line: str) -> None:
    quick = parse(line, NOW, LANGUAGES, NAMES)
    for span in quick.spans:
        again = parse(line, NOW, LANGUAGES, NAMES, refused={(span.start, span.end)})
        assert all(
            one.kind == "escape" or one.end <= span.start or span.end <= one.start
            for one in again.spans
        )
    kinds = {span.kind for span in quick.spans} - {"escape"}
    without = parse(line, NOW, LANGUAGES, NAMES, refused=kinds)
    assert not kinds & {span.kind for span in without.spans}


@given(lines)
def test_a_quoted_line_is_only_a_title(line: str) -> None:
    bare = " ".join("".join(c for c in line if c not in '"„“”«»\\').split())
    quick = parse(f'"{bare}"', NOW, LANGUAGES, NAMES)
    if bare:
        assert quick.fields == {"title": bare}


@pytest.mark.parametrize(
    "unit", ["1. ", "every mon ", '"', '"a ', "{ ", "\\x ", "#Home ", "( ", "in 9 "]
)
def test_the_longest_line_is_read_at_once(unit: str) -> None:
    line = (unit * LINE_MAX)[:LINE_MAX]
    assert quickest(line) < TOLERATED


@settings(max_examples=30)
@given(st.lists(st.sampled_from([*KNOWN, *SIGNS]), min_size=1, max_size=6))
def test_any_words_over_and_over_are_read_at_once(words: Sequence[str]) -> None:
    line = (" ".join(words) + " ") * LINE_MAX
    assert quickest(line[:LINE_MAX]) < TOLERATED


TOLERATED = 0.1
"""Seconds of the processor. Far above what was measured, far below what a blow-up would take."""


def quickest(line: str) -> float:
    times = []
    for _ in range(2):
        begun = time.process_time()
        parse(line, NOW, LANGUAGES, NAMES)
        times.append(time.process_time() - begun)
    return min(times)


def test_dates_are_looked_for_at_both_ends_of_a_long_text() -> None:
    text = " ".join(["word"] * WORDS_LOOKED_AT)
    for line, read in (
        (f"today {text} {text}", True),
        (f"{text} {text} today", True),
        (f"{text} today {text}", False),
    ):
        assert ("due_date" in parse(line, NOW).fields) is read


def test_a_line_beyond_the_limit_is_refused_without_an_echo() -> None:
    assert parse("x" * LINE_MAX, NOW).fields == {"title": "x" * LINE_MAX}
    with pytest.raises(Invalid) as refused:
        parse("secret" * LINE_MAX, NOW)
    assert "secret" not in str(refused.value)
    assert str(LINE_MAX) in str(refused.value).replace(",", "")


@pytest.mark.parametrize("languages", [(), ("xx",), ("en", "xx")])
def test_a_language_without_words_is_refused(languages: Sequence[str]) -> None:
    with pytest.raises(Invalid):
        parse("call mom", NOW, languages)
