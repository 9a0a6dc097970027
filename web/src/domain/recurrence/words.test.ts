import { expect, test } from 'vitest'
import text from '../../../../tests/phrases/recurrence.json?raw'
import german from '../../messages/de/repeat.ts'
import english from '../../messages/en/repeat.ts'
import { parseRule } from './rules.ts'
import { repeatInWords, ruleInWords } from './words.ts'

const EN = { words: english, locale: 'en-GB' }
const DE = { words: german, locale: 'de' }

test.each([
  ['FREQ=DAILY', 'every day', 'jeden Tag'],
  ['FREQ=DAILY;INTERVAL=3', 'every 3 days', 'alle 3 Tage'],
  ['FREQ=HOURLY;INTERVAL=5', 'every 5 hours', 'alle 5 Stunden'],
  ['FREQ=WEEKLY', 'every Tuesday', 'jeden Dienstag'],
  ['FREQ=WEEKLY;BYDAY=MO,TH', 'every Monday and Thursday', 'jeden Montag und Donnerstag'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday', 'jeden Werktag'],
  ['FREQ=DAILY;BYDAY=SA,SU', 'every Saturday and Sunday', 'jeden Samstag und Sonntag'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', 'every day', 'jeden Tag'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR',
    'every 2 weeks on weekdays',
    'alle 2 Wochen an Werktagen',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', 'every 2 weeks on Friday', 'alle 2 Wochen am Freitag'],
  ['FREQ=MONTHLY', 'every month on the 15th', 'jeden Monat am 15.'],
  [
    'FREQ=MONTHLY;BYMONTHDAY=1,22,-1',
    'every month on the 1st, 22nd and last day',
    'jeden Monat am 1., 22. und letzten Tag',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-2',
    'every 3 months on the 2nd last day',
    'alle 3 Monate am vorletzten Tag',
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    'every month on the 31st, or the last day of a shorter month',
    'jeden Monat am 31., in kürzeren Monaten am letzten Tag',
  ],
  ['FREQ=MONTHLY;BYDAY=2TU', 'every 2nd Tuesday of the month', 'jeden 2. Dienstag im Monat'],
  [
    'FREQ=MONTHLY;BYDAY=1MO,-1FR',
    'every 1st Monday and last Friday of the month',
    'jeden 1. Montag und letzten Freitag im Monat',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU',
    'every 3 months on the 2nd Tuesday',
    'alle 3 Monate am 2. Dienstag',
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'every last weekday of the month',
    'jeden letzten Werktag im Monat',
  ],
  [
    'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1',
    'every 1st Saturday or Sunday of the month',
    'jeden 1. Samstag oder Sonntag im Monat',
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR',
    'every month on the 13th if it is a Friday',
    'jeden Monat am 13., falls es ein Freitag ist',
  ],
  [
    'FREQ=MONTHLY;BYMONTH=3,6;BYMONTHDAY=1',
    'every month on the 1st in March and June',
    'jeden Monat am 1. im März und Juni',
  ],
  ['FREQ=YEARLY', 'every year on 15 December', 'jedes Jahr am 15. Dezember'],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29',
    'every 4 years on 29 February',
    'alle 4 Jahre am 29. Februar',
  ],
  [
    'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
    'every year on the 4th Thursday of November',
    'jedes Jahr am 4. Donnerstag im November',
  ],
  [
    'FREQ=YEARLY;BYDAY=20MO',
    'every year on the 20th Monday of the year',
    'jedes Jahr am 20. Montag des Jahres',
  ],
  [
    'FREQ=YEARLY;BYYEARDAY=100,-1',
    'every year on the 100th day and last day of the year',
    'jedes Jahr am 100. Tag und letzten Tag des Jahres',
  ],
  [
    'FREQ=YEARLY;BYWEEKNO=20,-1;BYDAY=MO',
    'every year on Monday in week 20 and the last week',
    'jedes Jahr am Montag in Woche 20 und der letzten Woche',
  ],
  [
    'FREQ=YEARLY;BYMONTHDAY=15;BYMONTH=3,6',
    'every year on the 15th of March and June',
    'jedes Jahr am 15. im März und Juni',
  ],
  ['FREQ=DAILY;BYMONTH=7,8', 'every day in July and August', 'jeden Tag im Juli und August'],
  [
    'FREQ=DAILY;BYHOUR=9,21;BYMINUTE=30',
    'every day at 09:30 and 21:30',
    'jeden Tag um 09:30 und 21:30',
  ],
  ['FREQ=HOURLY;BYMINUTE=0,30', 'every hour at minute 0 and 30', 'jede Stunde in Minute 0 und 30'],
  ['FREQ=DAILY;COUNT=10', 'every day, 10 times in all', 'jeden Tag, insgesamt 10-mal'],
  ['FREQ=DAILY;UNTIL=20301231', 'every day until 31 Dec 2030', 'jeden Tag bis 31. Dez. 2030'],
  [
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1',
    'every Monday, Wednesday and Friday (only the 1st and last of these)',
    'jeden Montag, Mittwoch und Freitag (nur am 1. und letzten davon)',
  ],
])('%s is said', (rule, inEnglish, inGerman) => {
  const repeat = { rule, basis: 'schedule', start: '2026-12-15' } as const
  expect(repeatInWords(repeat, null, EN)).toBe(inEnglish)
  expect(repeatInWords(repeat, null, DE)).toBe(inGerman)
})

test('what counts from completion takes nothing from its start', () => {
  const repeat = { rule: 'FREQ=MONTHLY', basis: 'completion', start: '2026-12-15' } as const
  expect(repeatInWords(repeat, null, EN)).toBe('every month, counted from completion')
  expect(repeatInWords(repeat, null, DE)).toBe('jeden Monat, gezählt ab Erledigung')
})

test('a series of instants is told on the clocks of its zone', () => {
  const repeat = { basis: 'schedule', start: '2026-12-14T23:30:00Z' } as const
  const rule = 'FREQ=WEEKLY;UNTIL=20301230T233000Z'
  expect(repeatInWords({ ...repeat, rule }, 'Europe/Berlin', EN)).toBe(
    'every Tuesday until 31 Dec 2030',
  )
  expect(repeatInWords({ ...repeat, rule: 'FREQ=DAILY;BYHOUR=8' }, 'Europe/Berlin', EN)).toBe(
    'every day at 08:30',
  )
})

test('a rule that cannot be read is called one', () => {
  const repeat = { rule: 'FREQ=SECONDLY', basis: 'schedule', start: '2026-12-15' } as const
  expect(repeatInWords(repeat, null, DE)).toBe('nach einer eigenen Regel')
})

test('every rule has words, and every part of it counts', () => {
  const rules = (JSON.parse(text) as { series: { repeat: { rule: string } }[] }).series
  const vague = rules.filter(({ repeat: { rule } }) =>
    [EN, DE].some((language) => {
      const read = parseRule(rule)!
      const said = ruleInWords(read, 'UTC', language)
      const lacks = (parts: Partial<typeof read>) =>
        ruleInWords({ ...read, ...parts }, 'UTC', language) === said
      const unsaid = (['months', 'weekNumbers', 'yearDays', 'monthDays', 'hours'] as const).some(
        (part) => read[part].length > 0 && lacks({ [part]: [] }),
      )
      const isPlain = read.byDay.length > 0 && read.byDay.length < 7
      return unsaid || (isPlain && lacks({ byDay: [] })) || /undefined|NaN/.test(said)
    }),
  )
  expect(vague.map(({ repeat }) => repeat.rule)).toEqual([])
})
