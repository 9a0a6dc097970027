"""The housekeeper goes on, whatever happens."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from tasklark.boot.logs import TextFormatter
from tasklark.domain.errors import Unavailable
from tasklark.jobs import housekeeping


def test_no_error_ends_the_housekeeper(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_EVERY_SECONDS", 0)
    outcomes: Iterator[BaseException | int] = iter([Unavailable(), RuntimeError("a title"), 7])

    async def purge() -> int:
        outcome = next(outcomes, asyncio.CancelledError())
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    with (
        caplog.at_level(logging.INFO, "tasklark.housekeeping"),
        pytest.raises(asyncio.CancelledError),
    ):
        asyncio.run(housekeeping.purge_hourly(purge))
    unreachable, fault, purged = caplog.records
    assert unreachable.levelname == "WARNING"
    line = TextFormatter().format(fault)
    assert "error   nothing purged\nRuntimeError\n" in line
    assert "a title" not in line
    assert purged.getMessage() == "purged 7 rows"
