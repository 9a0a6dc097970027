/** What the server keeps, as sync rows tell it. Records in memory are never changed, but replaced. */
import type * as api from '../api/generated/types.gen'

/** What every record has; `stamps` are the last writes by group or element, null when all are as old as the row. */
export interface Row {
  id: string
  created_at: string
  updated_at: string
  deleted_at: string | null
  stamps: Record<string, string> | null
}

export type Priority = 'low' | 'medium' | 'high'
export type TaskStatus = 'todo' | 'in_progress' | 'done' | 'cancelled'
export type Role = 'viewer' | 'commenter' | 'editor' | 'admin' | 'owner'
export type Color = NonNullable<api.LabelDraft['color']>

/** How a task repeats: an RRULE value (RFC 5545) with where the series began and which date is open. */
export interface Repeat {
  rule: string
  basis: 'schedule' | 'completion'
  start: string
  occurrence: string
  rdates: string[]
  exdates: string[]
  resets_subtasks: boolean
}

export interface Link {
  url: string
  title: string | null
}

/** A task; dates are kept as typed: a day, a local time or an instant (`domain/dates.ts`). */
export interface Task extends Row {
  noun: 'task'
  project_id: string
  section_id: string | null
  parent_id: string | null
  position: string
  title: string
  description: string | null
  status: TaskStatus
  completed: boolean
  completed_at: string | null
  priority: Priority | null
  due_date: string | null
  start_date: string | null
  deadline: string | null
  time_zone: string | null
  repeat: Repeat | null
  duration_minutes: number | null
  labels: string[]
  assignee_ids: string[]
  blocked_by: string[]
  links: Link[]
  created_by: string | null
  user_id: string
}

export interface Project extends Row {
  noun: 'project'
  parent_id: string | null
  name: string
  description: string | null
  color: Color
  icon: string | null
  view: 'list' | 'board' | 'calendar'
  archived: boolean
  created_by: string | null
  user_id: string
}

export interface Section extends Row {
  noun: 'section'
  project_id: string
  name: string
  position: string
}

export interface Comment extends Row {
  noun: 'comment'
  project_id: string
  task_id: string
  author_id: string | null
  body: string
}

export interface Reminder extends Row {
  noun: 'reminder'
  project_id: string
  task_id: string
  person_id: string
  at: string | null
  minutes_before: number | null
  anchor: 'due' | 'start'
}

/** What became of one date of a repeating task. */
export interface Occurrence extends Row {
  noun: 'occurrence'
  project_id: string
  task_id: string
  slot: string
  fate: 'done' | 'skipped' | 'missed'
}

/** Somebody in a project; `id` is the person's, so it is unique only together with `project_id`. */
export interface Member extends Row {
  noun: 'member'
  project_id: string
  role: Role
  name: string | null
  email: string | null
}

/** What a project is to the account alone: its role, order and place among the favourites. Has the project's id. */
export interface Placement extends Row {
  noun: 'placement'
  role: Role
  is_favourite: boolean
  position: string
  user_id: string
}

export interface Label extends Row {
  noun: 'label'
  name: string
  color: Color
  position: string
  is_favourite: boolean
}

export interface SavedFilter extends Row {
  noun: 'filter'
  name: string
  query: string
  color: Color
  position: string
  is_favourite: boolean
}

export interface Settings extends Row {
  noun: 'settings'
  time_zone: string
  language: 'en' | 'de'
  week_start: 'monday' | 'saturday' | 'sunday'
  extras: Record<string, unknown>
}

interface Records {
  task: Task
  project: Project
  section: Section
  comment: Comment
  reminder: Reminder
  occurrence: Occurrence
  member: Member
  placement: Placement
  label: Label
  filter: SavedFilter
  settings: Settings
}

export type Noun = keyof Records
export type RecordOf<N extends Noun> = Records[N]
export type AnyRecord = Records[Noun]

export const NOUNS: readonly Noun[] = [
  'settings',
  'placement',
  'label',
  'filter',
  'project',
  'member',
  'section',
  'task',
  'comment',
  'reminder',
  'occurrence',
]

export type Verb = 'create' | 'change' | 'delete' | 'restore' | 'complete' | 'skip'

/** One thing that the person does to one record; `set` as the server's push takes it (`labels/errand`: true). */
export interface Edit {
  noun: Noun
  verb: Verb
  id: string
  set?: Record<string, unknown>
}
