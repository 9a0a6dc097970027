/** The parts that come after the first list, in the order in which they are fetched ahead. */
import { later } from '../state/later.svelte.ts'

const only = <T>({ default: it }: { default: T }): T => it

export const quickAddDialog = later(() => import('./quick_add/QuickAddDialog.svelte').then(only))
export const quickAddLine = later(() => import('./quick_add/QuickAddLine.svelte').then(only))
export const taskPanel = later(() => import('./task_panel/TaskPanel.svelte').then(only))
export const menuList = later(() => import('./menu/MenuList.svelte').then(only))
export const commandMenu = later(() => import('./command_menu/CommandMenu.svelte').then(only))
export const pickerDialog = later(() => import('./pickers/PickerDialog.svelte').then(only))
export const dragAdapter = later(() => import('./drag_adapter.ts'))
export const dialogs = later(() => import('./shell/Dialogs.svelte').then(only))
export const savedFilters = later(() => import('./list/saved_filter.svelte.ts'))
export const board = later(() => import('./board/Board.svelte').then(only))
export const calendar = later(() => import('./calendar/Calendar.svelte').then(only))
