/** Wie eine Wiederholung in Worte gefasst wird, Stück für Stück: „jeden 2. Dienstag im Monat“. */
import type { Messages } from '../en/index.ts'

const FROM_END = ['letzten', 'vorletzten', 'drittletzten']

/** „2.“, „letzten“, „4.-letzten“. */
function ordinal(n: number): string {
  return n < 0 ? (FROM_END[-n - 1] ?? `${-n}.-letzten`) : `${n}.`
}

const repeat: Messages['repeat'] = {
  every: {
    HOURLY: (n) => (n === 1 ? 'jede Stunde' : `alle ${n} Stunden`),
    DAILY: (n) => (n === 1 ? 'jeden Tag' : `alle ${n} Tage`),
    WEEKLY: (n) => (n === 1 ? 'jede Woche' : `alle ${n} Wochen`),
    MONTHLY: (n) => (n === 1 ? 'jeden Monat' : `alle ${n} Monate`),
    YEARLY: (n) => (n === 1 ? 'jedes Jahr' : `alle ${n} Jahre`),
  },
  ordinal,
  everyWorkday: 'jeden Werktag',
  onWorkdays: 'an Werktagen',
  workday: 'Werktag',
  day: 'Tag',
  each: (days) => `jeden ${days}`,
  on: (days) => `am ${days}`,
  onThe: (days) => `am ${days}`,
  nth: (n, day) => `${ordinal(n)} ${day}`,
  dayOfMonth: (n) => (n < 0 ? `${ordinal(n)} Tag` : ordinal(n)),
  orLast: (n) => `am ${ordinal(n)}, in kürzeren Monaten am letzten Tag`,
  eachOfMonth: (days) => `jeden ${days} im Monat`,
  ofYear: (days) => `am ${days} des Jahres`,
  ofMonths: (months) => `im ${months}`,
  ofEveryMonth: 'jedes Monats',
  inMonths: (months) => `im ${months}`,
  ifDay: (days) => `, falls es ein ${days} ist`,
  week: (n) => (n < 0 ? `der ${ordinal(n)} Woche` : `Woche ${n}`),
  inWeeks: (weeks) => `in ${weeks}`,
  positions: (places) => `(nur am ${places} davon)`,
  at: (times) => `um ${times}`,
  atMinutes: (minutes) => `in Minute ${minutes}`,
  until: (day) => `bis ${day}`,
  times: (n) => (n === 1 ? ', einmal' : `, insgesamt ${n}-mal`),
  fromCompletion: (rule) => `${rule}, gezählt ab Erledigung`,
  unknown: 'nach einer eigenen Regel',
}

export default repeat
