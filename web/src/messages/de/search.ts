import type { Messages } from '../en/index.ts'

const search: Messages['search'] = {
  title: 'Suche',
  placeholder: 'Titel, Beschreibungen, Kommentare',
  hint: 'Tippe ein paar Buchstaben von dem, was du suchst. Auch Erledigtes wird gefunden.',
  results: 'Was gefunden wurde',
  count: (n) =>
    n === 0 ? 'Nichts gefunden' : n === 1 ? '1 Aufgabe gefunden' : `${n} Aufgaben gefunden`,
}

export default search
