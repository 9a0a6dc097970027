/** Comments that are begun: they wait for their task to be opened again, as long as the page is open. */
const drafts = new Map<string, string>()

/** Returns the comment on a task that was begun. */
export function kept(taskId: string): string {
  return drafts.get(taskId) ?? ''
}

/** Keeps what is typed so far; nothing, once it is sent. */
export function keep(taskId: string, text: string): void {
  if (text.trim()) drafts.set(taskId, text)
  else drafts.delete(taskId)
}
