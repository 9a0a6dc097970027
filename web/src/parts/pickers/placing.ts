/** Where something that floats at an element goes, so that it stays in sight. */

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

const GAP = 4
const EDGE = 8

/**
 * Returns where a box of a size goes at an anchor: below it, or above where there is more room, in
 * line with its start, and never past the edges of the screen. `maxHeight` is the room that it has.
 */
export function placeAt(
  anchor: Box,
  size: { width: number; height: number },
  screen: { width: number; height: number },
  rightToLeft = false,
): { left: number; top: number; maxHeight: number } {
  const below = screen.height - EDGE - (anchor.top + anchor.height + GAP)
  const above = anchor.top - GAP - EDGE
  const isBelow = size.height <= below || below >= above
  const room = Math.max(0, isBelow ? below : above)
  // Where neither side has room for it, it lies over its anchor rather than being cut.
  const maxHeight = Math.max(room, Math.min(size.height, screen.height - 2 * EDGE))
  const height = Math.min(size.height, maxHeight)
  const wanted = isBelow ? anchor.top + anchor.height + GAP : anchor.top - GAP - height
  const start = rightToLeft ? anchor.left + anchor.width - size.width : anchor.left
  return {
    left: between(start, EDGE, screen.width - EDGE - size.width),
    top: between(wanted, EDGE, screen.height - EDGE - height),
    maxHeight,
  }
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
