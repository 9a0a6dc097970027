"""The kinds of records that have the five calls, and little else."""

from tasklark.domain.comments import COMMENT
from tasklark.domain.labels import LABEL
from tasklark.domain.projects import SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.surfaces.rest import record_shapes as shapes
from tasklark.surfaces.rest import saved_filters
from tasklark.surfaces.rest.resource import Shapes, router

ROUTERS = (
    router(
        SECTION,
        "sections",
        Shapes(shapes.SectionDraft, shapes.SectionChanges, shapes.Section),
        by="project_id",
    ),
    router(LABEL, "labels", Shapes(shapes.LabelDraft, shapes.LabelChanges, shapes.Label)),
    router(
        COMMENT,
        "comments",
        Shapes(shapes.CommentDraft, shapes.CommentChanges, shapes.Comment),
        by="task_id",
    ),
    router(
        REMINDER,
        "reminders",
        Shapes(shapes.ReminderDraft, shapes.ReminderChanges, shapes.Reminder),
        by="task_id",
    ),
    saved_filters.router,
)
