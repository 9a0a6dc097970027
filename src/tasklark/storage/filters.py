"""Filters as conditions in SQL: what `domain.filters.matches` says, for many tasks at once.

A condition stands over the alias `t` of `tasklark.tasks`, and is true or false for each row, never
null. Whoever uses it adds whose tasks, and that they are not in the trash. Values are always bound.
"""

from collections.abc import Sequence
from typing import Any

from tasklark.domain.filters import Context, Node, folding, scope
from tasklark.domain.filters.names import is_anything
from tasklark.domain.filters.tree import (
    And,
    AssignedTo,
    CreatedBy,
    InProject,
    InSection,
    Is,
    Labelled,
    Lasting,
    Name,
    Not,
    Or,
    Person,
    Text,
    When,
    Within,
    Word,
)
from tasklark.domain.text import sort_key
from tasklark.storage import filter_dates

_PLAIN_WORDS = {
    Word.ALL: "true",
    Word.NO_DATE: "t.due_date IS NULL",
    Word.NO_TIME: "coalesce(length(t.due_date) = 10, true)",
    Word.NO_START: "t.start_date IS NULL",
    Word.NO_DEADLINE: "t.deadline IS NULL",
    Word.RECURRING: "t.repeat IS NOT NULL",
    Word.P1: "coalesce(t.priority = 'high', false)",
    Word.P2: "coalesce(t.priority = 'medium', false)",
    Word.P3: "coalesce(t.priority = 'low', false)",
    Word.P4: "t.priority IS NULL",
    Word.NO_LABELS: "t.labels = '{}'",
    Word.NO_SECTION: "t.section_id IS NULL",
    Word.ASSIGNED: "t.assignee_ids <> '{}'",
    Word.TODO: "t.status = 'todo'",
    Word.IN_PROGRESS: "t.status = 'in_progress'",
    Word.DONE: "t.status = 'done'",
    Word.CANCELLED: "t.status = 'cancelled'",
    Word.OPEN: "NOT t.completed",
    Word.CLOSED: "t.completed",
    Word.SUBTASK: "t.parent_id IS NOT NULL",
    Word.HAS_DESCRIPTION: "coalesce(t.description <> '', false)",
    Word.HAS_LINKS: "json_array_length(t.links) > 0",
    Word.NO_DURATION: "t.duration_minutes IS NULL",
}

_WAITS = (
    "(t.blocked_by <> '{{}}' AND EXISTS (SELECT FROM tasklark.tasks o"
    " WHERE {of_owner} AND NOT o.completed AND o.id = ANY (t.blocked_by)))"
)
_WORDS_ABOUT_OTHERS = {
    Word.BLOCKED: f"(NOT t.completed AND {_WAITS})",
    Word.BLOCKING: "(NOT t.completed AND EXISTS (SELECT FROM tasklark.tasks o,"
    " unnest(o.blocked_by) b WHERE {of_owner} AND NOT o.completed AND b = t.id))",
    Word.HAS_SUBTASKS: "EXISTS (SELECT FROM tasklark.tasks o"
    " WHERE {of_owner} AND o.parent_id = t.id)",
    Word.HAS_COMMENTS: "EXISTS (SELECT FROM tasklark.comments o"
    " WHERE {of_owner} AND o.task_id = t.id)",
}
"""Words that ask other rows. `of_owner` names the owner twice: as the task's, which is the truth,
and as one of those that are asked, since the planner may read a sub-select once for all tasks."""


def condition(
    node: Node, context: Context, first_param: int, owner_ids: Sequence[int]
) -> tuple[str, list[Any]]:
    """Return a filter as a condition over `t`, and its parameters, bound as `$first_param` on.

    `owner_ids` are the owners whose tasks are asked: the statement may show no others. What goes
    without saying (`domain.filters.scope`) is in the condition. Its text depends on the form of
    the filter and on whether names are found, not on days or values, so it can be prepared.
    """
    compiler = _Compiler(context, first_param, owner_ids)
    return compiler.node(scope.whole(node)), compiler.params


class _Compiler:
    """One condition in the making."""

    def __init__(self, context: Context, first_param: int, owner_ids: Sequence[int]) -> None:
        self.context = context
        self.params: list[Any] = []
        self._first = first_param
        self._owner_ids = owner_ids
        self._owners: str | None = None
        self._dates = filter_dates.Dates(context, self.bind)

    def bind(self, value: Any, kind: str) -> str:
        """Bind a value; return what stands for it."""
        self.params.append(value)
        return f"${self._first + len(self.params) - 1}::{kind}"

    def _about_others(self, condition: str) -> str:
        """Return a condition that asks other rows, of the same owner and not in the trash."""
        self._owners = self._owners or self.bind(list(self._owner_ids), "bigint[]")
        of_owner = (
            f"o.owner_id = t.owner_id AND o.owner_id = ANY ({self._owners})"
            " AND o.deleted_at IS NULL"
        )
        return condition.format(of_owner=of_owner)

    # A line for each kind of node:
    def node(self, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912 - so
        """Return the condition of a node, in parentheses where it needs them."""
        match node:
            case And(terms):
                return f"({' AND '.join(map(self.node, terms))})"
            case Or(terms):
                return f"({' OR '.join(map(self.node, terms))})"
            case Not(term):
                return f"(NOT {self.node(term)})"
            case Is(word):
                return _PLAIN_WORDS.get(word) or self._word(word)
            case Text(text):
                return self._text(text)
            case Labelled(name):
                expression = self.bind(folding.of_name(name), "text")
                return f"EXISTS (SELECT FROM unnest(t.labels) l WHERE l ~ {expression})"
            case InProject():
                return self._in_project(self.context.names.in_project(node))
            case InSection(name):
                return self._in_section(node, name)
            case AssignedTo(who):
                return self._assigned_to(who)
            case CreatedBy(who):
                return self._created_by(who)
            case When():
                return self._dates.when(node)
            case Within(count):
                return self._dates.due_within(count)
            case Lasting(comparison, minutes):
                bound = self.bind(minutes, "bigint")
                return f"coalesce(t.duration_minutes {comparison} {bound}, false)"

    def _word(self, word: Word) -> str:
        names = self.context.names
        match word:
            case Word.INBOX:
                return self._in_project(names.inboxes)
            case Word.SHARED:
                return self._in_project(names.shared)
            case Word.ARCHIVED:
                return self._in_project(names.archived)
            case Word.OVERDUE:
                return f"(NOT t.completed AND {self._dates.overdue()})"
            case Word.AVAILABLE:
                waits = self._about_others(_WAITS)
                return f"(NOT t.completed AND {self._dates.begun()} AND NOT {waits})"
        return self._about_others(_WORDS_ABOUT_OTHERS[word])

    def _text(self, text: str) -> str:
        """Return the condition that a text is in the title or description.

        The regular expression is right for all descriptions; for those in ASCII, which are most,
        to look for the text in small letters says the same in a fraction of the time.
        """
        key = self.bind(sort_key(text), "text")
        expression = self.bind(folding.of_text(text), "text")
        return (
            f"(strpos(t.title_key, {key}) > 0 OR coalesce("
            "CASE WHEN octet_length(t.description) = char_length(t.description)"
            f' THEN strpos(lower(t.description COLLATE "C"), {key}) > 0'
            f" ELSE t.description ~ {expression} END, false))"
        )

    def _in_project(self, ids: Any) -> str:
        return self._among("t.project_id", ids)

    def _among(self, column: str, ids: Any) -> str:
        return f"{column} = ANY ({self.bind(sorted(ids), 'uuid[]')})" if ids else "false"

    def _in_section(self, node: InSection, name: Name) -> str:
        if is_anything(name):
            return "t.section_id IS NOT NULL"
        found = self._among("t.section_id", self.context.names.in_section(node))
        return f"coalesce({found}, false)"

    def _assigned_to(self, who: Person | Name) -> str:
        if who is Person.OTHERS:
            return f"NOT (t.assignee_ids <@ {self.bind([self.context.me], 'uuid[]')})"
        return f"t.assignee_ids && {self.bind(self._people(who), 'uuid[]')}"

    def _created_by(self, who: Person | Name) -> str:
        if who is Person.OTHERS:
            return f"coalesce(t.created_by <> {self.bind(self.context.me, 'uuid')}, false)"
        return f"coalesce(t.created_by = ANY ({self.bind(self._people(who), 'uuid[]')}), false)"

    def _people(self, who: Person | Name) -> list[Any]:
        if isinstance(who, Name):
            return sorted(self.context.names.somebody(who))
        return [self.context.me]
