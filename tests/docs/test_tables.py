"""What the operator's guide says of settings and limits is what the code says."""

import re
from functools import reduce
from importlib import import_module
from typing import Any

import pytest

from tasklark.actions.throttle import Limit
from tasklark.storage import roles
from tests.docs import pages, settings_table
from tests.house import tree

GUIDE = tree.text(pages.DOCS / "operating.md")
UNITS = {"MiB": 1 << 20, "seconds": 1, "minutes": 60, "hours": 3_600}
COUNTED_IN = {"_HOURS": 3_600}


def test_the_table_of_settings_is_that_of_the_code() -> None:
    shown = [line for line in pages.section(GUIDE, "## Settings").splitlines() if line[:3] == "| `"]
    assert [line.rstrip() for line in shown[: len(list(settings_table.lines()))]] == list(
        settings_table.lines()
    )


def test_commands_set_nothing_that_is_no_setting() -> None:
    known = settings_table.names() | {"TASKLARK_URL", "HOST", "TOKEN"}
    for page in pages.every():
        for block in pages.blocks(tree.text(page), "sh"):
            for line in block.splitlines():
                if line.endswith(("make run", "\\")):
                    assert set(re.findall(r"\b([A-Z_]{4,})=", line.split("$(")[0])) <= known | {
                        "TASK",
                        "SIGNED_IN",
                        "PERSONAL",
                    }, line


LIMITS = [row for row in pages.rows(pages.section(GUIDE, "## Limits")) if "`" in row[-1]]


@pytest.mark.parametrize("row", LIMITS, ids=[row[0] for row in LIMITS])
def test_a_limit_is_what_the_code_has(row: list[str]) -> None:
    _, told, places = row
    numbers = [float(n.replace(",", "")) for n in re.findall(r"\d[\d,.]*", told)]
    names = re.findall(r"`([\w.]+)`", places)
    values = [_constant(name) for name in names]
    if isinstance(values[0], Limit):
        assert numbers == [values[0].attempts, values[0].seconds / 60]
        return
    unit = next((size for word, size in UNITS.items() if word in told), 1)
    per = next((size for end, size in COUNTED_IN.items() if names[0].endswith(end)), 1)
    assert [number * unit for number in numbers] == [value * per for value in values]


def _constant(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(f"tasklark.{module}"), attribute)


def test_the_timeouts_of_the_role_are_those_of_the_code() -> None:
    told = dict(re.findall(r"`(\w+_timeout)` (\d+ s)", GUIDE))
    set_to = {k: v for k, v in roles._APP_SETTINGS.items() if k.endswith("timeout")}
    assert {k: v.replace(" ", "") for k, v in told.items()} == set_to


def test_the_api_in_words_names_every_call_and_no_other() -> None:
    told = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /\S+)`", _calls()))
    assert told == set(_operations())


def _calls() -> str:
    return pages.section(tree.text(pages.DOCS / "api.md"), "## Calls")


def _operations() -> list[str]:
    rest = import_module("tasklark.surfaces.rest.application")
    paths: dict[str, dict[str, Any]] = rest.application("0").openapi()["paths"]
    return reduce(
        list.__add__, ([f"{m.upper()} {path}" for m in ops] for path, ops in paths.items())
    )
