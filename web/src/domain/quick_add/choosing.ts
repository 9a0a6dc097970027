/** Which phrases of a line count: one of each kind, and weak ones only where a person means them. */
import type { Word } from './line.ts'
import type { Phrase } from './phrases.ts'
import type { Kind } from './result.ts'

const BESIDE_A_REPEAT = new Set<Kind>(['time', 'until', 'start', 'count'])
const STRONG_KINDS: readonly Kind[] = ['until', 'start', 'count', 'duration', 'date', 'time']

/**
 * The phrase that counts for each kind. `signed` are the words that signs have taken. Of several
 * dates (or times), one at the start before a colon counts, else one at the end, else the first.
 */
export function choose(
  all: readonly Phrase[],
  words: readonly Word[],
  signed: ReadonlySet<number>,
): Map<Kind, Phrase> {
  const choice = new Choice(words, signed)
  const repeats = all.filter((one) => one.kind === 'repeat')
  choice.takeBest(
    repeats.filter((one) => !one.weak),
    all,
  )
  if (!choice.chosen.has('repeat')) {
    const others = all.filter((one) => one.kind !== 'repeat')
    choice.takeWeak(
      repeats,
      others,
      others.filter((one) => BESIDE_A_REPEAT.has(one.kind)),
    )
  }
  const phrases = choice.chosen.has('repeat')
    ? all
    : all
        .filter((one) => !one.needsRepeat)
        .map((one) => (one.alsoDue ? { ...one, kind: 'date' as const } : one))
  const strong = phrases.filter((one) => !one.weak)
  for (const kind of STRONG_KINDS) {
    choice.takeBest(
      strong.filter((one) => one.kind === kind),
      strong,
    )
  }
  const weak = phrases.filter((one) => one.weak && one.kind !== 'repeat')
  choice.takeWeak(
    weak,
    [],
    weak.filter((one) => one.kind === 'time'),
  )
  return choice.chosen
}

/** What has been chosen so far, and the words that it and the signs have taken. */
class Choice {
  readonly chosen = new Map<Kind, Phrase>()
  private readonly words: readonly Word[]
  private readonly taken: boolean[]

  constructor(words: readonly Word[], signed: ReadonlySet<number>) {
    this.words = words
    this.taken = words.map((_, i) => signed.has(i))
  }

  /** Takes the best of the phrases of one kind, if there is one. */
  takeBest(found: readonly Phrase[], all: readonly Phrase[]): void {
    if (!found.length) return
    const tail = this.tail(all)
    const atEnd = (one: Phrase) => one.first >= tail
    let best = found.find((one) => this.opens(one) && atEnd(one))
    best ??= found.find((one) => this.opens(one)) ?? found.find(atEnd) ?? found[0]!
    const day = this.chosen.get('date')
    if (best.kind === 'time' && day) {
      best = found.find((one) => one.last === day.first || one.first === day.last) ?? best
    }
    this.take(best)
  }

  /**
   * Takes weak phrases from right to left: what ends the line makes room for the next. The phrases
   * `covering` count as taken where the line's end is looked for; one of `beside` stands up for a
   * phrase of another kind next to it.
   */
  takeWeak(weak: readonly Phrase[], covering: readonly Phrase[], beside: readonly Phrase[]): void {
    const chosen = [...this.chosen.values()].filter((one) => one.kind !== 'duration')
    const starts = new Map<number, Kind>()
    const ends = new Map<number, Kind>()
    for (const one of [...beside, ...chosen]) {
      starts.set(one.first, one.kind)
      ends.set(one.last, one.kind)
    }
    let tail = this.tail(covering)
    for (const one of weak.toReversed()) {
      if (this.chosen.has(one.kind) || this.isTaken(one)) continue
      const near = [starts.get(one.last), ends.get(one.first)]
      const isBeside = near.some((kind) => kind !== undefined && kind !== one.kind)
      if (one.last < tail && !isBeside && !this.opens(one)) continue
      this.take(one)
      starts.set(one.first, one.kind)
      ends.set(one.last, one.kind)
      tail = Math.min(tail, this.tail(covering))
    }
  }

  private isTaken(one: Phrase): boolean {
    return this.taken.slice(one.first, one.last).includes(true)
  }

  private take(one: Phrase): void {
    this.chosen.set(one.kind, one)
    this.taken.fill(true, one.first, one.last)
  }

  /** The word from which on all are taken, or part of a phrase of `covering`. */
  private tail(covering: readonly Phrase[]): number {
    const covered = [...this.taken]
    for (const one of covering) covered.fill(true, one.first, one.last)
    return covered.lastIndexOf(false) + 1
  }

  /** Whether the phrase stands before a colon, with nothing but taken words before. */
  private opens(one: Phrase): boolean {
    const isIntroducing = this.words[one.last - 1]!.tail.includes(':')
    return isIntroducing && !this.taken.slice(0, one.first).includes(false)
  }
}
