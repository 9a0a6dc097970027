/** Which acts stand in the menus of tasks and projects, in groups; those that make no sense are left out. */

/** The menu of a row, of a right click, and of several tasks. */
export const TASK_MENU = [
  ['task.open', 'task.edit', 'task.comment', 'task.show-in-project'],
  [
    'task.complete',
    'task.complete-for-good',
    'task.skip',
    'task.reopen',
    'task.in-progress',
    'task.cancel',
  ],
  ['task.today', 'task.tomorrow', 'task.next-week', 'task.date', 'task.clear-date'],
  [
    'task.priority',
    'task.labels',
    'task.project',
    'task.assignees',
    'task.reminders',
    'task.repeat',
  ],
  ['task.up', 'task.down', 'task.top', 'task.bottom', 'task.indent', 'task.outdent'],
  ['task.duplicate', 'task.copy-link'],
  ['task.delete'],
] as const

/** The menu of a project, in the side bar and in its header. */
export const PROJECT_MENU = [
  [
    'project.edit',
    'project.section',
    'project.nested',
    'project.share',
    'project.copy-link',
    'project.feed',
  ],
  ['project.favourite', 'project.unfavourite'],
  ['project.up', 'project.down', 'project.in', 'project.out'],
  ['project.archive', 'project.unarchive', 'project.delete'],
] as const
