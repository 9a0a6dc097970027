"""What sync and batches take and give."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr

from tasklark.domain import sync
from tasklark.surfaces.rest.shapes import FieldProblem

_TASK = "01943c5e-7d1a-7c3e-9a51-2f6b1c0d9e84"
_SPACE = "018f2f6e-7d4c-7c0e-8f21-7e9a4b5c6d7e"
_STAMP = "0194a1b2c3d40000-k3Xq9a"
_NUMBER_MAX = (1 << 53) - 1


def _whole(value: Any) -> Any:
    """Return 7 for 7.0: JSON has one kind of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Set = Annotated[
    dict[StrictStr, Any],
    Field(
        description="Fields and their values, as in the record. An element of a set can be given by"
        " itself: `labels/errand` true or false.",
        examples=[{"title": "Water the plants", "labels/errand": True}],
    ),
]
Noun = Annotated[StrictStr, Field(description="The kind of record.", examples=["task"])]
Verb = Annotated[
    StrictStr,
    Field(description="`create`, `change`, `delete`, `complete`, …", examples=["change"]),
]
Id = Annotated[StrictStr, Field(description="The record's id, a UUID.", examples=[_TASK])]


class Mutation(BaseModel):
    """One thing that a client did."""

    n: Annotated[StrictInt, BeforeValidator(_whole)] = Field(
        ge=1,
        le=_NUMBER_MAX,
        description="A number of the client's own; the same number is the same mutation.",
    )
    noun: Noun
    verb: Verb
    id: Id
    set: Set = Field(default_factory=dict)
    stamp: StrictStr = Field(
        description="When it was done, by a hybrid logical clock: 12 hexadecimal digits of"
        " milliseconds since 1970, 4 of a counter, a hyphen, the client.",
        examples=[_STAMP],
    )


class Push(BaseModel):
    """What a client did, in its order."""

    client: StrictStr = Field(
        max_length=16,
        description="The client: 1 to 16 letters, digits or _, another for each page or process"
        " that numbers for itself.",
        examples=["k3Xq9a"],
    )
    mutations: list[Mutation] = Field(max_length=sync.MUTATIONS_MAX)


class Refusal(BaseModel):
    """Why something was refused."""

    code: str = Field(examples=["task.not_found"])
    detail: str = Field(examples=["There is no task with this id"])
    errors: list[FieldProblem] | None = None


class Outcome(BaseModel):
    """What became of a mutation."""

    n: int
    status: Literal["applied", "refused"]
    lost: list[str] | None = Field(
        default=None,
        description="Fields that were written later elsewhere; what was to be written is in the"
        " history.",
    )
    problem: Refusal | None = None
    row: dict[str, Any] | None = Field(
        description="The record as it is now; null if it is gone or not the caller's to see."
    )


class Pushed(BaseModel):
    """What became of each mutation, in the order in which they came."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stamp": "0194a1b2c3d4012c-0",
                    "outcomes": [
                        {"n": 1, "status": "applied", "lost": [], "row": {"noun": "task"}},
                        {
                            "n": 2,
                            "status": "refused",
                            "problem": {
                                "code": "task.not_found",
                                "detail": "There is no task with this id",
                            },
                            "row": None,
                        },
                    ],
                }
            ]
        }
    )

    stamp: str = Field(description="The server's clock, past which the client's goes on.")
    outcomes: list[Outcome]


class Pull(BaseModel):
    """Which scopes, and how far the client has read each."""

    scopes: dict[StrictStr, StrictStr | None] | None = Field(
        default=None,
        max_length=sync.SCOPES_MAX,
        description="By the scope's id, the cursor that the last pull gave, or null for the first."
        " Without it: all that the caller may see, from the beginning.",
        examples=[{_SPACE: None}],
    )
    limit: Annotated[StrictInt, BeforeValidator(_whole)] = Field(
        default=sync.PAGE, ge=1, le=sync.PAGE_MAX, description="Most rows of all scopes together."
    )


class ScopeNews(BaseModel):
    """What is new in a scope."""

    rows: list[dict[str, Any]] | None = Field(
        default=None,
        description="Records with their `noun` and `stamps`; `gone` true for one that is not in"
        " this scope any more.",
    )
    cursor: str | None = Field(default=None, description="For the next pull; opaque.")
    more: bool | None = Field(default=None, description="Whether to pull again at once.")
    reset: bool | None = Field(
        default=None,
        description="These rows are the scope's first, for there was no cursor, or it was too old"
        " or of another history: forget all other rows of the scope before you take them.",
    )
    gone: bool | None = Field(default=None, description="No scope that the caller may see.")


class Pulled(BaseModel):
    """What is new, by scope."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stamp": "0194a1b2c3d4012c-0",
                    "scopes": {
                        _SPACE: {
                            "rows": [{"noun": "label", "id": _TASK, "name": "errand"}],
                            "cursor": "1.17.1795246200000000.1795246260",
                            "more": False,
                        }
                    },
                }
            ]
        }
    )

    stamp: str = Field(description="The server's clock, past which the client's goes on.")
    scopes: dict[str, ScopeNews]


class BatchVerb(BaseModel):
    """One verb of a batch."""

    noun: Noun
    verb: Verb
    id: Id | None = Field(default=None, description="Needed unless something is created.")
    set: Set = Field(default_factory=dict)
    if_match: StrictStr | None = Field(
        default=None,
        description="The record's `updated_at`, or its `ETag`: refused when it has changed since.",
        examples=["2026-11-21T09:30:00.000000Z"],
    )


class Batch(BaseModel):
    """Verbs to be done in one request."""

    mode: Literal["together", "one_by_one"] = Field(
        default="together",
        description="`together`: all of them or none. `one_by_one`: each that can be done.",
    )
    verbs: list[BatchVerb] = Field(min_length=1, max_length=sync.MUTATIONS_MAX)


class Result(BaseModel):
    """What became of a verb."""

    status: Literal["applied", "refused"]
    problem: Refusal | None = None
    row: dict[str, Any] | None = Field(description="The record as it is now.")


class Batched(BaseModel):
    """What became of each verb, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"results": [{"status": "applied", "row": {"noun": "task", "id": _TASK}}]}]
        }
    )

    results: list[Result]
