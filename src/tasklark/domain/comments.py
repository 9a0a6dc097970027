"""Comments on tasks: Markdown, in which members of the project can be mentioned."""

import re
from typing import Any
from uuid import UUID

from tasklark.domain import fields
from tasklark.domain.nouns import Noun, Record

BODY_MAX = 15_000
"""Longest comment, in Unicode code points."""
MENTIONS_MAX = 50
_MENTION = re.compile(
    r"@\[[^\]\n]{1,200}\]\(person:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)",
    re.IGNORECASE,
)


class Comment(Record):
    """What somebody said about a task. `author_id` is a person."""

    project_id: UUID
    task_id: UUID
    author_id: UUID
    body: str


def mentions(body: str) -> list[UUID]:
    """Return the people whom a comment mentions, written `@[Anna](person:<id>)`, each once."""
    return list(dict.fromkeys(UUID(found) for found in _MENTION.findall(body)))


def _body(field: str, value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise fields.refused(field, "must not be empty or blank")
    body: str = fields.prose(BODY_MAX)(field, value)
    if len(mentions(body)) > MENTIONS_MAX:
        raise fields.refused(field, f"must mention at most {MENTIONS_MAX} people")
    return body


COMMENT = Noun(
    name="comment",
    record=Comment,
    cleaners={"task_id": fields.identifier, "body": _body},
    required=("task_id", "body"),
    fixed=frozenset({"task_id"}),
)
