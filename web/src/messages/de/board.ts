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
  add: (column: string) => `Aufgabe zu ${column} hinzufügen`,
  moved: (title: string, column: string, place: number, of: number) =>
    `„${title}“ nach ${column} verschoben, Platz ${place} von ${of}`,
  more: (n: number) => `${n} weitere zeigen`,
}
