import app from './app.ts'
import lists from './lists.ts'
import task from './task.ts'
import quick_add from './quick_add.ts'
import commands from './commands.ts'
import sidebar from './sidebar.ts'
import keys from './keys.ts'
import sharing from './sharing.ts'
import repeat from './repeat.ts'
import dates from './dates.ts'
import search from './search.ts'
import first_steps from './first_steps.ts'
import type { FirstMessages } from '../en/index.ts'

const de: FirstMessages = {
  app,
  lists,
  task,
  quick_add,
  commands,
  sidebar,
  keys,
  sharing,
  repeat,
  dates,
  search,
  first_steps,
}

export default de
