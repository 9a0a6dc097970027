"""One thing looked at: how it is, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a thing is: as it should be, worth a thought, or wrong."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and how to mend it (nothing where it is good)."""

    check: str
    verdict: Verdict
    says: str
    mend: str | None = None


def good(check: str, says: str) -> Finding:
    """Return the finding that something is as it should be."""
    return Finding(check, Verdict.GOOD, says)


def doubtful(check: str, says: str, mend: str) -> Finding:
    """Return the finding that something works, and may still not be what is wanted."""
    return Finding(check, Verdict.DOUBTFUL, says, mend)


def wrong(check: str, says: str, mend: str) -> Finding:
    """Return the finding that something will not work, or is not safe."""
    return Finding(check, Verdict.WRONG, says, mend)
