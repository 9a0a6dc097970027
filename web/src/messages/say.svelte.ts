/** What the app says, in the person's language: `say.app.undo`. Reading it in markup follows changes. */
import en, { type FirstMessages, type Messages } from './en/index.ts'
import type { LaterMessages } from './en/later.ts'
import { isolating } from './isolated.ts'

export type Language = 'en' | 'de'

interface Loaders {
  first: () => Promise<FirstMessages>
  later: () => Promise<LaterMessages>
}

const english = isolating(en)
const only = <T>({ default: it }: { default: T }): T => isolating(it)
const LOADERS: Record<Language, Loaders> = {
  en: { first: () => Promise.resolve(english), later: () => import('./en/later.ts').then(only) },
  de: {
    first: () => import('./de/index.ts').then(only),
    later: () => import('./de/later.ts').then(only),
  },
}
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur'])

let held = $state.raw<{ language: Language; messages: FirstMessages & Partial<LaterMessages> }>({
  language: 'en',
  messages: english,
})
let wanted: Language = 'en'
let isAllWanted = false

/** Messages by area, in the language that was loaded last; those of later parts once they have come. */
export const say: Messages = new Proxy({} as Messages, {
  get: (_, area) => held.messages[area as keyof Messages],
})

/** Returns the language in which the app speaks, for `Intl`. */
export function language(): Language {
  return held.language
}

/** Returns the language of this browser that the app can speak. */
export function preferredLanguage(): Language {
  const known = Object.keys(LOADERS)
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())
  return (wanted.find((tag) => known.includes(tag)) ?? 'en') as Language
}

/** Loads a language and speaks it from then on; sets the page's `lang` and `dir`. */
export async function speak(language: Language): Promise<void> {
  wanted = language
  const { first, later } = LOADERS[language]
  const [now, then] = await Promise.all([first(), isAllWanted ? later() : undefined])
  // Another one was asked for meanwhile.
  if (wanted !== language) return
  held = { language, messages: { ...now, ...then } }
  document.documentElement.lang = language
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'
}

/** Loads also what is said in parts that come after the first list; each awaits it. */
export async function speakOfAll(): Promise<void> {
  if (isAllWanted && 'settings' in held.messages) return
  isAllWanted = true
  await speak(wanted)
}
