"""What REST takes and gives: the wire shapes, documented field by field."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StrictBool,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from tasklark.domain import ids, tasks
from tasklark.domain.errors import Invalid
from tasklark.domain.nouns import Noun, timestamp
from tasklark.domain.text import DESCRIPTION_MAX, TITLE_MAX

_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.strip` takes for white space, told so that every reader of patterns agrees."""
NOT_BLANK = rf"^[^\x00]*[^\x00{_SPACE}][^\x00]*$"
NO_NUL = r"^[^\x00]*$"
_BREAKS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
ONE_LINE = rf"^[^{_BREAKS}]*[^{_BREAKS}{_SPACE}][^{_BREAKS}]*$"
_YEAR = r"(?!0000)\d{4}"
_DAY = rf"{_YEAR}-\d{{2}}-\d{{2}}"
_LOCAL = (
    rf"^{_YEAR}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)"
    r"|02-(0[1-9]|1\d|2[0-8]))T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$"
)
_TITLE = {
    "type": "string",
    "minLength": 1,
    "maxLength": TITLE_MAX,
    "pattern": NOT_BLANK,
    "description": "What is to be done; 1 to 1000 characters after trimming, no NUL.",
    "examples": ["Water the plants"],
}
_DESCRIPTION = {
    "anyOf": [
        {"type": "string", "maxLength": DESCRIPTION_MAX, "pattern": NO_NUL},
        {"type": "null"},
    ],
    "description": "Markdown, kept as typed; at most 65,536 characters, no NUL.",
    "examples": ["The ones on the *balcony* too"],
}
_PRIORITY = {
    "anyOf": [{"type": "string", "enum": ["low", "medium", "high"]}, {"type": "null"}],
    "description": "How much it matters; null for no priority.",
    "examples": ["high"],
}
DAY = {"type": "string", "format": "date", "pattern": rf"^{_DAY}$", "title": "a day"}
INSTANT = {
    "type": "string",
    "format": "date-time",
    "pattern": rf"^{_DAY}[Tt]\d{{2}}:\d{{2}}:[0-5]\d",
    "title": "an instant",
}
LOCAL = {"type": "string", "pattern": _LOCAL, "title": "a local time"}
_DATES = [INSTANT, DAY, LOCAL]
DATE = {"anyOf": _DATES}
"""A date of any kind."""
_DUE_DATE = {
    "anyOf": [*_DATES, {"type": "null"}],
    "description": (
        "When it is due: an instant with offset (RFC 3339), a whole day, or a local time without"
        " offset. It comes back as the kind it went in as; instants in UTC."
    ),
    "examples": ["2030-02-10"],
}
_COMPLETED = {"type": "boolean", "description": "Whether it is done.", "examples": [False]}

RULE = "rule"
"""The kind of error that a rule of the domain's gives; its message is fit for a person."""


def rule(field: str) -> AfterValidator:
    """Return the domain's rule for a field of a task; so one answer names all that is wrong.

    The value stays as it was written; the action brings it into its stored form.
    """

    def check(value: Any) -> Any:
        try:
            tasks.cleaned({field: value})
        except Invalid as invalid:
            first = invalid.errors[0]
            raise PydanticCustomError(
                RULE, "{message}", {"message": first.message, "field": first.field}
            ) from None
        return value

    return AfterValidator(check)


def written_id(value: Any) -> UUID:
    """Return the UUID written in `value`, for pydantic."""
    found = ids.parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError(RULE, "must be a UUID, written with hyphens")
    return found


def without_defaults(schema: dict[str, Any]) -> None:
    """Leave out the values of absent fields: a change has none, what is absent stays."""
    for field in schema["properties"].values():
        field.pop("default", None)


Title = Annotated[StrictStr, rule("title"), WithJsonSchema(_TITLE)]
Description = Annotated[StrictStr | None, rule("description"), WithJsonSchema(_DESCRIPTION)]
Priority = Annotated[StrictStr | None, rule("priority"), WithJsonSchema(_PRIORITY)]
DueDate = Annotated[StrictStr | None, rule("due_date"), WithJsonSchema(_DUE_DATE)]
Completed = Annotated[StrictBool, WithJsonSchema(_COMPLETED)]


class FieldProblem(BaseModel):
    """One broken rule."""

    field: str
    message: str


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    type: str = Field(examples=["urn:tasklark:problem:input.invalid"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["title: must not be empty or blank"])
    errors: list[FieldProblem] | None = None


class Health(BaseModel):
    """Whether the service is well."""

    status: str = Field(examples=["healthy"])


def task(record: tasks.Task, user_id: str) -> dict[str, Any]:
    """Return a task as its clients see it; storage's JSON is the same (a test holds them)."""
    first = {
        "id": str(record.id),
        "user_id": user_id,
        "title": record.title,
        "description": record.description,
        "completed": record.completed,
        "priority": record.priority,
        "due_date": record.due_date,
        "created_at": timestamp(record.created_at),
        "updated_at": timestamp(record.updated_at),
    }
    rest = {name: getattr(record, name) for name in _REST_OF_TASK}
    return first | {name: plain(value) for name, value in rest.items()}


_REST_OF_TASK = (
    "project_id", "position", "status", "created_by", "section_id", "parent_id", "completed_at",
    "start_date", "deadline", "time_zone", "repeat", "duration_minutes", "labels", "assignee_ids",
    "blocked_by", "links",
)  # fmt: skip


def record(noun: Noun, found: Any) -> dict[str, Any]:
    """Return a record of any noun as its clients see it; storage's JSON is the same."""
    untold = {"stamps", "trashed_with"}
    fields = (name for name in noun.record.model_fields if name not in untold)
    return {name: plain(getattr(found, name)) for name in fields}


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value


def to_json(value: Any) -> bytes:
    """Return a value as compact JSON in UTF-8, the way PostgreSQL writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
