import type { Messages } from '../en/index.ts'

const quick_add: Messages['quick_add'] = {
  field: 'Neue Aufgabe',
  placeholder: 'Was ist zu tun? „Mama anrufen morgen um 9 #Familie p1“',
  placeholderPart: 'Was gehört dazu?',
  add: 'Hinzufügen',
  cancel: 'Abbrechen',
  added: (title) => `${title} hinzugefügt`,
  addedSeveral: (n) => `${n} Aufgaben hinzugefügt`,
  needsTitle: 'Eine Aufgabe braucht einen Titel: Das hier sind nur Daten und Namen.',
  keys: 'Enter fügt hinzu, Esc schließt',
  place: (name) => `in ${name}`,

  found: 'Erkannt',
  foundSaid: (what) => `Erkannt: ${what}`,
  kinds: {
    date: 'Fällig',
    time: 'Uhrzeit',
    repeat: 'Wiederholt sich',
    start: 'Beginnt',
    until: 'Bis',
    count: 'So oft',
    duration: 'Dauert',
    project: 'Projekt',
    section: 'Abschnitt',
    label: 'Etikett',
    priority: 'Priorität',
    assignee: 'Für',
    reminder: 'Erinnerung',
    deadline: 'Frist',
    description: 'Beschreibung',
  },
  asText: (kind, what) => `${kind}: ${what}. Als Text nehmen`,
  without: (kind, what) => `${kind}: ${what}. Weglassen`,
  refused: (what) => `„${what}“ bleibt Text`,
  times: (n) => (n === 1 ? 'einmal' : `${n}-mal`),

  makeProject: (name) => `Projekt „${name}“ anlegen`,
  makeSection: (name) => `Abschnitt „${name}“ anlegen`,
  nobody: (name) => `Niemand hier heißt „${name}“`,
  tooLong: 'Ein Etikett hat höchstens 60 Zeichen',

  names: { project: 'Projekte', section: 'Abschnitte', label: 'Etiketten', assignee: 'Personen' },
  offered: (n) => (n === 1 ? '1 Name passt' : `${n} Namen passen`),

  several: 'Eingefügte Zeilen',
  severalAsk: (n) => `Diese Zeilen ergeben ${n} Aufgaben. Eingerückte werden Teilaufgaben.`,
  andMore: (n) => (n === 1 ? 'und 1 weitere' : `und ${n} weitere`),
  addSeveral: (n) => `${n} Aufgaben hinzufügen`,
  asOne: 'Als eine Zeile nehmen',
}

export default quick_add
