export default {
  month: 'Monat',
  week: 'Woche',
  today: 'Heute',
  previous: { month: 'Voriger Monat', week: 'Vorige Woche' },
  next: { month: 'Nächster Monat', week: 'Nächste Woche' },
  span: 'Was der Kalender zeigt',
  allDay: 'Ganztägig',
  more: (n: number) => `${n} weitere`,
  add: (day: string) => `Aufgabe am ${day} hinzufügen`,
  day: (day: string, n: number) =>
    n === 0 ? `${day}, keine Aufgaben` : n === 1 ? `${day}, 1 Aufgabe` : `${day}, ${n} Aufgaben`,
  projected: 'wiederholt sich dann',
  done: 'erledigt',
  moved: (title: string, day: string) => `„${title}“ auf ${day} verschoben`,
}
