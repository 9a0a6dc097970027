"""Every phrase of the shared file is read as the file says; other parsers run the same file."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from tasklark.domain.quick_add import Names, QuickAdd, parse
from tests.house import tree

SHARED = json.loads(tree.text(tree.ROOT / "tests" / "phrases" / "quick_add.json"))
PHRASES: list[dict[str, Any]] = SHARED["phrases"]
NAMES = Names(**SHARED["names"])


def read(phrase: dict[str, Any]) -> QuickAdd:
    return parse(
        phrase["line"],
        datetime.fromisoformat(phrase.get("now", SHARED["now"])),
        phrase["words"],
        NAMES,
        refused=[one if isinstance(one, str) else tuple(one) for one in phrase.get("refused", ())],
        day_first=phrase.get("day_first"),
    )


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["line"])
def test_a_phrase_is_read_as_the_shared_file_says(phrase: dict[str, Any]) -> None:
    quick = read(phrase)
    spans = [[span.start, span.end, span.kind, span.value] for span in quick.spans]
    assert quick.fields == phrase["fields"]
    assert spans == phrase["spans"]
    assert [[one.kind, one.name] for one in quick.unknown] == phrase.get("unknown", [])


def test_the_shared_file_has_enough_of_every_sort() -> None:
    plain = Counter(tuple(phrase["words"]) for phrase in PHRASES if not phrase["spans"])
    assert len(PHRASES) >= 420
    assert sum(plain.values()) >= 110
    assert min(plain["en",], plain["de",]) >= 50
