"""The settings as the operator's guide has them: a row for each, in the order of the code."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from tasklark.settings import Settings


def lines() -> Iterator[str]:
    """Yield the table's lines: names, default, description."""
    for name, field in Settings.model_fields.items():
        names = ", ".join(f"`{each}`" for each in _names(name, field))
        yield f"| {names} | {_default(field)} | {field.description} |"


def names() -> set[str]:
    """Return every environment variable that is a setting."""
    return {each for name, field in Settings.model_fields.items() for each in _names(name, field)}


def _names(name: str, field: FieldInfo) -> list[str]:
    match field.validation_alias:
        case AliasChoices() as several:
            return [str(choice) for choice in several.choices]
        case str() as one:
            return [one]
        case _:
            return [name.upper()]


def _default(field: FieldInfo) -> str:
    value: Any = field.get_default(call_default_factory=True, validated_data={})
    match value:
        case None | "":
            return ""
        case SecretStr():
            return ""
        case Path():
            return "your data folder"
        case bool():
            return f"`{str(value).lower()}`"
        case StrEnum():
            return f"`{value.value}`"
        case _:
            return f"`{value}`"
