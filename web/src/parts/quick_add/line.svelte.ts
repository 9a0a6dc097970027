/** A line that is being written: its text, what is recognised in it, and what becomes of it. */
import { edit } from '../../acts/edit.ts'
import { quoted } from '../../acts/naming.ts'
import {
  asOneLine,
  hasBreaks,
  isSeveral,
  linesOf,
  type Line,
} from '../../domain/quick_add/lines.ts'
import { parse, type Asked, type Parsed } from '../../domain/quick_add/parse.ts'
import { kept, type Part } from '../../domain/quick_add/refusals.ts'
import type { Span, Unknown } from '../../domain/quick_add/result.ts'
import { spread } from '../../domain/rank.ts'
import { newId } from '../../lib/ids.ts'
import { say } from '../../messages/say.svelte.ts'
import { now } from '../../state/clock.svelte.ts'
import { settings } from '../../state/records.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import { announce } from '../../state/toasts.svelte.ts'
import type { Edit } from '../../sync/records.ts'
import { knownHere, placesHere } from './names_here.svelte.ts'
import {
  makingLines,
  makingNamed,
  makingTask,
  parsedWhole,
  type Context,
  type Made,
} from './making.ts'

/** Positions between which new tasks go; null stands for an end of the list. */
export type Between = readonly [after: string | null, before: string | null]

/** Where a line is written, asked whenever it matters. */
export interface Where {
  context: Context
  /** Without this new tasks go behind all that are there. */
  between?: Between | undefined
}

export class LineInTheMaking {
  readonly #where: () => Where
  #left = $state.raw<ReadonlySet<string>>(new Set())
  #refused = $state.raw<readonly Part[]>([])
  #made = $state.raw<readonly Made[]>([])
  #last: string | null = null

  text = $state('')
  /** What was added last, in words, until the next line is begun. */
  added = $state('')
  /** Lines that were pasted and wait to be taken as tasks. */
  pasted = $state.raw<{ text: string; lines: readonly Line[] } | null>(null)

  readonly places = $derived(placesHere())
  readonly context: Context = $derived.by(() => without(this.#where().context, this.#left))
  readonly #known = $derived(knownHere(this.places, this.#made))
  readonly #asked: Asked = $derived({
    now: now(),
    timeZone: settings().time_zone,
    language: settings().language,
    known: this.#known,
    projectId: this.context.project_id ?? me().inbox_id,
    day: this.context.due_date?.slice(0, 10),
  })
  readonly parsed: Parsed = $derived(parse(this.text, { ...this.#asked, refused: this.#refused }))
  /** The project that the task will be in. */
  readonly projectId = $derived(this.parsed.task.project_id ?? this.#asked.projectId)
  /** What the pasted lines would be called as tasks. */
  readonly preview = $derived(
    this.pasted?.lines.map(({ text, depth }) => {
      return { depth, title: parsedWhole(text, this.#asked).task.title }
    }),
  )

  constructor(where: () => Where, text = '') {
    this.#where = where
    if (isSeveral(text)) this.paste(text)
    else this.text = hasBreaks(text) ? asOneLine(text) : text
  }

  /** Takes over an edit of the text; what was refused in it goes along. */
  write(text: string): void {
    this.#refused = kept(this.#refused, this.text, text)
    this.added = ''
    this.text = text
  }

  /** Has a recognised part of the line stay text. */
  refuse({ start, end }: Span): void {
    this.#refused = [...this.#refused, { start, end }]
    announce(say.quick_add.refused(this.text.slice(start, end)))
  }

  /** Leaves out what the task would take over from where it is written: `date`, `priority`, `label:…`, `assignee:…`. */
  leaveOut(what: string): void {
    this.#left = new Set([...this.#left, what])
  }

  /** Has a name stand for a project or section that is made along with the task. */
  make({ kind, name }: Unknown): void {
    const noun = kind === 'section' ? 'section' : 'project'
    this.#made = [...this.#made, { noun, id: newId(), name, project_id: this.projectId }]
  }

  /** Adds the task that the line says, and empties it; `shown` tells of it in a toast. Returns whether there was one. */
  save(shown: boolean): boolean {
    const { title } = this.parsed.task
    if (!title) {
      if (this.text.trim()) announce(say.quick_add.needsTitle)
      return false
    }
    const [position] = this.#positions(1) ?? []
    const edits = makingTask({ parsed: this.parsed, id: newId(), context: this.context, position })
    this.#do(say.quick_add.added(quoted(title)), edits, shown)
    this.clear()
    return true
  }

  /** Offers to take a text of several lines as tasks. */
  paste(text: string): void {
    this.pasted = { text, lines: linesOf(text) }
  }

  /** Adds the tasks of the pasted lines. */
  saveSeveral(): void {
    const lines = this.pasted?.lines ?? []
    const roots = lines.filter(({ parent }) => parent === null).length
    const positions = this.#positions(roots)
    const { edits } = makingLines(lines, { asked: this.#asked, context: this.context, positions })
    this.#do(say.quick_add.addedSeveral(lines.length), edits, false)
    this.pasted = null
  }

  /** Returns the pasted lines as one, and no longer asks about them. */
  takeAsOne(): string {
    const line = asOneLine(this.pasted?.text ?? '')
    this.pasted = null
    return line
  }

  /** Empties the line, to begin the next one where this one was. */
  clear(): void {
    this.text = ''
    this.#refused = []
    this.#made = []
  }

  #do(label: string, edits: Edit[], shown: boolean): void {
    const named = makingNamed(this.#made, edits)
    edit(label, [...named, ...edits], { shown })
    this.added = label
  }

  /** So many keys of the order by hand: each new task comes behind the one that was added before. */
  #positions(count: number): string[] | undefined {
    const { between } = this.#where()
    if (!between) return undefined
    const [after, before] = between
    const low = this.#last !== null && (after === null || this.#last > after) ? this.#last : after
    if (low !== null && before !== null && low >= before) return undefined
    const keys = spread(count, low, before)
    this.#last = keys.at(-1) ?? null
    return keys
  }
}

function without(context: Context, left: ReadonlySet<string>): Context {
  return {
    ...context,
    due_date: left.has('date') ? undefined : context.due_date,
    labels: context.labels?.filter((name) => !left.has(`label:${name}`)),
    priority: left.has('priority') ? undefined : context.priority,
    assignee_ids: context.assignee_ids?.filter((id) => !left.has(`assignee:${id}`)),
  }
}
