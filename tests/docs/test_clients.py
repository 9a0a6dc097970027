"""The tour of three clients in `examples/`: it can be walked, and they agree at its end."""

import re
import sys

from tests.backends import Service
from tests.docs import pages
from tests.house import tree

TOUR = tree.ROOT / "examples" / "clients.py"


def test_the_tour_of_three_clients_can_be_walked(embedded: Service) -> None:
    environment = {"TASKLARK_URL": embedded.url, "LC_ALL": "C.UTF-8"}
    told = pages.run(f"{sys.executable} {TOUR}", environment, tree.ROOT)
    parts = dict(re.findall(r"^(\w.*)\n((?:  .*\n)+)", told, re.MULTILINE))
    assert list(parts) == [
        "Made in todoman",
        "Repeats every week, and done once by REST",
        "Moved by REST, two days later",
        "What became of it",
    ]
    assert len(re.findall(r"due \d{4}-\d\d-\d\d", parts["Moved by REST, two days later"])) == 3
    assert parts["What became of it"].endswith(": done\n")
