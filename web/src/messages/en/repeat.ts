/** How a repetition is put into words, piece by piece: 'every 2nd Tuesday of the month'. */

const every = (n: number, one: string) => (n === 1 ? `every ${one}` : `every ${n} ${one}s`)
const plural = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

/** '2nd', 'last', '2nd last'. */
function ordinal(n: number): string {
  if (n === -1) return 'last'
  const counted = `${Math.abs(n)}${ENDINGS[plural.select(Math.abs(n))]}`
  return n < 0 ? `${counted} last` : counted
}

export default {
  every: {
    HOURLY: (n: number) => every(n, 'hour'),
    DAILY: (n: number) => every(n, 'day'),
    WEEKLY: (n: number) => every(n, 'week'),
    MONTHLY: (n: number) => every(n, 'month'),
    YEARLY: (n: number) => every(n, 'year'),
  },
  ordinal,
  everyWorkday: 'every weekday',
  onWorkdays: 'on weekdays',
  workday: 'weekday',
  day: 'day',
  each: (days: string) => `every ${days}`,
  on: (days: string) => `on ${days}`,
  onThe: (days: string) => `on the ${days}`,
  nth: (n: number, day: string) => `${ordinal(n)} ${day}`,
  dayOfMonth: (n: number) => (n < 0 ? `${ordinal(n)} day` : ordinal(n)),
  orLast: (n: number) => `on the ${ordinal(n)}, or the last day of a shorter month`,
  eachOfMonth: (days: string) => `every ${days} of the month`,
  ofYear: (days: string) => `on the ${days} of the year`,
  ofMonths: (months: string) => `of ${months}`,
  ofEveryMonth: 'of every month',
  inMonths: (months: string) => `in ${months}`,
  ifDay: (days: string) => `if it is a ${days}`,
  week: (n: number) => (n < 0 ? `the ${ordinal(n)} week` : `week ${n}`),
  inWeeks: (weeks: string) => `in ${weeks}`,
  positions: (places: string) => `(only the ${places} of these)`,
  at: (times: string) => `at ${times}`,
  atMinutes: (minutes: string) => `at minute ${minutes}`,
  until: (day: string) => `until ${day}`,
  times: (n: number) => (n === 1 ? ', once' : `, ${n} times in all`),
  fromCompletion: (rule: string) => `${rule}, counted from completion`,
  unknown: 'by a rule of its own',
}
