"""The JSON that PostgreSQL writes of a task is, byte for byte, the one written by hand."""

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends import Service

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
DUES = st.one_of(
    st.none(),
    st.dates().map(str),
    st.datetimes().map(lambda wall: wall.isoformat()),
    st.datetimes().map(lambda wall: wall.isoformat() + "Z"),
)
DRAFTS = st.fixed_dictionaries(
    {"title": TEXT.filter(str.strip)},
    optional={
        "description": TEXT | st.none(),
        "completed": st.booleans(),
        "priority": st.sampled_from([None, "low", "medium", "high"]),
        "due_date": DUES,
    },
)
AWKWARD = "\"\\/\b\f\n\r\t\x01\x1f\x7f\x80\u2028\u2029\ufeff\ufffe\U0010ffff</script>'%s"


@given(DRAFTS)
@settings(max_examples=100)
@pytest.mark.parametrize("user", ["ada", f"q{AWKWARD}"], ids=["plain", "awkward"])
def test_both_ways_write_the_same_task(embedded: Service, user: str, draft: dict[str, Any]) -> None:
    with embedded.client(user) as ada:
        same(ada, draft)


def test_both_ways_write_awkward_characters_the_same(everywhere: Service) -> None:
    with everywhere.client() as ada:
        same(ada, {"title": f"q{AWKWARD}q", "description": AWKWARD})


def same(client: httpx.Client, draft: dict[str, Any]) -> None:
    """Make a task, whose answer is written by hand, and read it as the database writes it."""
    made = client.post("/api/tasks", json=draft)
    assert made.status_code == 201, made.text
    assert client.get(made.headers["location"]).content == made.content
    assert client.get("/api/tasks?limit=1").content == b"[" + made.content + b"]"
