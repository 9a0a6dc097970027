/** Going to an item of a menu by typing how it begins. */

/** Returns the place in entries of the next item whose label begins with what was typed, or -1. */
export function typedAhead(labels: readonly string[], typed: string, from: number): number {
  const wanted = typed.toLocaleLowerCase()
  // One letter again and again goes through all that begin with it.
  const isOneLetter = [...wanted].every((letter) => letter === wanted[0])
  const start = isOneLetter ? from + 1 : from
  const look = isOneLetter ? wanted.slice(0, 1) : wanted
  for (let i = 0; i < labels.length; i++) {
    const at = (start + i) % labels.length
    if (labels[at]!.toLocaleLowerCase().startsWith(look)) return at
  }
  return -1
}
