import type { Role } from '../../sync/records.ts'

const roles: Record<Role, string> = {
  viewer: 'Liest mit',
  commenter: 'Kommentiert',
  editor: 'Bearbeitet',
  admin: 'Verwaltet',
  owner: 'Besitzt',
}

const rolesMay: Record<Role, string> = {
  viewer: 'sieht alles',
  commenter: 'sieht und kommentiert',
  editor: 'legt Aufgaben an und ändert sie',
  admin: 'ändert auch das Projekt und wer darin ist',
  owner: 'löscht auch das Projekt oder gibt es ab',
}

export default {
  feed: 'Kalender-Feed …',
  feedOf: (name: string) => `Kalender-Feed von ${name}`,
  feedHint:
    'Ein Kalenderprogramm, das diese Adresse liest, zeigt, was du hier siehst, und ändert nichts. Wer die Adresse hat, kann mitlesen: Behalte sie für dich und widerrufe sie, wenn sie herumgekommen ist.',
  feedMake: 'Neue Adresse',
  feedMade: 'Die Adresse. Sie wird nur dieses eine Mal gezeigt: Kopiere sie jetzt.',
  feedExpands:
    'Jeden Termin einer wiederholten Aufgabe einzeln, für Programme, die nicht wiederholen können',
  feedFrom: (when: string) => `Adresse angelegt ${when}`,
  feedRead: (when: string) => `zuletzt gelesen ${when}`,
  feedUnread: 'noch nicht gelesen',
  feedNone: 'Es gibt noch keine Adresse.',
  feedRevoked: 'Die Adresse ist widerrufen.',
  roles,
  rolesMay,
  title: (project: string) => `„${project}“ teilen`,
  people: 'Personen',
  you: 'du',
  nameless: 'Jemand',
  roleOf: (name: string) => `Rolle von ${name}`,
  roleChanged: (name: string, role: string) => `${name}: jetzt ${role}`,
  giveAway: 'Besitzt (Projekt abgeben)',
  giveAwayAsk: (name: string) =>
    `Das Projekt an ${name} abgeben? Es gehört dann samt Inhalt dieser Person. Du bleibst und verwaltest es.`,
  giveAwayDo: 'Abgeben',
  given: (name: string) => `Das Projekt gehört jetzt ${name}.`,
  remove: (name: string) => `${name} entfernen`,
  removeAsk: (name: string) =>
    `${name} entfernen? Die Person sieht das Projekt nicht mehr und ist für seine offenen Aufgaben nicht mehr zuständig. Was sie schrieb, bleibt.`,
  removeDo: 'Entfernen',
  removed: (name: string) => `${name} ist entfernt.`,
  leave: 'Projekt verlassen',
  leaveAsk:
    'Das Projekt verlassen? Du siehst es nicht mehr und bist für seine offenen Aufgaben nicht mehr zuständig. Was du schriebst, bleibt.',
  leaveDo: 'Verlassen',
  left: (project: string) => `Du hast „${project}“ verlassen.`,
  ownerStays:
    'Wem das Projekt gehört, kann es nicht verlassen. Gib es erst einem anderen Mitglied.',
  invite: 'Einladen',
  inviteHint:
    'Wir verschicken keine E-Mail: Du bekommst einen Link und gibst ihn weiter. Mit Adresse kann ihn nur diese Person benutzen, einmal.',
  email: 'E-Mail-Adresse (leer: für alle, die den Link haben)',
  role: 'Rolle',
  good: 'Gilt',
  makeLink: 'Link anlegen',
  linkMade: 'Der Link. Er wird nur dieses eine Mal gezeigt: Kopiere ihn und gib ihn weiter.',
  open: 'Offene Einladungen',
  whoever: 'Wer den Link hat',
  invitedAs: (role: string, when: string) => `${role} · endet ${when}`,
  revoke: 'Zurückziehen',
  revokeOf: (who: string) => `Einladung zurückziehen: ${who}`,
  revoked: 'Die Einladung gilt nicht mehr.',
  hereNow: (names: string) => `Sieht das gerade auch: ${names}`,
}
