export default {
  field: 'New task',
  placeholder: 'What is to be done? “Call mom tomorrow at 9 #Family p1”',
  placeholderPart: 'What is part of it?',
  add: 'Add',
  cancel: 'Cancel',
  added: (title: string) => `Added ${title}`,
  addedSeveral: (n: number) => `Added ${n} tasks`,
  needsTitle: 'A task needs a title: all of this is dates and names.',
  keys: 'Enter adds, Esc closes',
  place: (name: string) => `in ${name}`,

  // What was recognised.
  found: 'Recognised',
  foundSaid: (what: string) => `Recognised: ${what}`,
  kinds: {
    date: 'Due',
    time: 'Time',
    repeat: 'Repeats',
    start: 'Starts',
    until: 'Until',
    count: 'So often',
    duration: 'Takes',
    project: 'Project',
    section: 'Section',
    label: 'Label',
    priority: 'Priority',
    assignee: 'For',
    reminder: 'Reminder',
    deadline: 'Deadline',
    description: 'Description',
  },
  asText: (kind: string, what: string) => `${kind}: ${what}. Take as text`,
  without: (kind: string, what: string) => `${kind}: ${what}. Leave out`,
  refused: (what: string) => `“${what}” stays text`,
  times: (n: number) => (n === 1 ? 'once' : `${n} times`),

  // Names that are not there yet.
  makeProject: (name: string) => `Make project “${name}”`,
  makeSection: (name: string) => `Make section “${name}”`,
  nobody: (name: string) => `Nobody here is called “${name}”`,
  tooLong: 'A label has at most 60 characters',

  // Names to choose from.
  names: { project: 'Projects', section: 'Sections', label: 'Labels', assignee: 'People' },
  offered: (n: number) => (n === 1 ? '1 name fits' : `${n} names fit`),

  // Several lines.
  several: 'Pasted lines',
  severalAsk: (n: number) => `These lines make ${n} tasks. Indented ones become sub-tasks.`,
  andMore: (n: number) => (n === 1 ? 'and 1 more' : `and ${n} more`),
  addSeveral: (n: number) => `Add ${n} tasks`,
  asOne: 'Take as one line',
}
