export default {
  project: 'Erste Schritte',
  about: 'Ein paar Aufgaben zum Ausprobieren. Feg sie weg, wenn du fertig bist.',
  created: 'Erste Schritte',
  sweep: 'Beispiele wegfegen',
  swept: 'Beispiele weggefegt',
  words: 'entfernen einführung willkommen beispiele tutorial',
  banner: 'Das sind Beispiele zum Spielen.',
  tasks: {
    complete: 'Erledige mich: Klicke auf meinen Kreis oder drücke E',
    undo: 'Nimm das zurück: Drücke Z, für mehr noch einmal',
    add: 'Drücke Q und tippe: Mama anrufen morgen um 18 Uhr p1',
    addAbout:
      'Wörter leuchten auf, sobald sie verstanden sind: **Daten**, `p1`–`p3`, `#Projekt`, `@Etikett`, `jeden Freitag`. Klicke eines an, damit es bloßer Text bleibt.',
    date: 'Gib mir einen anderen Tag: Drücke T, oder öffne mich und klicke auf das Datum',
    move: 'Verschiebe mich: Zieh mich, oder drücke Alt und eine Pfeiltaste',
    open: 'Öffne mich: Drücke Enter oder klicke auf meinen Titel',
    openAbout:
      'Hier ist Platz für *alles andere*: Notizen in Markdown, Unteraufgaben, Kommentare, Erinnerungen und was mit der Aufgabe geschah.',
    part: 'Ich bin eine Unteraufgabe: Alt und → hängt eine Aufgabe unter die darüber',
    find: 'Finde und tu alles: Drücke Strg K (auf dem Mac ⌘ K)',
    keys: 'Sieh alle Tasten: Drücke ?',
    sweep: 'Alles gesehen? Umschalt X fegt diese Beispiele weg',
  },
}
