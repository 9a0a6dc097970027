"""How a file of cases is kept: made by Python, read by the second implementation in web/src/domain.

`make cases` writes all files anew; test_kept.py fails while one is not current.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.house import tree
from tests.phrases import dates, filters, recurrence

FILES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "dates": dates.cases,
    "filters": filters.cases,
    "recurrence": recurrence.cases,
}
"""Each file of this folder that is made, by its name."""


def text(name: str) -> str:
    """Return what the file must hold: a line for each case, so that changes can be read."""
    members = [f"{_json(key)}: {_value(value)}" for key, value in FILES[name]().items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def write(names: Iterable[str]) -> None:
    """Write files anew."""
    for name in names:
        path = tree.ROOT / "tests" / "phrases" / f"{name}.json"
        path.write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    write(FILES)
