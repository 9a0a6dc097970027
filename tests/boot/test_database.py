"""The database a configuration means."""

import pytest

from tasklark.boot.database import shared_buffers


@pytest.mark.parametrize(
    ("memory", "cache"), [(256, 128), (512, 128), (2_048, 512), (8_192, 2_048), (65_536, 2_048)]
)
def test_the_embedded_cache_is_a_quarter_of_the_memory_within_bounds(
    memory: int, cache: int
) -> None:
    assert shared_buffers(memory) == cache
