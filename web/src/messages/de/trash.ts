export default {
  title: 'Papierkorb',
  hint: 'Gelöschtes bleibt hier dreißig Tage, mit allem, was daran hing.',
  empty: 'Der Papierkorb ist leer',
  emptyHint: 'Was du löschst, wartet hier dreißig Tage, falls du es dir anders überlegst.',
  nouns: {
    task: 'Aufgabe',
    section: 'Abschnitt',
    project: 'Projekt',
    comment: 'Kommentar',
    reminder: 'Erinnerung',
    label: 'Etikett',
    filter: 'Filter',
  } as Record<string, string>,
  untitled: 'Ohne Titel',
  along: (n: number) => (n === 1 ? 'mit 1 Aufgabe' : `mit ${n} Aufgaben`),
  deleted: (when: string) => `gelöscht ${when}`,
  goneIn: (when: string) => `${when} endgültig weg`,
  restore: 'Zurückholen',
  restoreOf: (title: string) => `${title} zurückholen`,
  restored: (title: string) => `Zurückgeholt: ${title}`,
  restoredLoose: (title: string) =>
    `Zurückgeholt: ${title}. Worin es lag, ist weg; es steht jetzt oben in seinem Projekt.`,
  remove: 'Endgültig löschen',
  removeOf: (title: string) => `${title} endgültig löschen`,
  removeAsk: (title: string) => `„${title}“ endgültig löschen? Nichts bringt es dann zurück.`,
  removed: (title: string) => `Endgültig weg: ${title}`,
  clear: 'Papierkorb leeren',
  clearAsk:
    'Den Papierkorb leeren? Alles, was dir gehört, ist dann endgültig weg. Was in Projekten anderer liegt, bleibt.',
  cleared: (n: number) =>
    n === 1 ? '1 Eintrag ist endgültig weg.' : `${n} Einträge sind endgültig weg.`,
  more: 'Mehr zeigen',
}
