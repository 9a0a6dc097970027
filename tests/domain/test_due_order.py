from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.due_order import UNDATED, Row, bounds, merged, order_key
from tasklark.domain.errors import Invalid
from tasklark.domain.views import Place

EDGES = [
    "2030-03-31T01:00:00",  # Berlin skips an hour
    "2030-10-27T01:00:00",  # and shows one twice
    "2010-11-07T02:31:00",  # Newfoundland goes back across midnight
    "2011-12-30T10:00:00",  # Samoa skips a day
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
]
zones = st.sampled_from(
    [
        UTC,
        *(timezone(timedelta(hours=hours)) for hours in range(-12, 15)),
        *map(
            ZoneInfo,
            ("Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"),
        ),
    ]
)
ids = st.sampled_from([*range(24), 2**128 - 1]).map(lambda number: UUID(int=number))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """Draw a date of any kind, or none: mostly close to an edge, and equal to others."""
    if draw(st.integers(0, 7)) == 0:
        return UNDATED
    edge = datetime.fromisoformat(draw(st.sampled_from(EDGES)))
    steps = draw(st.integers(-52, 52))
    try:
        wall = edge + timedelta(minutes=30) * steps
    except OverflowError:
        wall = edge
    kinds = {
        "day": Due.on_day(wall.date()),
        "local": Due.at_local(wall),
        "instant": Due.at_instant(wall.replace(tzinfo=UTC)),
    }
    return str(kinds[draw(st.sampled_from(sorted(kinds)))])


rows = st.builds(Row, st.just(b""), dates(), ids)
tables = st.lists(rows, unique_by=lambda row: row.id, max_size=24)


def pages(table: list[Row], zone: tzinfo, size: int, *, descending: bool) -> Iterator[list[Row]]:
    """Yield a list's pages, read as storage reads them: from two indexes, with a limit."""
    place = None
    while True:
        streams = [
            [row for row in table if row.due.endswith("Z")],
            [row for row in table if not row.due.endswith("Z")],
        ]
        if place is not None:
            for stream, cut in zip(
                streams, bounds(place, zone, descending=descending), strict=True
            ):
                stream[:] = [row for row in stream if beyond(row, cut, descending)]
        found = [sorted(stream, key=index_key, reverse=descending)[:size] for stream in streams]
        page = list(islice(merged(found, zone, descending=descending), size))
        if not page:
            return
        yield page
        place = Place(page[-1].due, page[-1].id)


def index_key(row: Row) -> tuple[float, datetime, UUID]:
    """Return a row's place in its index."""
    if row.due == UNDATED:
        return 1, datetime.max.replace(tzinfo=UTC), row.id
    return 0, parse_due(row.due).sort_at, row.id


def beyond(row: Row, cut: tuple[str, UUID], descending: bool) -> bool:
    """Tell what PostgreSQL would of `(due_sort_at, id) > cut`, or `<`."""
    ends = {
        "-infinity": (-1, datetime.min.replace(tzinfo=UTC)),
        UNDATED: (1, datetime.max.replace(tzinfo=UTC)),
    }
    place = ends.get(cut[0]) or (0, datetime.fromisoformat(cut[0]))
    return index_key(row) < (*place, cut[1]) if descending else index_key(row) > (*place, cut[1])


@settings(max_examples=300)
@given(tables, zones, st.integers(1, 7), st.booleans())
def test_pages_of_two_streams_are_the_list_that_its_reader_expects(
    table: list[Row], zone: tzinfo, size: int, descending: bool
) -> None:
    expected = sorted(table, key=lambda row: order_key(row.due, row.id, zone), reverse=descending)
    read = list(pages(table, zone, size, descending=descending))
    assert [row for page in read for row in page] == expected
    assert all(len(page) == size for page in read[:-1])


@given(tables, st.booleans())
def test_in_utc_the_list_is_the_index(table: list[Row], descending: bool) -> None:
    by_index = sorted(table, key=index_key, reverse=descending)
    by_order = sorted(table, key=lambda row: order_key(row.due, row.id, UTC), reverse=descending)
    assert by_index == by_order


@given(rows, rows, zones, zones)
def test_a_place_told_in_one_zone_is_a_place_in_another(
    one: Row, other: Row, zone: tzinfo, elsewhere: tzinfo
) -> None:
    assume(one.id != other.id)
    place = Place(one.due, one.id)
    for reader in (zone, elsewhere):
        cuts = bounds(place, reader)
        follows = beyond(other, cuts[0 if other.due.endswith("Z") else 1], descending=False)
        after = order_key(other.due, other.id, reader) > order_key(one.due, one.id, reader)
        assert follows == after


@pytest.mark.parametrize("key", ["", "-infinity", "soon", "2030-02-30", "2030-02-10 09:00:00+00"])
def test_a_place_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        bounds(Place(key, UUID(int=1)), UTC)
