export default {
  title: 'Search',
  placeholder: 'Titles, descriptions, comments',
  hint: 'Type a few letters of what you look for. Completed tasks are found too.',
  results: 'What was found',
  count: (n: number) => (n === 0 ? 'Nothing found' : n === 1 ? '1 task found' : `${n} tasks found`),
}
