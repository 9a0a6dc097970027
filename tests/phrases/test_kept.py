"""The files of cases that other implementations are held to say what the server does today."""

import pytest

from tests.house import tree
from tests.phrases import kept


@pytest.mark.parametrize("name", kept.FILES)
def test_a_file_of_cases_is_current(name: str) -> None:
    path = tree.ROOT / "tests" / "phrases" / f"{name}.json"
    assert path.read_text(encoding="utf-8") == kept.text(name), "write them anew: make cases"
