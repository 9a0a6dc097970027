export default {
  month: 'Month',
  week: 'Week',
  today: 'Today',
  previous: { month: 'Previous month', week: 'Previous week' },
  next: { month: 'Next month', week: 'Next week' },
  span: 'What the calendar shows',
  allDay: 'All day',
  more: (n: number) => `${n} more`,
  add: (day: string) => `Add a task on ${day}`,
  day: (day: string, n: number) =>
    n === 0 ? `${day}, no tasks` : n === 1 ? `${day}, 1 task` : `${day}, ${n} tasks`,
  projected: 'repeats then',
  done: 'done',
  moved: (title: string, day: string) => `Moved “${title}” to ${day}`,
}
