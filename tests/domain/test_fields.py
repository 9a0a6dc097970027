"""What may stand in fields, where the rule is more than a length."""

from typing import Any

import pytest

from tasklark.domain.errors import Invalid
from tasklark.domain.preferences import EXTRAS_LEVELS, SETTINGS
from tasklark.domain.tasks import TASK


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://example.org/a?b#c",
        "mailto:ada@example.org",
        "https://ü.example/ä",
    ],
)
def test_a_link_leads_to_the_web_or_to_a_mailbox(url: str) -> None:
    (link,) = TASK.cleaned({"links": [{"url": url}]})["links"]
    assert link == {"url": url, "title": None}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ht\ntps://example.org",
        "\x01https://example.org",
        "https://exam ple.org",
        "https://",
        "https:///path",
        "mailto:\n@",
        "mailto:nobody",
        "//example.org",
        "data:text/html,x",
    ],
)
def test_a_link_to_anything_else_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="must begin with https://"):
        TASK.cleaned({"links": [{"url": url}]})


def _nested(levels: int) -> dict[str, Any]:
    value: Any = "leaf"
    for _ in range(levels - 1):
        value = [value]
    return {"d": value}


def test_extras_are_kept_as_they_are_also_what_looks_like_an_escape() -> None:
    extras = {"a": ["\\u0000", 1e300, None, {"ü": True}], "levels": _nested(EXTRAS_LEVELS - 1)}
    assert SETTINGS.cleaned({"extras": extras})["extras"] == extras


@pytest.mark.parametrize("levels", [EXTRAS_LEVELS + 1, 300, 5_000])
def test_extras_that_are_nested_too_deep_are_refused(levels: int) -> None:
    with pytest.raises(Invalid, match=f"at most {EXTRAS_LEVELS} deep"):
        SETTINGS.cleaned({"extras": _nested(levels)})


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
@pytest.mark.parametrize("place", [lambda t: {"a": [t]}, lambda t: {"a": {t: 1}}, lambda t: {t: 1}])
def test_extras_that_no_database_holds_are_refused(text: str, place: Any) -> None:
    with pytest.raises(Invalid, match="must not contain"):
        SETTINGS.cleaned({"extras": place(text)})
