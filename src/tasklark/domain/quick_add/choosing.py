"""Which phrases of a line count: one of each kind, and weak ones only where a person means them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasklark.domain.quick_add.line import Word
from tasklark.domain.quick_add.phrases import Phrase
from tasklark.domain.quick_add.result import Kind

_BESIDE_A_REPEAT = frozenset({"time", "until", "start", "count"})


def choose(
    phrases: Sequence[Phrase], words: Sequence[Word], signed: Iterable[int]
) -> dict[Kind, Phrase]:
    """Return the phrase that counts for each kind.

    `signed` are the words that signs have taken. Of several dates (or times), one at the start
    before a colon counts, else one at the end, else the first.
    """
    choice = _Choice(words, signed)
    choice.take_best([p for p in phrases if p.kind == "repeat" and not p.weak], phrases)
    if "repeat" not in choice.chosen:
        others = [p for p in phrases if p.kind != "repeat"]
        beside = [p for p in others if p.kind in _BESIDE_A_REPEAT]
        choice.take_weak([p for p in phrases if p.kind == "repeat"], others, beside)
    if "repeat" not in choice.chosen:
        phrases = [
            replace(p, kind="date") if p.also_due else p for p in phrases if not p.needs_repeat
        ]
    strong = [p for p in phrases if not p.weak]
    for kind in ("until", "start", "count", "duration", "date", "time"):
        choice.take_best([p for p in strong if p.kind == kind], strong)
    weak = [p for p in phrases if p.weak and p.kind != "repeat"]
    choice.take_weak(weak, (), [p for p in weak if p.kind == "time"])
    return choice.chosen


class _Choice:
    """What has been chosen so far, and the words that it and the signs have taken."""

    def __init__(self, words: Sequence[Word], signed: Iterable[int]) -> None:
        self.chosen: dict[Kind, Phrase] = {}
        self._words = words
        self._taken = [False] * len(words)
        for i in signed:
            self._taken[i] = True

    def take_best(self, found: Sequence[Phrase], all_phrases: Sequence[Phrase]) -> None:
        """Take the best of the phrases of one kind, if there is one."""
        if not found:
            return
        tail = self._tail(all_phrases)
        best = min(found, key=lambda one: (not self._opens(one), one.first < tail))
        day = self.chosen.get("date")
        if best.kind == "time" and day:
            beside = [p for p in found if p.last == day.first or p.first == day.last]
            best = beside[0] if beside else best
        self._take(best)

    def take_weak(
        self, weak: Sequence[Phrase], covering: Sequence[Phrase], beside: Sequence[Phrase]
    ) -> None:
        """Take weak phrases from right to left: what ends the line makes room for the next.

        The phrases `covering` count as taken where the line's end is looked for; one of `beside`
        stands up for a phrase of another kind next to it.
        """
        chosen = [one for kind, one in self.chosen.items() if kind != "duration"]
        starts = {one.first: one.kind for one in (*beside, *chosen)}
        ends = {one.last: one.kind for one in (*beside, *chosen)}
        tail = self._tail(covering)
        for phrase in reversed(weak):
            if phrase.kind in self.chosen or any(self._taken[phrase.first : phrase.last]):
                continue
            near = {starts.get(phrase.last), ends.get(phrase.first)} - {None, phrase.kind}
            if phrase.last >= tail or near or self._opens(phrase):
                self._take(phrase)
                starts[phrase.first] = ends[phrase.last] = phrase.kind
                tail = min(tail, self._tail(covering))

    def _take(self, phrase: Phrase) -> None:
        self.chosen[phrase.kind] = phrase
        self._taken[phrase.first : phrase.last] = [True] * (phrase.last - phrase.first)

    def _tail(self, covering: Sequence[Phrase]) -> int:
        """Return the word from which on all are taken, or part of a phrase of `covering`."""
        covered = list(self._taken)
        for phrase in covering:
            covered[phrase.first : phrase.last] = [True] * (phrase.last - phrase.first)
        at = len(covered)
        while at and covered[at - 1]:
            at -= 1
        return at

    def _opens(self, phrase: Phrase) -> bool:
        """Tell whether the phrase stands before a colon, with nothing but taken words before."""
        return ":" in self._words[phrase.last - 1].tail and all(self._taken[: phrase.first])
