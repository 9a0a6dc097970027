"""A search finds what the asking person may see, the best first, whatever way it is typed."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tasklark.actions import records, sharing, trash
from tasklark.actions.search import Hit, search
from tasklark.domain import searching
from tasklark.domain.access import Role
from tasklark.domain.comments import COMMENT
from tasklark.domain.dates import parse_due
from tasklark.domain.projects import PROJECT
from tasklark.domain.searching import Query, Rank
from tasklark.domain.tasks import TASK
from tasklark.domain.text import fold
from tasklark.storage import search as stored
from tasklark.storage.engine import Identity
from tests.actions.neighbours import Street, on_street
from tests.conftest import Store

LONG = "nothing " * 400


async def titles(street: Street, who: str, text: str, limit: int = 100, **more: Any) -> list[str]:
    """Return the titles of what somebody finds, in order."""
    hits = await search(street.door(who), text, limit, **more)
    return [_title(hit) for hit in hits]


def _title(hit: Hit) -> str:
    return hit.task.split(b'"title":"')[1].split(b'"')[0].decode()


async def comment(street: Street, who: str, task_id: UUID, body: str) -> UUID:
    made = await street.act(who, records.create, COMMENT, {"task_id": str(task_id), "body": body})
    found: UUID = made.record.id
    return found


def test_a_task_is_found_by_every_beginning_of_every_word_in_it(store: Store) -> None:
    async def story(street: Street) -> None:
        told = {"title": "Übermut (Straße) œuvre", "description": "Ça va, señor"}
        task_id = await street.task("owner", **told)
        await comment(street, "owner", task_id, "Łukasz - naïve")
        for word in (
            "Übermut",
            "STRASSE",
            "œuvre",
            "ca",
            "va",
            "Señor",
            "senor",
            "Łukasz",
            "naive",
        ):
            for length in range(1, len(word) + 1):
                found = await titles(street, "owner", word[:length])
                assert found == [told["title"]], word[:length]
        assert await titles(street, "owner", "ueber") == []

    on_street(store, story)


@pytest.mark.parametrize("written", ["Café", "Cafe\u0301", "CAFE", "cafe"])
def test_case_and_accents_make_no_difference_in_either_direction(
    store: Store, written: str
) -> None:
    async def story(street: Street) -> None:
        task_id = await street.task("owner", title=f"one {written}")
        await street.task("owner", title="two", description=written)
        await street.task("owner", title="three", description=LONG + written)
        await comment(street, "owner", await street.task("owner", title="four"), written)
        await comment(street, "owner", task_id, written)
        for typed in ("café", "cafe\u0301", "CAFÉ", "Cafe", "caf", "afé"):
            assert sorted(await titles(street, "owner", typed)) == [
                "four", f"one {written}", "three", "two",
            ]  # fmt: skip

    on_street(store, story)


def test_only_those_who_are_in_a_project_find_what_is_in_it(store: Store) -> None:
    async def story(street: Street) -> None:
        first = await street.task("owner", title="Zebra one", description="yak")
        await street.task("owner", title="Zebra two", description=LONG + "viper")
        await comment(street, "owner", first, "xerus")
        await street.act("stranger", records.create, TASK, {"title": "Zebra of a stranger"})
        await street.act("owner", records.create, TASK, {"title": "My own zebra"})
        for who in ("owner", "viewer"):
            for word in ("zebra one", "yak", "xerus"):
                assert await titles(street, who, word) == ["Zebra one"]
            assert await titles(street, who, "viper") == ["Zebra two"]
        assert sorted(await titles(street, "viewer", "zebra")) == ["Zebra one", "Zebra two"]
        assert await titles(street, "stranger", "zebra") == ["Zebra of a stranger"]
        for word in ("yak", "viper", "xerus"):
            assert await titles(street, "stranger", word) == []
        person_id = street.people["viewer"].person_id
        await street.act("owner", sharing.remove, street.project_id, person_id)
        for word in ("zebra", "yak", "viper", "xerus"):
            assert await titles(street, "viewer", word) == []
            assert await titles(street, "owner", word)

    on_street(store, story, Role.VIEWER)


def test_what_is_in_the_trash_is_not_found_until_it_comes_back(store: Store) -> None:
    async def story(street: Street) -> None:
        task_id = await street.task("owner", title="Owl", description="elk")
        long_id = await street.task("owner", title="Ray", description=LONG + "eel")
        comment_id = await comment(street, "owner", task_id, "ibis")
        await street.act("owner", records.delete, COMMENT, comment_id)
        for who in ("owner", "viewer"):
            assert await titles(street, who, "ibis") == []
        await street.act("owner", trash.restore, COMMENT, comment_id)
        await street.act("owner", records.delete, TASK, task_id)
        await street.act("owner", records.delete, TASK, long_id)
        words = ("owl", "elk", "eel", "ibis")
        for who in ("owner", "viewer"):
            assert [await titles(street, who, word) for word in words] == [[]] * 4
        await street.act("owner", trash.restore, TASK, task_id)
        for word in ("owl", "elk", "ibis"):
            assert await titles(street, "viewer", word) == ["Owl"]
        await street.act("owner", records.delete, PROJECT, street.project_id)
        for who in ("owner", "viewer"):
            assert [await titles(street, who, word) for word in words] == [[]] * 4

    on_street(store, story, Role.VIEWER)


def test_archived_projects_are_searched_when_asked_for(store: Store) -> None:
    async def story(street: Street) -> None:
        task_id = await street.task("owner", title="Owl", description="elk")
        await comment(street, "owner", task_id, "ibis")
        await street.act("owner", records.change, PROJECT, street.project_id, {"archived": True})
        for who in ("owner", "viewer"):
            for word in ("owl", "elk", "ibis"):
                assert await titles(street, who, word) == []
                assert await titles(street, who, word, archived=True) == ["Owl"]

    on_street(store, story, Role.VIEWER)


def test_a_change_of_a_title_description_or_comment_is_found_at_once(store: Store) -> None:
    async def story(street: Street) -> None:
        task_id = await street.task("owner", title="Owl", description="elk")
        comment_id = await comment(street, "owner", task_id, "ibis")
        for noun, record_id, fields in (
            (TASK, task_id, {"title": "Auk"}),
            (TASK, task_id, {"description": LONG + "gnu"}),
            (TASK, task_id, {"description": "gnu"}),
            (COMMENT, comment_id, {"body": "tapir"}),
        ):
            await street.act("owner", records.change, noun, record_id, fields)
            for text in fields.values():
                assert await titles(street, "owner", text.split()[-1]) == ["Auk"]
        for word in ("owl", "elk", "ibis", "nothing"):
            assert await titles(street, "owner", word) == []
        await street.act("owner", records.change, TASK, task_id, {"description": None})
        assert await titles(street, "owner", "gnu") == []

    on_street(store, story)


def test_the_best_come_first(store: Store) -> None:
    async def story(street: Street) -> None:
        now = datetime.now(UTC)
        days = {
            name: f"{now + timedelta(days=n):%Y-%m-%d}" for name, n in (("near", 2), ("far", 9))
        }
        drawn: Mapping[str, Mapping[str, Any]] = {
            "pear tea, done": {"completed": True},
            "pear tea, far": {"due_date": days["far"]},
            "pear tea, near": {"due_date": days["near"]},
            "green tea-pear": {},
            "steamed spear": {},
            "spear of": {"description": "tea"},
            "nothing like it": {"description": LONG + "pear tea"},
        }
        for title, fields in drawn.items():
            await street.task("owner", title=title, **fields)
        await comment(street, "owner", await street.task("owner", title="tea"), "or pear?")
        hits = await search(street.door("owner"), "Pear  TEA", 100)
        assert [(_title(hit), int(hit.rank)) for hit in hits] == [
            ("pear tea, near", 1),
            ("pear tea, far", 1),
            ("pear tea, done", 1),
            ("green tea-pear", 2),
            ("steamed spear", 3),
            ("nothing like it", 4),
            ("spear of", 4),
            ("tea", 5),
        ]

    on_street(store, story)


def test_what_was_found_is_shown_where_it_is(store: Store) -> None:
    async def story(street: Street) -> None:
        fields = {"title": "Die Straße", "description": f"{LONG} Straßen {LONG}"}
        task_id = await street.task("owner", **fields)
        await comment(street, "owner", task_id, "unter der strasse")
        await comment(street, "owner", task_id, "Wo? Auf der STRASSE")
        await comment(street, "owner", task_id, "Strand")
        (hit,) = await search(street.door("owner"), "stras auf", 10)
        assert hit.rank is Rank.COMMENT
        assert hit.title == [(4, 9)]
        assert hit.description is not None
        start, end = hit.description.ranges[0]
        assert hit.description.text[start:end] == "Straß"
        assert hit.comment == ("Wo? Auf der STRASSE", [(4, 7), (12, 17)])

    on_street(store, story)


WORDS = ("Milk", "milky", "alm-milk", "Älg", "ALGE", "Straße", "strasse", "ma", "é", "東京", "(ma)")
PIECES = ("m", "mil", "k", "alg", "str", "s", "ß", "ma", "e", "京", "milk ma", "a", "ä s", "milk(")


@pytest.mark.parametrize("seed", range(3))
def test_a_search_finds_what_a_plain_one_finds(store: Store, seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - no secret

    async def story(street: Street) -> None:
        tasks: dict[UUID, tuple[Any, list[str]]] = {}
        for _ in range(40):
            tasks.update([await _drawn_task(street, draw)])
        at = datetime.now(UTC)
        for _ in range(60):
            query = searching.parse(" ".join(draw.sample(PIECES, draw.randint(1, 3))))
            limit = draw.choice((1, 3, 100))
            found = await _found(street, query, limit, at)
            assert found == _plain(tasks, query, at)[:limit], query

    on_street(store, story)


async def _drawn_task(street: Street, draw: Random) -> tuple[UUID, tuple[Any, list[str]]]:
    def text(most: int) -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(1, most)))

    description = draw.choice((None, None, text(4), LONG + text(3)))
    due = draw.choice((None, f"2026-11-{draw.randint(10, 30)}"))
    completed = draw.random() < 0.3
    told = {"title": text(3), "description": description, "due_date": due}
    task_id = await street.task("owner", **told, completed=completed)
    said = [text(4) for _ in range(draw.choice((0, 0, 1, 2)))]
    for body in said:
        await comment(street, "owner", task_id, body)
    return task_id, (await street.record("owner", "owner", TASK, task_id), said)


async def _found(street: Street, query: Query, limit: int, at: datetime) -> list[tuple[UUID, int]]:
    account_id = street.people["owner"].account_id
    call = stored.found(account_id, query, limit, at, archived=False)
    (result,) = await street.database.read(Identity(account_id), call)
    return [(UUID(json.loads(row[0])["id"]), row[1]) for row in result.rows()]


def _plain(
    tasks: Mapping[UUID, tuple[Any, Sequence[str]]], query: Query, at: datetime
) -> list[tuple[UUID, int]]:
    """Return what is to be found, and at which rank: as one would look for it by hand."""
    ranked = []
    for task, said in tasks.values():
        rank = _rank(task, [fold(body) for body in said], query)
        moment = parse_due(task.due_date).sort_at if task.due_date else task.updated_at
        if rank is not None:
            ranked.append((rank, task.completed, abs(moment - at), -task.id.int, task.id))
    return [(task_id, int(rank)) for rank, *_, task_id in sorted(ranked)]


def _rank(task: Any, said: Sequence[str], query: Query) -> Rank | None:
    title, description = fold(task.title), fold(task.description or "")
    if title.startswith(query.phrase):
        return Rank.TITLE_BEGINS
    if all(_begins_a_word(term, title) for term in query.terms):
        return Rank.WORDS_BEGIN
    for rank, texts in (
        (Rank.TITLE, [title]),
        (Rank.DESCRIPTION, [title, description]),
        (Rank.COMMENT, [title, description, *said]),
    ):
        if all(any(term in text for text in texts) for term in query.terms):
            return rank
    return None


def _begins_a_word(term: str, text: str) -> bool:
    starts = (i for i in range(len(text)) if i == 0 or not text[i - 1].isalnum())
    return any(text.startswith(term, i) for i in starts)
