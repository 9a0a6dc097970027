/** Was über Filter gesagt wird. */
import type { Messages } from '../en/index.ts'

const missing = (expected: string) => `hier muss ${expected} stehen`

const filters: Messages['filters'] = {
  atCharacter: (place, fault) => `Bei Zeichen ${place}: ${fault}`,
  didYouMean: (suggestion) => `; meinst du „${suggestion}“?`,
  expected: {
    term: 'ein Ausdruck wie today, @Label, #Projekt, p1 oder "Text"',
    day: 'ein Tag wie 2026-12-24, 24 dec, monday, tomorrow, +3 days oder first day of next month',
    text: 'ein Name oder ein Text',
    comparison: 'ein Vergleich wie in: duration < 30 min',
    minutes: 'min oder hours wie in: duration < 30 min',
    month: 'ein Monat wie in: 24 dec',
    number: 'eine Zahl mit höchstens 4 Ziffern',
    amount: 'eine Anzahl von Minuten oder Stunden',
    joint: '& (und) oder | (oder)',
    parenthesis: 'eine schließende Klammer )',
  },
  faults: {
    empty: () => 'Ein Filter darf nicht leer sein; alle offenen Aufgaben sind: all',
    nul: () => 'Ein Filter darf kein NUL-Zeichen enthalten',
    halfPair: () => 'Ein Filter darf kein halbes Zeichen (Surrogat) enthalten',
    tooLong: () => 'Ein Filter darf höchstens 1024 Zeichen haben',
    tooManyTerms: () => 'Ein Filter darf höchstens 100 Ausdrücke haben',
    tooDeep: () => 'Ein Filter darf höchstens 20 Ebenen tief verschachtelt sein',
    ends: (expected) => `der Filter endet, aber ${missing(expected)}`,
    missing,
    missingQuotesOfName: (expected) =>
      `${missing(expected)}; ein Name mit Leerzeichen braucht Anführungszeichen`,
    missingQuotesOfText: (expected) => `${missing(expected)}; Text braucht Anführungszeichen`,
    other: () => 'das ist kein Ausdruck',
    comma: () =>
      'ein Filter ist eine Liste: verbinde Ausdrücke mit | (oder), nicht mit Komma; Text gehört in Anführungszeichen',
    closesNothing: () => 'diese Klammer ) schließt nichts',
    unclosedQuotes: () => 'die Anführungszeichen, die hier beginnen, enden nirgends',
    dayAlone: () => 'vor dem Tag muss stehen, was an ihm geschieht, wie in: due: 24 dec',
    blankText: () => 'ein Suchtext darf nicht leer sein',
    emptyName: () => 'ein Name darf nicht leer sein',
    noDays: () => 'es muss mindestens 1 Tag gezählt werden, heute',
    tooLasting: () => 'eine Dauer darf höchstens 525600 Minuten betragen, ein Jahr',
    noSuchDay: () => 'diesen Tag hat der Monat nicht',
    notInCalendar: () => 'dieser Tag steht nicht im Kalender',
    farYear: () => 'das Jahr muss zwischen 1000 und 9998 liegen',
    unknownProject: () => 'es gibt kein Projekt mit diesem Namen',
    unknownSection: () => 'es gibt keinen Abschnitt mit diesem Namen',
    unknownPerson: () => 'es gibt niemanden mit diesem Namen',
    unknownLabel: () => 'es gibt kein Label mit diesem Namen',
  },
}

export default filters
