/** Sharing a project: opening its dialog, and who is in it. */
import type { Member } from '../sync/records.ts'
import { openDialog } from './dialog.svelte.ts'
import { members } from './records.svelte.ts'

const RANKS = ['owner', 'admin', 'editor', 'commenter', 'viewer']

/** Opens the dialog in which a project is shared. */
export function openSharing(projectId: string): void {
  openDialog({ kind: 'share', project_id: projectId })
}

/** Returns who is in a project, by role and name; reactive. */
export function membersOf(projectId: string): Member[] {
  return members.all
    .filter(({ project_id }) => project_id === projectId)
    .sort(
      (a, b) =>
        RANKS.indexOf(a.role) - RANKS.indexOf(b.role) ||
        (a.name ?? '').localeCompare(b.name ?? '') ||
        (a.id < b.id ? -1 : 1),
    )
}
