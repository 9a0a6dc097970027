"""How a task repeats: the rule, where its series begins, and which slot of it is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tasklark.domain.dates import Due, parse_due
from tasklark.domain.recurrence.rules import Rule, parse_rule

Basis = Literal["schedule", "completion"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The value of a task's `repeat`.

    All its dates are of one kind. `start` is where the series begins (RFC 5545, DTSTART), and
    `occurrence` the slot that is open; the task's due date may have been moved away from it.
    `rdates` are slots besides the rule's, `exdates` slots that fall out.

    On the basis `completion` the series begins anew with each occurrence: `start` and
    `occurrence` are one, and COUNT says how many are left, the open one among them.
    """

    rule: Rule
    basis: Basis
    start: Due
    occurrence: Due
    rdates: tuple[Due, ...] = ()
    exdates: tuple[Due, ...] = ()
    resets_subtasks: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the object that is stored and sent."""
        return {
            "rule": str(self.rule),
            "basis": self.basis,
            "start": str(self.start),
            "occurrence": str(self.occurrence),
            "rdates": [str(date) for date in self.rdates],
            "exdates": [str(date) for date in self.exdates],
            "resets_subtasks": self.resets_subtasks,
        }


def parse_repeat(stored: Mapping[str, Any]) -> Repeat:
    """Return the value of an object that `clean` or `Repeat.as_json` has written."""
    return Repeat(
        rule=parse_rule(stored["rule"]),
        basis=stored["basis"],
        start=parse_due(stored["start"]),
        occurrence=parse_due(stored["occurrence"]),
        rdates=tuple(map(parse_due, stored["rdates"])),
        exdates=tuple(map(parse_due, stored["exdates"])),
        resets_subtasks=stored["resets_subtasks"],
    )
