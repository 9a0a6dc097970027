/** On which day weeks begin where a language is spoken. */

type WeekStart = 'monday' | 'saturday' | 'sunday'

const DAYS: Record<number, WeekStart> = { 1: 'monday', 6: 'saturday', 7: 'sunday' }

interface WeekInfo {
  firstDay: number
}

/** Returns the first day of the week for a language tag with its region; Monday where that is not known. */
export function weekStartOf(tag: string): WeekStart {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    getWeekInfo?: () => WeekInfo
    weekInfo?: WeekInfo
  }
  const firstDay = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay
  return DAYS[firstDay ?? 1] ?? 'monday'
}
