import app from './app.ts'
import lists from './lists.ts'
import task from './task.ts'
import quick_add from './quick_add.ts'
import board from './board.ts'
import calendar from './calendar.ts'
import commands from './commands.ts'
import sidebar from './sidebar.ts'
import keys from './keys.ts'
import settings from './settings.ts'
import account from './account.ts'
import sharing from './sharing.ts'
import trash from './trash.ts'
import activity from './activity.ts'
import repeat from './repeat.ts'
import dates from './dates.ts'
import filters from './filters.ts'
import search from './search.ts'
import first_steps from './first_steps.ts'
import type { Messages } from '../en/index.ts'

const de: Messages = {
  app,
  lists,
  task,
  quick_add,
  board,
  calendar,
  commands,
  sidebar,
  keys,
  settings,
  account,
  sharing,
  trash,
  activity,
  repeat,
  dates,
  filters,
  search,
  first_steps,
}

export default de
