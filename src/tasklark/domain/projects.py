"""Projects: the lists that hold tasks, each with a counter of its changes."""

from datetime import datetime
from uuid import UUID

from sqlmodel import SQLModel

INBOX = "Inbox"
"""The name of the project that every account has from its first moment."""


class Project(SQLModel):
    """A list of tasks; `change_number` is the number of its latest change, 0 for none."""

    id: UUID
    name: str
    change_number: int = 0
    created_at: datetime
