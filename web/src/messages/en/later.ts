import settings from './settings.ts'
import account from './account.ts'
import trash from './trash.ts'
import activity from './activity.ts'
import filters from './filters.ts'
import board from './board.ts'
import calendar from './calendar.ts'

/** What is said in parts that come after the first list. */
const later = {
  settings,
  account,
  trash,
  activity,
  filters,
  board,
  calendar,
}

export type LaterMessages = typeof later
export default later
