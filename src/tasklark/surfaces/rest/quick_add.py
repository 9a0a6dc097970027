"""One line into a task: read only, or made."""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, Field, StrictStr, WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from tasklark.actions import quick_add
from tasklark.actions.idempotency import Answer
from tasklark.actions.quick_add import Line, Reading
from tasklark.actions.unit_of_work import Work
from tasklark.domain import fields
from tasklark.domain.access import Operation
from tasklark.domain.errors import Invalid
from tasklark.domain.nouns import version
from tasklark.domain.preferences import Language
from tasklark.domain.quick_add import LINE_MAX, Kind
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK
from tasklark.surfaces.rest import reading, resource, shapes
from tasklark.surfaces.rest.documentation import refusals
from tasklark.surfaces.rest.door import Asking
from tasklark.surfaces.rest.record_shapes import OwnId, Reminder
from tasklark.surfaces.rest.shapes import NO_NUL, NOT_BLANK
from tasklark.surfaces.rest.task_shapes import Task

REFUSED_MAX = 100
KINDS = get_args(Kind)
_PLACE = fields.number(0, LINE_MAX)

router = reading.router("/api/tasks/quick", "tasks")


_NUMBER = {"type": "integer", "minimum": 0, "maximum": LINE_MAX}
_REFUSED = {
    "anyOf": [
        {"type": "string", "enum": [*KINDS]},
        {
            "type": "object",
            "required": ["start", "end"],
            "properties": {"start": _NUMBER, "end": _NUMBER},
        },
    ]
}


def _refused(value: Any) -> str | tuple[int, int]:
    """Return what stays text: a kind, or where a part of the line begins and ends."""
    if isinstance(value, str) and value in KINDS:
        return value
    ends = (value.get("start"), value.get("end")) if isinstance(value, dict) else ()
    try:
        start, end = (_PLACE("refused", number) for number in ends)
    except (Invalid, ValueError):
        raise PydanticCustomError(
            shapes.RULE, f"must be a kind, or an object of start and end, 0 to {LINE_MAX}"
        ) from None
    return start, end


Refused = Annotated[Any, BeforeValidator(_refused), WithJsonSchema(_REFUSED)]


class QuickLine(BaseModel):
    """A line as a person types it (docs/quick-add.md)."""

    text: StrictStr = Field(
        json_schema_extra={"maxLength": LINE_MAX, "minLength": 1, "pattern": NOT_BLANK},
        description="The line, of at most 2,000 characters (Unicode code points).",
        examples=["Call mom tomorrow at 9 @phone p1"],
    )
    time_zone: StrictStr | None = Field(
        default=None,
        json_schema_extra={"pattern": NO_NUL},
        description="The IANA zone in which today is told; the account's own when not given.",
        examples=["Europe/Berlin"],
    )
    language: Language | None = Field(
        default=None, description="The language that counts first; the account's when not given."
    )
    refused: list[Refused] = Field(
        default_factory=list,
        max_length=REFUSED_MAX,
        description="What stays text: parts of the line, and kinds such as `priority`.",
        examples=[[{"start": 9, "end": 22}, "label"]],
    )


class QuickTask(QuickLine):
    """A line to be made a task of."""

    id: OwnId = None


class Span(BaseModel):
    """A part of the line that became something: the characters from start up to end."""

    start: int
    end: int
    kind: str = Field(description="date, time, repeat, project, label, priority, …")
    value: str | int | None


class UnknownName(BaseModel):
    """A name of something that is not there; it stayed text."""

    kind: str
    name: str


class QuickReading(BaseModel):
    """What a line says."""

    task: dict[str, Any] = Field(description="The fields of a task that it tells.")
    reminders: list[dict[str, Any]]
    spans: list[Span]
    unknown: list[UnknownName]


class QuickAdded(BaseModel):
    """What was made of a line."""

    task: Task
    reminders: list[Reminder]
    spans: list[Span]
    unknown: list[UnknownName]


@router.post(
    "/parse",
    response_model=QuickReading,
    responses=refusals(400, 401, 403, 413, 415),
)
async def parse_quick_line(door: Asking, line: QuickLine) -> Response:
    """Tell what a line says, and store nothing."""
    found = await quick_add.read(door, _line(line))
    task = {name: shapes.plain(value) for name, value in found.task.items()}
    told = {"task": task, "reminders": found.reminders, **_spans(found)}
    return Response(shapes.to_json(told), headers=resource.JSON)


@router.post(
    "",
    status_code=201,
    response_model=QuickAdded,
    responses={200: {"model": QuickAdded}, **refusals(400, 401, 403, 404, 409, 413, 415, 422)},
)
async def quick_add_task(request: Request, door: Asking, line: QuickTask) -> Response:
    """Make the task that a line says, with its reminders."""
    found = await quick_add.read(door, _line(line), Operation.WRITE_TASKS)

    async def create(work: Work) -> Answer:
        made, reminders = await quick_add.create(work, found, line.id)
        told = {
            "task": shapes.task(made.record, made.owner_user_id),
            "reminders": [shapes.record(REMINDER, reminder) for reminder in reminders],
            **_spans(found),
        }
        headers = {
            **resource.JSON,
            "etag": f'"{version(made.record)}"',
            "location": f"/api/tasks/{made.record.id}",
        }
        return Answer(201 if made.is_new else 200, headers, shapes.to_json(told))

    return await resource.perform_once(request, door, TASK, create)


def _line(line: QuickLine) -> Line:
    return Line(line.text, line.time_zone, line.language, line.refused)


def _spans(found: Reading) -> dict[str, Any]:
    return {
        "spans": [
            {"start": s.start, "end": s.end, "kind": s.kind, "value": s.value} for s in found.spans
        ],
        "unknown": [name._asdict() for name in found.unknown],
    }
