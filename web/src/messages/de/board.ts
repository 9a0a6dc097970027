export default {
  board: 'Tafel',
  by: 'Spalten nach',
  ways: {
    section: 'Abschnitt',
    priority: 'Priorität',
    label: 'Etikett',
    assignee: 'Person',
    date: 'Datum',
  },
  column: (name: string, n: number) => (n === 1 ? `${name}, 1 Aufgabe` : `${name}, ${n} Aufgaben`),
  none: {
    section: 'Ohne Abschnitt',
    priority: 'Ohne Priorität',
    label: 'Ohne Etikett',
    assignee: 'Niemand',
    date: 'Ohne Datum',
  },
  priorities: { high: 'Hoch', medium: 'Mittel', low: 'Niedrig' } as Record<string, string>,
  add: (column: string) => `Aufgabe zu ${column} hinzufügen`,
  addShort: 'Aufgabe hinzufügen',
  moved: (title: string, column: string, place: number, of: number) =>
    `„${title}“ nach ${column} verschoben, Platz ${place} von ${of}`,
  more: (n: number) => `${n} weitere zeigen`,
}
