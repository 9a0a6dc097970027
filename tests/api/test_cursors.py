"""Cursors: opaque to clients, and harmless when they were not made here."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklark.domain import text
from tasklark.domain.errors import Invalid
from tasklark.domain.views import Place, Sort, Status, View
from tasklark.surfaces.rest import cursors
from tests.api.problems import broken_fields
from tests.backends import Service

TASK_ID = "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84"
VIEWS = st.builds(View, st.sampled_from(Status), st.sampled_from(Sort), st.booleans())
CLEAN_TITLES = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=1_000)
    .map(str.strip)
    .filter(bool)
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.just(TASK_ID)


def encoded(told: object) -> str:
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def refused_or_sound(view: View, cursor: str) -> None:
    """Decode a cursor; any other fault than `Invalid` fails the test."""
    with suppress(Invalid):
        assert "\0" not in cursors.decode(view, cursor).key


@given(VIEWS, st.text(max_size=80))
def test_text_that_is_no_cursor_is_refused(view: View, cursor: str) -> None:
    refused_or_sound(view, cursor)


@given(VIEWS, st.lists(LEAVES, max_size=2) | LEAVES)
def test_a_cursor_with_other_contents_is_refused(view: View, told: object) -> None:
    refused_or_sound(view, encoded(told))
    refused_or_sound(view, encoded([view.status, view.sort, view.descending, told, TASK_ID]))
    if isinstance(told, list):
        refused_or_sound(view, encoded([view.status, view.sort, view.descending, *told]))


@given(VIEWS, VIEWS, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_cursor_leads_back_to_its_place_in_its_own_list_only(
    view: View, other: View, title: str
) -> None:
    at = "2030-02-10T09:00:00.000001"
    keys = {Sort.TITLE: title, Sort.CREATED: f"{at}+00:00", Sort.DUE_DATE: f"{at}Z"}
    key = keys.get(view.sort, "a0V")
    cursor = cursors.encode(view, Place(key, UUID(TASK_ID)))
    assert cursors.decode(view, cursor) == Place(key, UUID(TASK_ID))
    if view != other:
        with pytest.raises(Invalid):
            cursors.decode(other, cursor)


@given(VIEWS, CLEAN_TITLES)
@example(View(sort=Sort.TITLE), "x" + "\x01" * 999)
@example(View(sort=Sort.TITLE), "\ufdfa" * 1_000)
def test_every_title_that_may_be_stored_has_a_cursor_that_is_taken_back(
    view: View, title: str
) -> None:
    place = Place(text.sort_key(text.clean_title(title)), UUID(TASK_ID))
    by_title = View(view.status, Sort.TITLE, view.descending)
    assert cursors.decode(by_title, cursors.encode(by_title, place)) == place


def test_no_sort_key_is_too_long_for_a_cursor() -> None:
    view = View(Status.COMPLETED, Sort.TITLE, descending=False)
    place = Place("\x01" * text.SORT_KEY_MAX_BYTES, UUID(TASK_ID))
    assert cursors.decode(view, cursors.encode(view, place)) == place


@pytest.mark.parametrize(
    "key", ["", "soon", "infinity", "2030-99-01", "0001-01-01T00:00:00+14:00", "a\0b", "\ud800"]
)
def test_a_forged_place_is_a_400_and_the_service_goes_on(everywhere: Service, key: str) -> None:
    cursor = encoded(["all", "created", True, key, TASK_ID])
    with everywhere.client() as ada:
        for _ in range(3):
            told = ada.get("/api/tasks", params={"limit": "1", "cursor": cursor})
            assert broken_fields(told) == {"cursor"}
        assert ada.get("/api/tasks").status_code == 200
