/** Lets TypeScript know which sentences there are for refusals, and that others may be asked for. */
const refusals: Record<string, string> = {
  offline: 'The server can’t be reached. Are you online?',
  unavailable: 'The server is busy. Try again in a moment.',
  'sign_in.wrong': 'E-mail address and password don’t fit together.',
  'password.wrong': 'The password is wrong.',
  'sign_up.closed':
    'Signing up is closed here. Ask whoever runs this server to make an account for you.',
  'invitation.needed':
    'Signing up here takes an invitation that is still good. Ask whoever runs this server for one.',
  'invitation.email': 'This invitation is for another e-mail address.',
  'invitation.not_found':
    'This invitation is no longer good: it has expired, was used or was withdrawn.',
  'invitation.too_many': 'Too many invitations wait to be used. Revoke one first.',
  'inbox.not_shared': 'The Inbox can’t be shared. Make a project for what you want to share.',
  'account.external': 'You sign in elsewhere, so there is no password here.',
  'account.disabled': 'This account is disabled. Ask whoever runs this server.',
  'api_token.too_many': 'You have 100 tokens already. Revoke one first.',
  'project.role': 'Your role in this project does not allow that.',
  'project.not_found': 'The project is gone, or not shared with you any more.',
  'project.full': 'There are as many people in this project as there can be.',
  'project.id_taken': 'You have another project with the same id.',
  'project.owner_stays': 'First give the project to somebody else.',
  'member.not_found': 'This person is not in the project any more.',
  'label.name_taken': 'Another label has this name by now. Rename that one first.',
  'task.project_in_trash': 'Its project is in the trash. Restore the project first.',
  'section.project_in_trash': 'Its project is in the trash. Restore the project first.',
  'comment.project_in_trash': 'Its project is in the trash. Restore the project first.',
  'reminder.project_in_trash': 'Its project is in the trash. Restore the project first.',
  'comment.task_in_trash': 'Its task is in the trash. Restore the task first.',
  'reminder.task_in_trash': 'Its task is in the trash. Restore the task first.',
  'token.invalid': 'You are signed out. Sign in again.',
  'token.expired': 'You are signed out. Sign in again.',
  'token.missing': 'You are signed out. Sign in again.',
  not_found: 'It is gone.',
}

/** What is wrong with a field, where the server refuses it. */
const fields: Record<string, string> = {
  email: 'This is no e-mail address.',
  name: 'The name is too long.',
  password: 'This is easily guessed. Take words that don’t belong together, without your name.',
  new_password: 'This is easily guessed. Take words that don’t belong together, without your name.',
}

export default {
  refusals,
  fields,
  wait: (seconds: number) =>
    seconds < 120
      ? `Too many tries. Wait ${seconds} seconds.`
      : `Too many tries. Wait ${Math.ceil(seconds / 60)} minutes.`,
  tagline: 'One place for everything you have to do.',
  signIn: 'Sign in',
  signUp: 'Create account',
  signOut: 'Sign out',
  toSignUp: 'No account yet?',
  toSignIn: 'You have an account?',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  name: 'Name',
  nameHint: 'How others see you in shared projects.',
  passwordRules: 'At least 15 characters. Four words that don’t belong together are easy to keep.',
  passwordCount: (n: number) =>
    n === 1 ? '1 more character is needed.' : `${n} more characters are needed.`,
  passwordLong: 'At most 256 characters.',
  showPassword: 'Show the password',
  invitation: 'Invitation',
  invitationHint: 'The text that begins with tasklark_inv_',
  invited: 'You are invited to this server. Create your account.',
  emailNeeded: 'Enter your e-mail address.',
  passwordNeeded: 'Enter your password.',
  taken:
    'The account could not be opened. The address may have one already: sign in with its password.',
  waitingHere: (who: string) =>
    `The session of ${who} is over. Sign in again: everything that was changed here is kept and will be sent.`,
  otherPerson: (who: string) =>
    `If you sign in as somebody else, the changes of ${who} wait in this browser and mix with nothing.`,
  backToTasks: 'Back to the tasks',
  join: 'Join',
  joinTitle: 'You are invited to a project',
  joinSignedOut: 'Sign in or create an account to see what it is, and to join.',
  joinOffer: (project: string, inviter: string | null) =>
    inviter
      ? `${inviter} invites you to the project “${project}”.`
      : `You are invited to the project “${project}”.`,
  joinRole: (role: string) => `You would be in it as: ${role}.`,
  joinUntil: (day: string) => `The invitation is good until ${day}.`,
  joinFor: (email: string) => `It is for ${email}.`,
  joinMissing: 'This address holds no invitation. Ask for the link once more.',
  joinNot: 'Not now',
  joined: (project: string) => `You are in “${project}” now.`,
}
