"""What the scale bench found: times by question and size, what they are held against, JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.results import Verdict

KEPT = Path(__file__).parents[1] / "results" / "scale.json"


@dataclass(frozen=True)
class Timing:
    """Times in milliseconds, and microseconds of CPU per request where they were told."""

    median_ms: float
    p95_ms: float
    count: int
    errors: int = 0
    size: int = 0
    server_us: float = 0
    database_us: float = 0
    foreign_cores: float = 0

    @staticmethod
    def of(seconds: Sequence[float], **more: float) -> "Timing":
        """Return what the times of some requests come to."""
        p95 = quantiles(seconds, n=20, method="inclusive")[-1]
        return Timing(median(seconds) * 1e3, p95 * 1e3, len(seconds), **more)  # type: ignore[arg-type] # read back as written


@dataclass(frozen=True)
class Answer:
    """One question in an instance of so many tasks: over one connection, over several, the floor's.

    The floor is the database's own time for the same rows by the plainest SQL.
    """

    question: str
    rows: int
    alone: Timing
    together: Timing
    floor: Timing | None = None

    @property
    def ratio(self) -> float | None:
        """Return the p95 over one connection as a multiple of the floor's."""
        return None if self.floor is None else self.alone.p95_ms / self.floor.p95_ms


@dataclass(frozen=True)
class Statement:
    """One statement of Tasklark's, run by hand as somebody, or past row-level security."""

    what: str
    who: str
    rows: int
    timing: Timing


@dataclass(frozen=True)
class Scale:
    """All that one run found."""

    machine: str
    versions: Mapping[str, str]
    settings: Mapping[str, str]
    connections: int
    answers: Sequence[Answer] = ()
    statements: Sequence[Statement] = ()
    import_seconds: Mapping[int, float] = field(default_factory=dict)
    load_average: float = 0

    def sizes(self) -> list[int]:
        """Return the sizes of the instances, the smallest first."""
        return sorted({answer.rows for answer in self.answers})

    def questions(self) -> list[str]:
        """Return the questions in the order in which they were asked."""
        return list(dict.fromkeys(answer.question for answer in self.answers))

    def by_size(self, question: str) -> dict[int, Answer]:
        """Return the answers to one question, by the size of the instance."""
        found = (answer for answer in self.answers if answer.question == question)
        return {answer.rows: answer for answer in sorted(found, key=lambda answer: answer.rows)}


def exponent(points: Mapping[int, float]) -> float | None:
    """Return k where the times grow as rows to the power of k, by least squares of logarithms."""
    if len(points) < 2:
        return None
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    covered = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return covered / sum((x - x_mean) ** 2 for x in xs)


MEDIANS = {"search": 100.0, "delta": 50.0}
"""Most milliseconds at the median, by the first word of the question."""


def verdicts(found: Scale) -> list[Verdict]:
    """Return what was found at the largest size beside what is allowed."""
    largest = max(found.sizes(), default=0)
    judged = [
        Verdict(f"{answer.question}: median, ms", answer.alone.median_ms, bound, at_least=False)
        for answer in found.answers
        for word, bound in MEDIANS.items()
        if answer.rows == largest and answer.question.startswith(word)
    ]
    errors = sum(each.alone.errors + each.together.errors for each in found.answers)
    return [*judged, Verdict("errors", errors, 0, at_least=False)]


def keep(found: Scale, file: Path = KEPT) -> None:
    """Write all of it as JSON."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")


def kept(file: Path = KEPT) -> Scale:
    """Return what was written. Raises FileNotFoundError where nothing was."""
    told = json.loads(file.read_text(encoding="utf-8"))
    told["answers"] = [_answer(each) for each in told["answers"]]
    told["statements"] = [
        Statement(**{**each, "timing": Timing(**each["timing"])}) for each in told["statements"]
    ]
    told["import_seconds"] = {int(rows): took for rows, took in told["import_seconds"].items()}
    return Scale(**told)


def _answer(told: dict[str, object]) -> Answer:
    parts = {name: told[name] for name in ("alone", "together", "floor")}
    timings = {name: part and Timing(**part) for name, part in parts.items()}  # type: ignore[arg-type] # read back as written
    return Answer(**{**told, **timings})  # type: ignore[arg-type] # read back as written
