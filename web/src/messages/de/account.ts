const refusals: Record<string, string> = {
  offline: 'Der Server ist nicht zu erreichen. Bist du online?',
  unavailable: 'Der Server ist beschäftigt. Versuche es gleich noch einmal.',
  'sign_in.wrong': 'E-Mail-Adresse und Passwort passen nicht zusammen.',
  'password.wrong': 'Das Passwort ist falsch.',
  'sign_up.closed':
    'Hier kann sich niemand registrieren. Bitte den Betreiber des Servers um ein Konto.',
  'invitation.needed':
    'Für ein Konto brauchst du hier eine gültige Einladung. Bitte den Betreiber des Servers darum.',
  'invitation.email': 'Diese Einladung gilt für eine andere E-Mail-Adresse.',
  'invitation.not_found':
    'Diese Einladung gilt nicht mehr: Sie ist abgelaufen, verbraucht oder zurückgezogen.',
  'invitation.too_many': 'Zu viele Einladungen sind offen. Ziehe erst eine zurück.',
  'inbox.not_shared':
    'Der Eingang lässt sich nicht teilen. Lege ein Projekt an für das, was du teilen willst.',
  'account.external': 'Du meldest dich anderswo an, darum gibt es hier kein Passwort.',
  'account.disabled': 'Dieses Konto ist gesperrt. Frage den Betreiber des Servers.',
  'api_token.too_many': 'Du hast schon 100 Tokens. Widerrufe erst eines.',
  'project.role': 'Deine Rolle in diesem Projekt erlaubt das nicht.',
  'project.not_found': 'Das Projekt ist weg oder nicht mehr mit dir geteilt.',
  'project.full': 'In diesem Projekt sind so viele Personen, wie es sein können.',
  'project.id_taken': 'Du hast ein anderes Projekt mit derselben Kennung.',
  'project.owner_stays': 'Gib das Projekt erst jemand anderem.',
  'member.not_found': 'Diese Person ist nicht mehr im Projekt.',
  'label.name_taken': 'Inzwischen heißt ein anderes Etikett so. Benenne erst dieses um.',
  'task.project_in_trash': 'Das Projekt liegt im Papierkorb. Hole erst das Projekt zurück.',
  'section.project_in_trash': 'Das Projekt liegt im Papierkorb. Hole erst das Projekt zurück.',
  'comment.project_in_trash': 'Das Projekt liegt im Papierkorb. Hole erst das Projekt zurück.',
  'reminder.project_in_trash': 'Das Projekt liegt im Papierkorb. Hole erst das Projekt zurück.',
  'comment.task_in_trash': 'Die Aufgabe liegt im Papierkorb. Hole erst die Aufgabe zurück.',
  'reminder.task_in_trash': 'Die Aufgabe liegt im Papierkorb. Hole erst die Aufgabe zurück.',
  'token.invalid': 'Du bist abgemeldet. Melde dich wieder an.',
  'token.expired': 'Du bist abgemeldet. Melde dich wieder an.',
  'token.missing': 'Du bist abgemeldet. Melde dich wieder an.',
  not_found: 'Das gibt es nicht mehr.',
}

const fields: Record<string, string> = {
  email: 'Das ist keine E-Mail-Adresse.',
  name: 'Der Name ist zu lang.',
  password: 'Das ist leicht zu erraten. Nimm Wörter, die nicht zusammengehören, ohne deinen Namen.',
  new_password:
    'Das ist leicht zu erraten. Nimm Wörter, die nicht zusammengehören, ohne deinen Namen.',
}

export default {
  refusals,
  fields,
  wait: (seconds: number) =>
    seconds < 120
      ? `Zu viele Versuche. Warte ${seconds} Sekunden.`
      : `Zu viele Versuche. Warte ${Math.ceil(seconds / 60)} Minuten.`,
  tagline: 'Ein Ort für alles, was du zu tun hast.',
  signIn: 'Anmelden',
  signUp: 'Konto anlegen',
  signOut: 'Abmelden',
  toSignUp: 'Noch kein Konto?',
  toSignIn: 'Du hast ein Konto?',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  name: 'Name',
  nameHint: 'So sehen dich andere in geteilten Projekten.',
  passwordRules:
    'Mindestens 15 Zeichen. Vier Wörter, die nicht zusammengehören, merkt man sich leicht.',
  passwordCount: (n: number) =>
    n === 1 ? 'Es fehlt noch 1 Zeichen.' : `Es fehlen noch ${n} Zeichen.`,
  passwordLong: 'Höchstens 256 Zeichen.',
  showPassword: 'Passwort zeigen',
  invitation: 'Einladung',
  invitationHint: 'Der Text, der mit tasklark_inv_ beginnt',
  invited: 'Du bist auf diesen Server eingeladen. Lege dein Konto an.',
  emailNeeded: 'Gib deine E-Mail-Adresse ein.',
  passwordNeeded: 'Gib dein Passwort ein.',
  taken:
    'Das Konto ließ sich nicht öffnen. Vielleicht hat die Adresse schon eines: Melde dich mit dessen Passwort an.',
  waitingHere: (who: string) =>
    `Die Sitzung von ${who} ist vorbei. Melde dich wieder an: Alles, was hier geändert wurde, bleibt und wird gesendet.`,
  otherPerson: (who: string) =>
    `Meldest du dich als jemand anderes an, warten die Änderungen von ${who} in diesem Browser und mischen sich mit nichts.`,
  backToTasks: 'Zurück zu den Aufgaben',
  join: 'Beitreten',
  joinTitle: 'Du bist in ein Projekt eingeladen',
  joinSignedOut: 'Melde dich an oder lege ein Konto an, um zu sehen, was es ist, und beizutreten.',
  joinOffer: (project: string, inviter: string | null) =>
    inviter
      ? `${inviter} lädt dich in das Projekt „${project}“ ein.`
      : `Du bist in das Projekt „${project}“ eingeladen.`,
  joinRole: (role: string) => `Deine Rolle wäre: ${role}.`,
  joinUntil: (day: string) => `Die Einladung gilt bis ${day}.`,
  joinFor: (email: string) => `Sie gilt für ${email}.`,
  joinMissing: 'In dieser Adresse steckt keine Einladung. Bitte noch einmal um den Link.',
  joinNot: 'Jetzt nicht',
  joined: (project: string) => `Du bist jetzt in „${project}“.`,
}
