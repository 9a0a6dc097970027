/** What the app says, in the person's language: `say.app.undo`. Reading it in markup follows changes. */
import en, { type Messages } from './en/index.ts'

export type Language = 'en' | 'de'

const LOADERS: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de/index.ts')).default,
}
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur'])

let held = $state.raw<{ language: Language; messages: Messages }>({ language: 'en', messages: en })

/** Messages by area, in the language that was loaded last. */
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
  const messages = await LOADERS[language]()
  held = { language, messages }
  document.documentElement.lang = language
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'
}
