/** The roles that can be given to others; the owner's goes from hand to hand. */

export type Given = 'viewer' | 'commenter' | 'editor' | 'admin'

/** From the one that may least. */
export const GIVEN: readonly Given[] = ['viewer', 'commenter', 'editor', 'admin']
