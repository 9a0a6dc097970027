export default {
  project: 'First steps',
  about: 'A few tasks to try things out. Sweep them away when you are done.',
  created: 'First steps',
  sweep: 'Sweep the examples away',
  swept: 'Examples swept away',
  words: 'remove tutorial welcome examples',
  banner: 'These are examples to play with.',
  /** The tasks; each is done by doing what it says. `part` hangs on the one before. */
  tasks: {
    complete: 'Complete me: click my circle, or press E',
    undo: 'Take that back: press Z, and again to undo more',
    add: 'Press Q and type: Call mum tomorrow at 6pm p1',
    addAbout:
      'Words light up as they are understood: **dates**, `p1`–`p3`, `#project`, `@label`, `every friday`. Click one to have it stay plain text.',
    date: 'Give me another day: press T, or open me and click the date',
    move: 'Move me: drag me, or press Alt and an arrow key',
    open: 'Open me: press Enter, or click my title',
    openAbout:
      'Here is room for *everything else*: notes in Markdown, sub-tasks, comments, reminders, and what happened to the task.',
    part: 'I am a sub-task: Alt and → puts a task below the one above it',
    find: 'Find anything and do anything: press Ctrl K (⌘ K on a Mac)',
    keys: 'See all keys: press ?',
    sweep: 'Seen it all? Press Shift X to sweep these examples away',
  },
}
