export default {
  board: 'Board',
  by: 'Columns by',
  ways: {
    section: 'Section',
    priority: 'Priority',
    label: 'Label',
    assignee: 'Person',
    date: 'Date',
  },
  column: (name: string, n: number) => (n === 1 ? `${name}, 1 task` : `${name}, ${n} tasks`),
  add: (column: string) => `Add task to ${column}`,
  moved: (title: string, column: string, place: number, of: number) =>
    `Moved “${title}” to ${column}, place ${place} of ${of}`,
  more: (n: number) => `Show ${n} more`,
}
