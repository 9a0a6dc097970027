"""All nouns, by name."""

from collections.abc import Mapping

from tasklark.domain.comments import COMMENT
from tasklark.domain.labels import LABEL
from tasklark.domain.nouns import Noun
from tasklark.domain.occurrences import OCCURRENCE
from tasklark.domain.preferences import FILTER, SETTINGS
from tasklark.domain.projects import MEMBER, PLACEMENT, PROJECT, SECTION
from tasklark.domain.reminders import REMINDER
from tasklark.domain.tasks import TASK

IN_PROJECT: Mapping[str, Noun] = {
    noun.name: noun for noun in (PROJECT, SECTION, TASK, COMMENT, REMINDER, OCCURRENCE, MEMBER)
}
"""Nouns whose records belong to a project, and are seen by its members."""
OWN: Mapping[str, Noun] = {noun.name: noun for noun in (PLACEMENT, LABEL, FILTER, SETTINGS)}
"""Nouns whose records belong to one account, in its own space."""
NOUNS: Mapping[str, Noun] = {**IN_PROJECT, **OWN}
