"""The database a configuration means."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tasklark.boot.database import opened, shared_buffers
from tasklark.settings import load


@pytest.mark.parametrize(
    ("memory", "cache"), [(256, 128), (512, 128), (2_048, 512), (8_192, 2_048), (65_536, 2_048)]
)
def test_the_embedded_cache_is_a_quarter_of_the_memory_within_bounds(
    memory: int, cache: int
) -> None:
    assert shared_buffers(memory) == cache


def test_it_listens_past_the_pooler_as_the_role_that_requests_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKLARK_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:a@pooler/tasks")
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://ada:a@direct/tasks")
    with opened(load(), serving=False) as addresses:
        app, listen = conninfo_to_dict(addresses.app), conninfo_to_dict(addresses.listen)
    assert app.pop("host") == "pooler"
    assert listen.pop("host") == "direct"
    assert listen == app
    assert app["user"] == "tasks_app"
