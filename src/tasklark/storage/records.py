"""Statements about any noun, built from its declaration.

A record is read whole and written in those columns that differ. `seen` and `found_shared` read
through `placements`, which row-level security asks as well: what a person may not see is not there.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, get_args

from tasklark.domain import searching, text
from tasklark.domain.dates import parse_due
from tasklark.domain.labels import name_key
from tasklark.domain.nouns import Noun, Record
from tasklark.domain.registry import NOUNS
from tasklark.domain.tasks import TASK
from tasklark.storage.wire import Call, Statement, statement

TABLES: Mapping[str, str] = {name: name if name == "settings" else f"{name}s" for name in NOUNS}
"""The table of each noun."""
UNDATED = "infinity"
"""Where tasks without a due date stand among the dated ones."""


_CHOICES = 1024
"""How many statements are kept that write a choice of columns: clients make up the choices."""


def _due_sort_at(due_date: str | None) -> Any:
    return UNDATED if due_date is None else parse_due(due_date).sort_at


_KEYS: Mapping[str, Mapping[str, tuple[tuple[str, ...], Callable[..., Any]]]] = {
    "task": {
        "title_key": (("title",), text.sort_key),
        "due_sort_at": (("due_date",), _due_sort_at),
        "description_key": (("title", "description"), searching.description_key),
        "long_text": (("title", "description"), searching.long_text),
    },
    "label": {"name_key": (("name",), name_key)},
    "comment": {"body_key": (("body",), text.fold)},
}
"""Columns that follow from fields: the column, the fields, and how."""


@cache
def columns(noun: Noun) -> tuple[str, ...]:
    """Return a noun's columns: the fields of its record, in order."""
    return tuple(noun.record.model_fields)


@cache
def find(noun: Noun) -> Statement:
    """Return the statement (owner_id, id) → what `loaded` takes, dead or alive."""
    return statement(
        f"{noun.name}_find",
        f"SELECT {', '.join(columns(noun))} FROM tasklark.{TABLES[noun.name]}"
        " WHERE owner_id = $1 AND id = $2",
    )


@cache
def find_shared(noun: Noun) -> Statement:
    """Return the statement (account_id, id) → (owner_id, project_id, role, owner's user_id).

    For a record of a project that another owner shares with the account; two rows where two
    owners have one with this id.
    """
    project = "id" if noun.name == "project" else "project_id"
    return statement(
        f"{noun.name}_find_shared",
        "SELECT p.project_owner_id, p.id, p.role, p.owner_user_id FROM tasklark.placements p"
        f" JOIN tasklark.{TABLES[noun.name]} r"
        f" ON r.owner_id = p.project_owner_id AND r.{project} = p.id AND r.id = $2"
        " WHERE p.owner_id = $1 AND p.project_owner_id <> $1 LIMIT 2",
    )


def insert(noun: Noun, owner_id: int, record: Record, **more: Any) -> Call:
    """Return the call that stores a new record, with `more` columns that are not the record's.

    What is null or an empty array is left to the column's default: most of a task is.
    """
    given = {c: v for c in columns(noun) if (v := getattr(record, c)) is not None}
    values = {**_stored(noun, record, given), **more}
    told = {c: v for c, v in values.items() if v is not None and v != []}
    if noun is TASK and "due_date" not in given:
        told["due_sort_at"] = UNDATED
    return _insert(noun, tuple(told))(owner_id, *told.values())


def insert_all(noun: Noun, owner_id: int, records: Sequence[Record]) -> Call:
    """Return the call that stores many new records at once."""
    rows = [
        {**record.model_dump(mode="json", warnings=False), **_derived(noun, record)}
        for record in records
    ]
    return _insert_all(noun)(owner_id, json.dumps(rows, ensure_ascii=False, default=str))


def save(noun: Noun, owner_id: int, before: Record, after: Record) -> Call:
    """Return the call that stores what differs between two states of a record, nothing else.

    Columns that stay are not written, so a long description is not copied by a toggle.
    """
    moved = {c: getattr(after, c) for c in columns(noun) if getattr(before, c) != getattr(after, c)}
    values = _stored(noun, after, moved)
    return _update(noun, tuple(values))(owner_id, after.id, *values.values())


@cache
def remove(noun: Noun) -> Statement:
    """Return the statement (owner_id, id) that deletes a record for good."""
    return statement(
        f"{noun.name}_remove",
        f"DELETE FROM tasklark.{TABLES[noun.name]} WHERE owner_id = $1 AND id = $2",
    )


def loaded(noun: Noun, row: tuple[Any, ...]) -> Any:
    """Return the record of a row of `find`."""
    values = dict(zip(columns(noun), row, strict=True))
    for name, kind in _enumerations(noun).items():
        if values[name] is not None:
            values[name] = kind(values[name])
    return noun.record.model_construct(**values)


@cache
def wire(noun: Noun, alias: str) -> str:
    """Return the columns of a noun as its clients see them, for a `SELECT` that becomes JSON."""
    told = []
    for name, field in noun.record.model_fields.items():
        if name in {"stamps", "trashed_with"}:
            continue
        is_instant = name.endswith("_at") and name != "at" and "datetime" in str(field.annotation)
        column = f"{alias}.{name}"
        told.append(f"tasklark.rfc3339({column}) AS {name}" if is_instant else column)
    return ", ".join(told)


@cache
def _enumerations(noun: Noun) -> dict[str, type[StrEnum]]:
    found = {}
    for name, field in noun.record.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                found[name] = kind
    return found


@cache
def _json_columns(noun: Noun) -> frozenset[str]:
    """Return the columns that hold JSON: objects, and lists of objects."""
    fields = noun.record.model_fields.items()
    return frozenset(name for name, field in fields if "dict" in str(field.annotation))


def _stored(noun: Noun, record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a record as columns take them, with the columns that follow from them."""
    stored = dict(values)
    for name in _json_columns(noun) & values.keys():
        if values[name] is not None:
            stored[name] = json.dumps(values[name], ensure_ascii=False, separators=(",", ":"))
    for column, (fields, derive) in _KEYS.get(noun.name, {}).items():
        if any(name in values for name in fields):
            stored[column] = derive(*(getattr(record, name) for name in fields))
    return stored


def _derived(noun: Noun, record: Record) -> dict[str, Any]:
    """Return the columns that follow from a record's fields."""
    return {
        column: derive(*(getattr(record, name) for name in fields))
        for column, (fields, derive) in _KEYS.get(noun.name, {}).items()
    }


@cache
def _insert_all(noun: Noun) -> Statement:
    table = f"tasklark.{TABLES[noun.name]}"
    names = ", ".join((*columns(noun), *_KEYS.get(noun.name, {})))
    return statement(
        f"{noun.name}_insert_all",
        f"INSERT INTO {table} (owner_id, {names})"
        f" SELECT $1, {names} FROM json_populate_recordset(NULL::{table}, $2::json)",
    )


@lru_cache(_CHOICES)
def _insert(noun: Noun, names: tuple[str, ...]) -> Statement:
    places = ", ".join(f"${i}" for i in range(2, len(names) + 2))
    return statement(
        f"{noun.name}_insert_{_which(noun, names)}",
        f"INSERT INTO tasklark.{TABLES[noun.name]} (owner_id, {', '.join(names)})"
        f" VALUES ($1, {places})",
    )


@lru_cache(_CHOICES)
def _update(noun: Noun, names: tuple[str, ...]) -> Statement:
    assignments = ", ".join(f"{name} = ${i}" for i, name in enumerate(names, start=3))
    return statement(
        f"{noun.name}_update_{_which(noun, names)}",
        f"UPDATE tasklark.{TABLES[noun.name]} SET {assignments} WHERE owner_id = $1 AND id = $2",
    )


def _which(noun: Noun, names: tuple[str, ...]) -> str:
    """Return a short text that tells a choice of columns from every other: one bit for each.

    PostgreSQL cuts the names of statements at 63 bytes.
    """
    known = (*columns(noun), *_MORE)
    return f"{sum(1 << known.index(name) for name in names):x}"


_MORE = (
    "title_key",
    "due_sort_at",
    "name_key",
    "description_key",
    "long_text",
    "body_key",
    "account_id",
    "project_owner_id",
    "owner_user_id",
)
"""Columns that are in no record."""
