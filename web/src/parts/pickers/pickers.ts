/** The component of each picker. */
import type { Component } from 'svelte'
import type { PickerKind } from '../../state/picker.svelte.ts'
import type { Task } from '../../sync/records.ts'
import AssigneePicker from './AssigneePicker.svelte'
import DatePicker from './DatePicker.svelte'
import DurationPicker from './DurationPicker.svelte'
import LabelPicker from './LabelPicker.svelte'
import PriorityPicker from './PriorityPicker.svelte'
import ProjectPicker from './ProjectPicker.svelte'
import RemindersPicker from './RemindersPicker.svelte'
import RepeatEditor from './RepeatEditor.svelte'
import TaskPicker from './TaskPicker.svelte'

/** What a picker is given: the tasks as they are now, and how it closes itself. */
export interface PickerProps {
  kind: PickerKind
  tasks: readonly Task[]
  close: () => void
}

export const PICKERS: Record<PickerKind, Component<PickerProps>> = {
  date: DatePicker,
  start: DatePicker,
  deadline: DatePicker,
  repeat: RepeatEditor,
  reminders: RemindersPicker,
  duration: DurationPicker,
  priority: PriorityPicker,
  labels: LabelPicker,
  project: ProjectPicker,
  assignees: AssigneePicker,
  parent: TaskPicker,
  blockers: TaskPicker,
}
