/** The time zones that a browser knows, as one chooses among them. */

/** Returns all zones by name, those given first; they are among them even if the browser leaves them out. */
export function zones(...first: string[]): string[] {
  return [...new Set([...first, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
}

/** Returns a zone's name as one reads it: `America/Argentina/San_Juan` → `America / Argentina / San Juan`. */
export function nameOf(zone: string): string {
  return zone.replaceAll('_', ' ').replaceAll('/', ' / ')
}

/** Returns how far clocks in a zone are ahead now, such as `UTC+2`; nothing for a zone that is not known. */
export function offsetIn(zone: string, now: number, locale: string): string {
  try {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' })
    const part = format.formatToParts(now).find(({ type }) => type === 'timeZoneName')
    return part?.value.replace('GMT', 'UTC') ?? ''
  } catch {
    return ''
  }
}
