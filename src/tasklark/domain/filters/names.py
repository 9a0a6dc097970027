"""What names in a filter stand for: projects, sections, people and labels, as plain data.

Names compare without regard to case (as `domain.labels.name_key` has it). Several things of one
name are all meant; a name that nothing bears stands for nothing, so that a saved filter survives
the project that it speaks of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tasklark.domain.filters.folding import compiled
from tasklark.domain.filters.tree import InProject, InSection, Name


@dataclass(frozen=True, slots=True)
class Project:
    """A project that whoever asks can see."""

    id: UUID
    name: str
    parent_id: UUID | None = None
    is_inbox: bool = False
    is_shared: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A section or a person, known by a name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """All that has a name and can be seen by whoever asks; labels if they are told."""

    projects: Collection[Project] = ()
    sections: Collection[Named] = ()
    people: Collection[Named] = ()
    labels: Collection[str] | None = None

    def in_project(self, node: InProject) -> frozenset[UUID]:
        """Return the ids of the projects that a term means, nested ones if it says so."""
        found = {project.id for project in self.projects if fits(node.name, project.name)}
        growing = node.nested
        while growing:
            inside = {p.id for p in self.projects if p.parent_id in found} - found
            found |= inside
            growing = bool(inside)
        return frozenset(found)

    def in_section(self, node: InSection) -> frozenset[UUID]:
        """Return the ids of the sections that a term means."""
        return frozenset(s.id for s in self.sections if fits(node.name, s.name))

    def somebody(self, name: Name) -> frozenset[UUID]:
        """Return the ids of the people who bear a name."""
        return frozenset(p.id for p in self.people if fits(name, p.name))

    @property
    def inboxes(self) -> frozenset[UUID]:
        """Return the ids of the projects that are somebody's Inbox."""
        return frozenset(p.id for p in self.projects if p.is_inbox)

    @property
    def shared(self) -> frozenset[UUID]:
        """Return the ids of the projects that more than one person is in."""
        return frozenset(p.id for p in self.projects if p.is_shared)

    @property
    def archived(self) -> frozenset[UUID]:
        """Return the ids of the archived projects."""
        return frozenset(p.id for p in self.projects if p.is_archived)


def fits(name: Name, text: str) -> bool:
    """Tell whether a text is the name: each piece in order, anything between them."""
    return compiled(name).match(text) is not None


def is_exact(name: Name) -> bool:
    """Tell whether the name has no wildcard."""
    return len(name.pieces) == 1


def is_anything(name: Name) -> bool:
    """Tell whether the name is a wildcard alone, which fits whatever has a name."""
    return not is_exact(name) and not any(name.pieces)
