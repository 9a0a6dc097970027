import type { Role } from '../../sync/records.ts'

const roles: Record<Role, string> = {
  viewer: 'Viewer',
  commenter: 'Commenter',
  editor: 'Editor',
  admin: 'Admin',
  owner: 'Owner',
}

const rolesMay: Record<Role, string> = {
  viewer: 'sees everything',
  commenter: 'sees and comments',
  editor: 'adds and changes tasks',
  admin: 'also changes the project and who is in it',
  owner: 'also deletes the project or gives it away',
}

export default {
  feed: 'Calendar feed…',
  feedOf: (name: string) => `Calendar feed of ${name}`,
  feedHint:
    'A calendar program that reads this address shows what you see here, and changes nothing. Whoever has the address can read it, so keep it to yourself; revoke it when it got about.',
  feedMake: 'New address',
  feedMade: 'The address. It is shown this once: copy it now.',
  feedExpands: 'Each date of a repeating task by itself, for programs that can’t repeat',
  feedFrom: (when: string) => `Address made ${when}`,
  feedRead: (when: string) => `last read ${when}`,
  feedUnread: 'not read yet',
  feedNone: 'There is no address yet.',
  feedRevoked: 'The address is revoked.',
  roles,
  rolesMay,
  title: (project: string) => `Share “${project}”`,
  people: 'People',
  you: 'you',
  nameless: 'Somebody',
  roleOf: (name: string) => `Role of ${name}`,
  roleChanged: (name: string, role: string) => `${name}: now ${role}`,
  giveAway: 'Owner (give the project away)',
  giveAwayAsk: (name: string) =>
    `Give the project to ${name}? They own it then, with all that is in it. You stay as an admin.`,
  giveAwayDo: 'Give it away',
  given: (name: string) => `The project is ${name}’s now.`,
  remove: (name: string) => `Remove ${name}`,
  removeAsk: (name: string) =>
    `Remove ${name}? They don’t see the project any more and are taken off its open tasks. What they wrote stays.`,
  removeDo: 'Remove',
  removed: (name: string) => `${name} is removed.`,
  leave: 'Leave the project',
  leaveAsk:
    'Leave the project? You don’t see it any more and are taken off its open tasks. What you wrote stays.',
  leaveDo: 'Leave',
  left: (project: string) => `You have left “${project}”.`,
  ownerStays: 'The owner can’t leave. Give the project to another member first.',
  invite: 'Invite',
  inviteHint:
    'We send no mail: you get a link, and pass it on. With an address only that person can use it, once.',
  email: 'E-mail address (leave empty for whoever has the link)',
  role: 'Role',
  good: 'Good for',
  makeLink: 'Make link',
  linkMade: 'The link. It is shown this once: copy it and pass it on.',
  open: 'Open invitations',
  whoever: 'Whoever has the link',
  invitedAs: (role: string, when: string) => `${role} · ends ${when}`,
  revoke: 'Revoke',
  revokeOf: (who: string) => `Revoke the invitation: ${who}`,
  revoked: 'The invitation is good no more.',
  hereNow: (names: string) => `Looking at this now: ${names}`,
}
