export default {
  title: 'Trash',
  hint: 'What is deleted stays here for thirty days, with all that hung on it.',
  empty: 'The trash is empty',
  emptyHint: 'What you delete waits here for thirty days, in case you change your mind.',
  nouns: {
    task: 'Task',
    section: 'Section',
    project: 'Project',
    comment: 'Comment',
    reminder: 'Reminder',
    label: 'Label',
    filter: 'Filter',
  } as Record<string, string>,
  untitled: 'Without a title',
  along: (n: number) => (n === 1 ? 'with 1 task' : `with ${n} tasks`),
  deleted: (when: string) => `deleted ${when}`,
  goneIn: (when: string) => `gone for good ${when}`,
  restore: 'Restore',
  restoreOf: (title: string) => `Restore ${title}`,
  restored: (title: string) => `Restored: ${title}`,
  restoredLoose: (title: string) =>
    `Restored: ${title}. What it was in is gone, so it is at the top of its project.`,
  remove: 'Delete for good',
  removeOf: (title: string) => `Delete for good: ${title}`,
  removeAsk: (title: string) => `Delete “${title}” for good? Nothing brings it back then.`,
  removed: (title: string) => `Gone for good: ${title}`,
  clear: 'Empty the trash',
  clearAsk:
    'Empty the trash? All that is yours in it is gone for good. What lies in others’ projects stays.',
  cleared: (n: number) =>
    n === 1 ? '1 record is gone for good.' : `${n} records are gone for good.`,
  more: 'Show more',
}
