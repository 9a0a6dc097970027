/** Acts as help and the settings of keys list them: by section, found by words. */
import { allActs, type Act, type Context, type Section } from '../../acts/act.ts'
import { say } from '../../messages/say.svelte.ts'
import { preferences } from '../../state/preferences.svelte.ts'
import { keysOf } from './key_map.ts'

export interface ActSection {
  section: Section
  acts: { act: Act; title: string }[]
}

const ORDER: readonly Section[] = ['app', 'go', 'task', 'list', 'view']

/**
 * Returns acts by section, those with keys first; of those with one title, the first one. With
 * `onlyWithKeys` the others are found by words only.
 */
export function actSections(at: Context, query: string, onlyWithKeys = false): ActSection[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return ORDER.map((section) => ({
    section,
    acts: titled(section, at, words, onlyWithKeys),
  })).filter(({ acts }) => acts.length)
}

function titled(section: Section, at: Context, words: readonly string[], onlyWithKeys: boolean) {
  const found = allActs()
    .filter((act) => act.section === section && !(act.isPassing && !act.when?.(at)))
    .map((act) => ({ act, title: act.title(at), hasKeys: keysOf(act, preferences()).length > 0 }))
    .filter(({ act, title, hasKeys }) => {
      if (onlyWithKeys && !words.length && !hasKeys) return false
      const text =
        `${title} ${act.words?.() ?? ''} ${say.keys.sections[section]}`.toLocaleLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => Number(b.hasKeys) - Number(a.hasKeys))
  const seen = new Set<string>()
  return found.filter(({ title }) => !seen.has(title) && seen.add(title))
}
