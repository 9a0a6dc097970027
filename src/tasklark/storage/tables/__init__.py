"""The schema, declared once: each domain record with the columns and indexes that storage adds.

Everything that belongs to somebody begins with the owning account: primary keys, foreign keys and
indexes, so that the tables can be spread by owner. Three tables do not, because they are asked
before an owner is known, or belong to none: `directory`, `attempts`, `revocations`.
Row-level security is laid over these tables by the migrations.
"""

from tasklark.storage.tables.accounts import (
    AccountRow,
    AnswerRow,
    ApiTokenRow,
    AttemptRow,
    DirectoryRow,
    InvitationRow,
    RevocationRow,
    SessionRow,
)
from tasklark.storage.tables.calendars import (
    CalendarAlarmRow,
    CalendarCollectionRow,
    CalendarFeedRow,
    CalendarFileRow,
    CalendarNameRow,
    CalendarPropertyRow,
    CalendarTextRow,
)
from tasklark.storage.tables.columns import SCHEMA
from tasklark.storage.tables.own import FilterRow, LabelRow, PlacementRow, PushRow, SettingsRow
from tasklark.storage.tables.projects import (
    ChangeRow,
    CommentRow,
    MemberRow,
    OccurrenceRow,
    ProjectInvitationRow,
    ProjectRow,
    ReminderRow,
    ScopeRow,
    SectionRow,
    TaskRow,
)

__all__ = [
    "SCHEMA",
    "AccountRow",
    "AnswerRow",
    "ApiTokenRow",
    "AttemptRow",
    "CalendarAlarmRow",
    "CalendarCollectionRow",
    "CalendarFeedRow",
    "CalendarFileRow",
    "CalendarNameRow",
    "CalendarPropertyRow",
    "CalendarTextRow",
    "ChangeRow",
    "CommentRow",
    "DirectoryRow",
    "FilterRow",
    "InvitationRow",
    "LabelRow",
    "MemberRow",
    "OccurrenceRow",
    "PlacementRow",
    "ProjectInvitationRow",
    "ProjectRow",
    "PushRow",
    "ReminderRow",
    "RevocationRow",
    "ScopeRow",
    "SectionRow",
    "SessionRow",
    "SettingsRow",
    "TaskRow",
]
