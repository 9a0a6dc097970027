/** What a saved filter finds among the tasks of the replica. */
import {
  faultInWords,
  filterOf,
  isFault,
  namesIn,
  parseFilter,
  relationsOf,
} from '../../domain/filters/index.ts'
import { say } from '../../messages/say.svelte.ts'
import { reader, weekStart } from '../../state/reader.svelte.ts'
import * as records from '../../state/records.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import type { SavedFilter } from '../../sync/records.ts'
import { NOTHING, type Reading } from './shown_filter.svelte.ts'

/** Returns what a filter means at this moment; reactive. */
export function readFilter(filter: Pick<SavedFilter, 'query'> | undefined): Reading {
  if (!filter) return NOTHING
  const { person_id, inbox_id } = me()
  const { projects, placements, sections, members, tasks, comments } = records
  const bearers = {
    projects: projects.all,
    placements: placements.all,
    sections: sections.all,
    members: members.all,
    inboxId: inbox_id,
  }
  const names = namesIn(bearers, person_id)
  const tree = parseFilter(filter.query, names)
  if (isFault(tree)) return { ...NOTHING, problem: faultInWords(tree, say.filters) }
  const { now, zone } = reader()
  const asker = { now, zone, me: person_id, weekStart: weekStart() }
  const relations = relationsOf(tasks.all, comments.all)
  return { matches: filterOf(tree, { ...asker, ...relations, names }), problem: null }
}
