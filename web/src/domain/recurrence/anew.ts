/**
 * A series that counts from completion: it begins anew each time an occurrence is done.
 *
 * - A rule that is a mere distance (every three days, every month) is that far from the day of
 *   completion; a month that is too short gives its last day.
 * - A rule that chooses days or times goes on with what it chooses, after both the completion and
 *   the occurrence that was done. With an interval above one, and with months and years always, the
 *   completion stands for the first slot of its own week, month or year.
 */

import { dateOf, modulo, monthLength, numberOf } from '../calendar.ts'
import { DAY, HOUR, LATEST, type Micros } from '../dates.ts'
import { startOfWeek } from './days.ts'
import type { Series } from './repeats.ts'
import { chooses, type Rule } from './rules.ts'
import { walls, withDefaults } from './series.ts'
import { atWall, wallOf } from './slots.ts'

const DAYS = { DAILY: 1, WEEKLY: 7 }
const MONTHS = { MONTHLY: 1, YEARLY: 12 }

/**
 * The series as it begins anew when its occurrence is done; null when it ends. `done` is what the
 * clock shows at the completion: in the series' zone for instants, in the person's for others.
 */
export function afterCompletion(series: Series, done: Micros): Series | null {
  const { count, until } = series.rule
  if (count === 1) return null
  const slot = nextSlot(series, done)
  if (slot === null || (until !== null && slot > until.at)) return null
  const rule = count === null ? series.rule : { ...series.rule, count: count - 1 }
  return { ...series, rule, start: slot, occurrence: slot }
}

function nextSlot(series: Series, done: Micros): Micros | null {
  const { rule, kind, zone, occurrence, exdates } = series
  const open = wallOf(kind, occurrence, zone)
  const found = chooses(rule) ? chosen(rule, open, done) : distant(rule, open, done)
  let next = Infinity
  for (const wall of found) {
    const slot = atWall(kind, wall, zone)
    if (slot === occurrence || exdates.includes(slot)) continue
    next = slot
    break
  }
  const passed = Math.max(occurrence, atWall(kind, done, zone))
  const added = series.rdates.filter((date) => date > passed && !exdates.includes(date))
  const first = Math.min(next, ...added)
  return first === Infinity ? null : first
}

/** The times at once, twice, … the rule's distance from the completion. */
function* distant(rule: Rule, open: Micros, shown: Micros): Generator<Micros> {
  const { frequency, interval } = rule
  const done = startOfDay(shown) + open - startOfDay(open)
  const minute = HOUR / 60
  for (let i = 1; i < 10_000; i++) {
    const steps = i * interval
    let wall: Micros
    if (frequency === 'HOURLY') wall = Math.floor(shown / minute) * minute + steps * HOUR
    else if (frequency === 'DAILY' || frequency === 'WEEKLY') {
      wall = done + steps * DAYS[frequency] * DAY
    } else wall = monthsLater(done, steps * MONTHS[frequency])
    if (wall > LATEST) return
    yield wall
  }
}

function monthsLater(wall: Micros, months: number): Micros {
  const number = Math.floor(wall / DAY)
  const [year, month, day] = dateOf(number)
  const total = year * 12 + month - 1 + months
  const [laterYear, laterMonth] = [Math.floor(total / 12), modulo(total, 12) + 1]
  const later = Math.min(day, monthLength(laterYear, laterMonth))
  return numberOf(laterYear, laterMonth, later) * DAY + wall - number * DAY
}

/** The times that the rule chooses after the completion, and after what was done. */
function* chosen(given: Rule, open: Micros, shown: Micros): Generator<Micros> {
  const rule: Rule = { ...withDefaults(given, open), count: null, until: null }
  const times = rule.hours.length * rule.minutes.length * rule.seconds.length
  // A rule that chooses one time a day goes on after the completion's day.
  const byTime = rule.frequency === 'HOURLY' || times > 1
  const done = byTime ? shown : startOfDay(shown) + DAY - 1
  const begin = periodOf(rule, shown)
  let stoodFor: Micros | undefined
  if (rule.interval > 1 || rule.frequency === 'MONTHLY' || rule.frequency === 'YEARLY') {
    const first = walls(rule, begin, begin).next().value
    if (first !== undefined && periodOf(rule, first) === begin) stoodFor = first
  }
  for (const wall of walls(rule, begin, Math.max(done, open))) {
    if (wall !== done && wall !== open && wall !== stoodFor) yield wall
  }
}

/** The beginning of the rule's year, month, week, day or hour that holds a time. */
function periodOf(rule: Rule, wall: Micros): Micros {
  if (rule.frequency === 'HOURLY') return Math.floor(wall / HOUR) * HOUR
  const day = Math.floor(wall / DAY)
  const [year, month] = dateOf(day)
  if (rule.frequency === 'WEEKLY') return startOfWeek(rule, day) * DAY
  if (rule.frequency === 'MONTHLY') return numberOf(year, month, 1) * DAY
  return rule.frequency === 'YEARLY' ? numberOf(year, 1, 1) * DAY : day * DAY
}

function startOfDay(wall: Micros): Micros {
  return Math.floor(wall / DAY) * DAY
}
