import settings from './settings.ts'
import account from './account.ts'
import trash from './trash.ts'
import activity from './activity.ts'
import filters from './filters.ts'
import board from './board.ts'
import calendar from './calendar.ts'
import type { LaterMessages } from '../en/later.ts'

const later: LaterMessages = {
  settings,
  account,
  trash,
  activity,
  filters,
  board,
  calendar,
}

export default later
