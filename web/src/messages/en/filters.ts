/** What is said of filters; `faults` as the server says it, so that both teach the same language. */

const missing = (expected: string) => `${expected} must stand here`

export default {
  atCharacter: (place: number, fault: string) => `At character ${place}: ${fault}`,
  didYouMean: (suggestion: string) => `; did you mean “${suggestion}”?`,
  expected: {
    term: 'a term such as today, @label, #project, p1 or "text"',
    day: 'a day such as 2026-12-24, 24 dec, monday, tomorrow, +3 days or first day of next month',
    text: 'a name or a text',
    comparison: 'a comparison, as in: duration < 30 min,',
    minutes: 'min or hours, as in: duration < 30 min,',
    month: 'a month, as in: 24 dec,',
    number: 'a number of at most 4 digits',
    amount: 'a number of minutes or hours',
    joint: '& (and) or | (or)',
    parenthesis: 'a closing parenthesis )',
  },
  faults: {
    empty: () => 'must not be empty; all open tasks are: all',
    nul: () => 'must not contain the NUL character',
    halfPair: () => 'must not contain half of a surrogate pair',
    tooLong: () => 'must be at most 1024 characters',
    tooManyTerms: () => 'must have at most 100 terms',
    tooDeep: () => 'must be nested at most 20 levels deep',
    ends: (expected: string) => `the filter ends, but ${missing(expected)}`,
    missing,
    missingQuotesOfName: (expected: string) =>
      `${missing(expected)}; a name with spaces needs quotation marks`,
    missingQuotesOfText: (expected: string) => `${missing(expected)}; text needs quotation marks`,
    other: () => 'this is no term',
    comma: () => 'a filter is one list: join terms by | (or), not by a comma; quote text',
    closesNothing: () => 'this closing parenthesis ) closes nothing',
    unclosedQuotes: () => 'the quotation marks that open here are not closed',
    dayAlone: () => 'what happens on this day must stand before it, as in: due: 24 dec',
    blankText: () => 'a text to search for must not be blank',
    emptyName: () => 'a name must not be empty',
    noDays: () => 'at least 1 day must be counted, today',
    tooLasting: () => 'a duration must be at most 525600 minutes, a year',
    noSuchDay: () => 'the month has no such day',
    notInCalendar: () => 'this day is not in the calendar',
    farYear: () => 'the year must be from 1000 to 9998',
    unknownProject: () => 'there is no project of this name',
    unknownSection: () => 'there is no section of this name',
    unknownPerson: () => 'there is no person of this name',
    unknownLabel: () => 'there is no label of this name',
  },
}
