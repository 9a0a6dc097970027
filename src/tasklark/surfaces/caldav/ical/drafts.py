"""A text that is being patched: lines put, taken out and added, all others left as they are."""

from tasklark.surfaces.caldav.ical.lines import Property, folded
from tasklark.surfaces.caldav.ical.tree import Calendar, Component


class Draft:
    """Edits of a calendar's text; places are those of the text before them."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.item = calendar.main
        self._edits: list[tuple[int, int, str]] = []
        self._line_end = calendar.line_end

    def put(self, name: str, value: str, parameters: str = "", *, keeps: bool = False) -> None:
        """Have the main component say one thing under a name; `keeps` leaves parameters as is."""
        lines = self.item.all(name)
        if not lines:
            self.add(f"{name}{parameters}:{value}")
            return
        first = lines[0]
        written = first.parameters if keeps else parameters
        if (first.parameters, first.value) != (written, value):
            self.replace(first, written, value)
        for other in lines[1:]:
            self.remove(other)

    def take_out(self, *names: str) -> None:
        """Take all lines of these names out of the main component."""
        for name in names:
            for line in self.item.all(name):
                self.remove(line)

    def replace(self, line: Property, parameters: str, value: str) -> None:
        """Write a line anew, under the name as it was spelled."""
        name = self.calendar.text[line.start : line.start + len(line.name)]
        spelled = name if name.upper() == line.name else line.name
        text = folded(f"{spelled}{parameters}:{value}", self._line_end)
        self._edits.append((line.start, line.end, text))

    def remove(self, part: Property | Component) -> None:
        """Take a line or a component out."""
        self._edits.append((part.start, part.end, ""))

    def add(self, line: str) -> None:
        """Add a line to the main component, after its others."""
        place = self._end_of_lines()
        self._edits.append((place, place, folded(line, self._line_end)))

    def add_component(self, lines: list[str], place: int | None = None) -> None:
        """Add a component to the main component, after all that is in it, or at another place."""
        at = self.item.inner_end if place is None else place
        text = "".join(folded(line, self._line_end) for line in lines)
        self._edits.append((at, at, text))

    def text(self) -> str:
        """Return the text with all edits made; the very text where there are none."""
        parts, end = [], 0
        for start, stop, written in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [self.calendar.text[end:start], written]
            end = stop
        return "".join([*parts, self.calendar.text[end:]])

    @property
    def is_changed(self) -> bool:
        """Whether there is any edit."""
        return bool(self._edits)

    def _end_of_lines(self) -> int:
        inner = [part.start for part in self.item.components]
        limit = min(inner, default=self.item.inner_end)
        ends = [line.end for line in self.item.properties if line.end <= limit]
        return max(ends, default=limit)
