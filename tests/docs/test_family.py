"""The family's day in `examples/`: it can be played, and ends as it says."""

import re
import sys

from tests.backends import Service
from tests.docs import pages
from tests.house import tree

DAY = tree.ROOT / "examples" / "family.py"


def test_the_familys_day_can_be_played(everywhere: Service) -> None:
    environment = {"TASKLARK_URL": everywhere.url, "LC_ALL": "C.UTF-8"}
    told = pages.run(f"{sys.executable} {DAY}", environment, tree.ROOT)
    parts = re.findall(r"^(\w.*)\n((?:  .*\n)+)", told, re.MULTILINE)
    assert [title for title, _ in parts] == [
        "A shared list",
        "A chore that repeats",
        "One line is enough",
        "Mia was offline for two days",
        "Ben ticked off the whole list by mistake",
        "Ben leaves the list",
    ]
    assert "Milk, two bottles" in dict(parts)["Mia was offline for two days"]
    assert "undone: Apples, Batteries" in dict(parts)["Ben ticked off the whole list by mistake"]
