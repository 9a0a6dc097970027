"""Every statement that we send, with any parameters, as one account: another's rows stay theirs."""

# ruff: noqa: S608 - statements are built from names of the catalog, and this is an attack

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.pq import ExecStatus

from tasklark import storage
from tasklark.domain import nouns
from tasklark.domain.registry import IN_PROJECT, NOUNS
from tasklark.domain.tasks import TASK
from tasklark.storage import directory, records, scopes
from tasklark.storage.wire import Statement
from tests.conftest import Store
from tests.storage.attack import PRIVATE, Scene, identify, new_scene, run
from tests.storage.residents import Resident

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def _in(holder: object) -> Iterator[Statement]:
    if isinstance(holder, Statement):
        yield holder
    elif isinstance(holder, Mapping):
        yield from (found for found in holder.values() if isinstance(found, Statement))


def _of_nouns() -> Iterator[Statement]:
    """Yield what is said of each noun, and what sets each of its columns."""
    for noun in NOUNS.values():
        yield records.find(noun)
        yield records.remove(noun)
        yield from (records._update(noun, (column,)) for column in records.columns(noun)[1:])
        if noun.name in IN_PROJECT:
            yield records.find_shared(noun)
            if noun.name != "project":
                yield scopes.advance_of(noun)
    task = nouns.made(TASK, UUID(int=1), {"title": "a", "position": "a0"}, NOW)
    yield records.insert(TASK, 1, task.model_copy(update={"project_id": UUID(int=2)})).statement


def our_statements() -> list[Statement]:
    """Return every statement of storage, found by looking into all its modules."""
    modules = [m.name for m in pkgutil.iter_modules(storage.__path__) if not m.ispkg]
    held = (
        value
        for name in modules
        for value in vars(importlib.import_module(f"{storage.__name__}.{name}")).values()
    )
    return sorted({found for value in held for found in _in(value)} | set(_of_nouns()))


STATEMENTS = our_statements()


@dataclass
class Stage:
    """Where statements run: the app's connection, what each takes, and what must never be told."""

    scene: Scene
    connection: psycopg.Connection
    takes: dict[bytes, list[int]]
    theirs: dict[str, list[tuple[Any, ...]]]
    secrets: set[str]


@pytest.fixture(scope="module")
def stage(store: Store) -> Iterator[Stage]:
    scene = new_scene(store)
    with psycopg.connect(store.app) as connection:
        takes = {s.name: _prepared(connection, s) for s in STATEMENTS}
        connection.rollback()
        theirs = _seen_by(connection, scene, scene.bob)
        connection.rollback()
        yield Stage(scene, connection, takes, theirs, _secrets(theirs))


def _prepared(connection: psycopg.Connection, statement: Statement) -> list[int]:
    """Prepare a statement under its name; return the types of its parameters."""
    made = connection.pgconn.prepare(statement.name, statement.sql)
    assert made.status == ExecStatus.COMMAND_OK, made.error_message
    told = connection.pgconn.describe_prepared(statement.name)
    return [told.param_type(i) for i in range(told.nparams)]


def _seen_by(connection: psycopg.Connection, scene: Scene, who: Resident) -> dict[str, Any]:
    identify(connection, who)
    connection.execute(f"SET LOCAL tasklark.key = '{who.attempt}'".encode())
    return {
        name: run(connection, f"SELECT * FROM tasklark.{name} ORDER BY 1, 2, 3") for name in PRIVATE
    }


def _secrets(rows: Mapping[str, list[tuple[Any, ...]]]) -> set[str]:
    values = [v for found in rows.values() for row in found for v in row]
    return {_text(v) for v in values if isinstance(v, UUID | bytes | str) and len(_text(v)) > 20}


def _text(value: object) -> str:
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)


def _values(scene: Scene) -> dict[int, st.SearchStrategy[str | None]]:
    """Return what to give a parameter by its type: both residents' own values above all."""
    people = (scene.ada, scene.bob)
    uuids = [u for r in people for u in (*r.tasks, *r.keys.values(), r.attempt, r.caller.inbox_id)]
    texts = [k for kind in directory.Kind for k in (kind.value,)]
    texts += [f"key of {r.caller.user_id}" for r in people] + [r.caller.user_id for r in people]
    numbers = st.sampled_from([r.id for r in people]) | st.integers(-1, 50)
    moments = st.sampled_from(["2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z", "infinity"])
    digests = st.sampled_from([f"secret of {r.caller.user_id}".encode() for r in people])
    catalog = psycopg.adapters.types
    by_name: dict[str, st.SearchStrategy[Any]] = {
        "int2": st.integers(0, 500),
        "int4": st.integers(0, 50),
        "int8": numbers,
        "float8": st.integers(0, 50),
        "bool": st.booleans(),
        "uuid": st.sampled_from(uuids) | st.uuids(),
        "text": st.sampled_from([*texts, "low", "x"]),
        "timestamptz": moments,
        "bytea": digests,
        "json": st.sampled_from(["{}", "null"]),
    }
    found = {catalog[name].oid: values.map(_text) for name, values in by_name.items()}
    found[catalog["text"].array_oid] = st.just("{tasks:read}")
    found[catalog["int8"].array_oid] = numbers.map("{{{}}}".format)
    found[catalog["uuid"].array_oid] = st.sampled_from([f"{{{u}}}" for u in uuids])
    return {oid: st.none() | values for oid, values in found.items()}


def test_all_statements_are_found_and_each_has_a_name_of_its_own() -> None:
    names = [statement.name for statement in STATEMENTS]
    assert len(names) == len(set(names))
    assert len(names) > 100
    assert all(len(name) < 64 for name in names)


@settings(max_examples=300)
@given(st.data())
def test_no_statement_of_ours_shows_or_alters_the_rows_of_another(
    stage: Stage, data: st.DataObject
) -> None:
    statement = data.draw(st.sampled_from(STATEMENTS))
    values = _values(stage.scene)
    params = [data.draw(values[oid]) for oid in stage.takes[statement.name]]
    connection = stage.connection
    try:
        identify(connection, stage.scene.ada)
        bound: list[Any] = [None if p is None else p.encode() for p in params]
        result = connection.pgconn.exec_prepared(statement.name, bound)
        told = b" ".join(
            result.get_value(i, j) or b""
            for i in range(result.ntuples)
            for j in range(result.nfields)
        ).decode()
        asked = " ".join(p for p in params if p)
        assert not {s for s in stage.secrets if s in told and s not in asked}
        if result.status != ExecStatus.FATAL_ERROR:
            assert _seen_by(connection, stage.scene, stage.scene.bob) == stage.theirs
    finally:
        connection.rollback()
